package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.internal.Packets.Got;
import io.tidegate.hub.internal.Packets.Will;
import java.util.ArrayList;
import java.util.List;

/** Can a client whose messages fill the store always come and take them? */
class KeptSessionStoreFullTest {
    private static final int MESSAGES = 5;

    @OnLoops
    void comesSubscribesAsBeforeAndTakesItsBacklog(int loops) throws Exception {
        try (HubServer hub = full(loops); Wire back = Wire.kept(hub, "k", true)) {
            back.send(Packets.subscribe(9, "t", 1)); // what most clients do each time
            List<Integer> ids = new ArrayList<>();
            boolean answered = false;
            while (ids.size() < MESSAGES || !answered) {
                Got got = back.next();
                answered |= got.type() == Packets.SUBACK;
                if (got.type() == Packets.PUBLISH) {
                    ids.add(got.packetId());
                }
            }
            for (int id : ids) {
                back.send(Packets.puback(id));
            }
            HubServer.await("the queue is empty", () -> hub.store.usage().entries() == 0);
        }
    }

    @OnLoops
    void bringsAWill(int loops) throws Exception {
        try (HubServer hub = full(loops); Wire back = Wire.to(hub)) {
            back.send(Packets.connect("k", false, 0, new Will("w", "gone", 1, false), "test", "test"));
            back.expectConnack(true, 0);
            takeAll(hub, back);
        }
    }

    @OnLoops
    void givesUpSubscriptions(int loops) throws Exception {
        try (HubServer hub = full(loops)) {
            try (Wire back = Wire.kept(hub, "k", true)) {
                back.send(Packets.unsubscribe(9, "u"));
                List<byte[]> acks = new ArrayList<>();
                for (Got got = back.next(); got.type() != Packets.UNSUBACK; got = back.next()) {
                    acks.add(Packets.puback(got.packetId()));
                }
                hub.replaceHub(); // it is stored
                awaitOneSubscription(hub);
            }
        }
    }

    @OnLoops
    void mayNotSubscribeMore(int loops) throws Exception {
        try (HubServer hub = full(loops); Wire back = Wire.kept(hub, "k", true)) {
            back.send(Packets.subscribe(9, "v", 1));
            for (int i = 0; i < MESSAGES; i++) {
                back.expect(Packets.PUBLISH);
            }
            back.expectClosed();
            try (Wire again = Wire.kept(hub, "k", true)) { // what was refused does not keep it away
                takeAll(hub, again);
                assertEquals(2, hub.view("k").subscriptions());
            }
        }
    }

    /** Permissions that it lost since are dropped from what is stored. */
    @OnLoops
    void comesWithFewerPermissions(int loops) throws Exception {
        try (HubServer hub = full(loops)) {
            hub.people.add("test", new String[] {"#"}, new String[] {"t"});
            try (Wire back = Wire.kept(hub, "k", true)) {
                takeAll(hub, back);
                assertEquals(1, hub.view("k").subscriptions());
            }
            hub.people.add("test", new String[] {"#"}, new String[] {"#"});
            hub.replaceHub();
            awaitOneSubscription(hub);
        }
    }

    private static void awaitOneSubscription(HubServer hub) throws Exception {
        HubServer.await("it is back", () -> hub.view("k") != null);
        assertEquals(1, hub.view("k").subscriptions());
    }

    /** One kept session, away, with two subscriptions; nothing more fits. */
    private static HubServer full(int loops) throws Exception {
        HubServer hub = new HubServer(loops);
        try (Wire away = Wire.kept(hub, "k", false); Wire sender = Wire.clean(hub, "s")) {
            away.subscribe("t", 1);
            away.subscribe("u", 1);
            away.leave();
            for (int i = 1; i <= MESSAGES; i++) {
                sender.publish1("t", "" + i, i);
            }
        }
        hub.store.quota(1);
        return hub;
    }

    private static void takeAll(HubServer hub, Wire back) throws Exception {
        for (int i = 1; i <= MESSAGES; i++) {
            back.send(Packets.puback(back.expectPublish("t", "" + i, 1).packetId()));
        }
        HubServer.await("the queue is empty", () -> hub.store.usage().entries() == 0);
    }
}
