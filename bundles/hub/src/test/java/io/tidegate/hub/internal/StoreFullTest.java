package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.internal.shard.HubSettings;
import io.tidegate.hub.internal.Packets.Got;
import java.util.ArrayList;
import java.util.List;

/** What happens to publishers, receivers and newcomers while the store takes no more? */
class StoreFullTest {
    @OnLoops
    void publisherIsClosedUnansweredAndDrainingMakesRoomAgain(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, HubSettings.DEFAULT, 64 << 10)) {
            try (Wire away = Wire.kept(hub, "k", false)) {
                away.subscribe("t", 1);
                away.leave();
            }
            List<String> taken = fill(hub);
            try (Wire back = Wire.kept(hub, "k", true)) {
                List<Got> got = new ArrayList<>();
                for (String payload : taken) {
                    got.add(back.expectPublish("t", payload, 1));
                }
                for (Got g : got) { // acknowledgements work while the store is full
                    back.send(Packets.puback(g.packetId()));
                }
                back.expectNothing();
                HubServer.await("the queue is empty", () -> hub.store.usage().entries() == 0);
                try (Wire sender = Wire.clean(hub, "s2")) {
                    sender.publish1("t", "fits again", 1);
                    back.expectPublish("t", "fits again", 1);
                }
            }
        }
    }

    /** Publishes until the publisher is closed; what was acknowledged. */
    private static List<String> fill(HubServer hub) throws Exception {
        List<String> taken = new ArrayList<>();
        try (Wire sender = Wire.clean(hub, "s")) {
            for (int i = 1; i < 200; i++) {
                String payload = i + "x".repeat(1000);
                sender.send(Packets.publish("t", payload, 1, i, false, false));
                Got answer;
                try {
                    answer = sender.next();
                } catch (AssertionError | java.io.IOException closed) {
                    return taken;
                }
                assertEquals(Packets.PUBACK, answer.type());
                taken.add(payload);
            }
        }
        throw new AssertionError("never full");
    }

    @OnLoops
    void retainedMessageThatWasRefusedIsNotGiven(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            try (Wire sender = Wire.clean(hub, "s")) {
                sender.retain("t", "old", 1);
                hub.store.quota(1);
                sender.send(Packets.publish("t", "refused", 1, 2, false, true));
                sender.expectClosed();
            }
            try (Wire receiver = Wire.clean(hub, "r")) {
                receiver.subscribe("t", 1);
                receiver.expectPublish("t", "old", 1);
            }
        }
    }

    @OnLoops
    void keptSessionThatCouldNotBeStoredIsRefusedAndLeavesNothing(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            hub.store.quota(1);
            try (Wire refused = Wire.to(hub)) {
                refused.send(Packets.connect("k", false, 0, null, "test", "test"));
                refused.expectConnack(false, 3);
                refused.expectClosed();
            }
            hub.store.quota(1 << 20);
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("t", 1);
                kept.leave();
            }
            try (Wire sender = Wire.clean(hub, "s")) {
                sender.publish1("t", "while away", 1);
            }
            try (Wire kept = Wire.kept(hub, "k", true)) {
                kept.expectPublish("t", "while away", 1);
            }
        }
    }

    @OnLoops
    void qos0FlowsWhileTheStoreIsFull(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops);
                Wire receiver = Wire.clean(hub, "r"); Wire sender = Wire.clean(hub, "s")) {
            receiver.subscribe("t", 1);
            hub.store.quota(1);
            sender.publish("t", "0");
            receiver.expectPublish("t", "0", 0);
        }
    }

    /** The last tenth is theirs who finish: an outcome has room where a new message, a bridge's too, has none. */
    @OnLoops
    void inProcessPublisherIsRefusedWhereAnOutcomeIsNot(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(5);
            Taker out = Taker.open(hub, "rule/out").subscribe("out", 1).request(5);
            device.publish1("in", "x".repeat(20_000), 1);
            io.tidegate.hub.Delivery d = taker.next();
            long used = hub.store.usage().bytes();
            hub.store.quota(used + used / 20 + 500); // above nine tenths
            assertEquals(io.tidegate.mqtt.ReasonCode.QUOTA_EXCEEDED, taker.publish("out", "new", 1).code());
            assertEquals(io.tidegate.hub.Outcome.Kind.DONE, Taker.acknowledge(d, Taker.message("out", "finished", 1)));
            out.expect("finished");
        }
    }

    @OnLoops
    void inProcessPublisherIsToldAndSubscriberComesLater(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(5);
            hub.store.quota(1);
            assertEquals(io.tidegate.mqtt.ReasonCode.QUOTA_EXCEEDED, Taker.of(taker.session.publish(
                    Taker.message("in", "x", 1))).code());
            Taker late = Taker.open(hub, "rule/y");
            try {
                late.subscribe("in", 1);
                throw new AssertionError("subscribed in a full store");
            } catch (java.util.concurrent.ExecutionException | AssertionError refused) {
                if ("subscribed in a full store".equals(refused.getMessage())) {
                    throw refused;
                }
            }
            hub.store.quota(1 << 20);
            late.subscribe("in", 1).request(1);
            taker.publish("in", "later", 1);
            taker.expect("later");
            late.expect("later");
        }
    }
}
