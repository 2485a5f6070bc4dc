package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.internal.Packets.Will;
import java.util.Set;

/**
 * What becomes of peers whose answers await a store that needs longer than a hub that is being replaced is given? Their
 * connections end, so that they ask again; nobody waits for ever, and nothing counts as taken that was not stored.
 */
class HubLeavesUnansweredTest {
    @OnLoops
    void whoAwaitsAnAnswerIsClosedAndWhoDoesNotStays(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire idle = Wire.clean(hub, "idle"); Wire kept = Wire.kept(hub, "k", false);
                Wire qos1 = Wire.clean(hub, "q1"); Wire qos2 = Wire.kept(hub, "q2", false); Wire suback = Wire.kept(hub, "sub", false);
                Wire unsuback = Wire.kept(hub, "unsub", false); Wire leaves = Wire.willing(hub, "left", new Will("will", "not this", 1, false));
                Wire watcher = Wire.clean(hub, "w")) {
            kept.subscribe("t", 2);
            unsuback.subscribe("u", 1);
            watcher.subscribe("will", 0);
            hub.between.hold();
            qos1.send(Packets.publish("t", "one", 1, 1, false, false));
            HubServer.await("it is before what another loop stores", hub.between::holdsSome);
            qos2.send(Packets.publish("t", "two", 2, 2, false, false));
            suback.send(Packets.subscribe(3, "t", 1));
            unsuback.send(Packets.unsubscribe(4, "u"));
            leaves.send(Packets.disconnect());
            HubServer.await("each waits for the store", () -> hub.between.operations() >= 6);
            hub.detachHub();
            for (Wire waits : new Wire[] {qos1, qos2, suback, unsuback, leaves}) {
                waits.expectClosed();
            }
            hub.between.letGo();
            hub.replaceHub();
            idle.expectNothing();
            // of two publishers, in whatever order
            assertEquals(Set.of("one", "two"), Set.of(kept.expect(Packets.PUBLISH).payload(), kept.expect(Packets.PUBLISH).payload()));
            watcher.expectNothing();
        }
    }

    @OnLoops
    void willOfAConnectionThatIsClosedForItGoesOut(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire kept = Wire.kept(hub, "k", false);
                Wire sender = Wire.willing(hub, "s", new Will("t", "its will", 1, false))) {
            kept.subscribe("t", 1);
            hub.between.hold();
            sender.send(Packets.publish("t", "one", 1, 1, false, false));
            HubServer.await("it waits for the store", hub.between::holdsSome);
            hub.detachHub();
            sender.expectClosed();
            hub.between.letGo();
            hub.replaceHub();
            kept.expectPublish("t", "one", 1);
            kept.expectPublish("t", "its will", 1);
            hub.replaceHub();
            kept.expectNothing();
        }
    }

    /** Whether another hub comes or the same one goes on: the identifier of a message that was refused is free. */
    @OnLoops
    void refusedQos2MessageIsTakenWhenItComesAgain(int loops) throws Exception {
        for (boolean another : new boolean[] {true, false}) {
            try (HubServer hub = new HubServer(loops); Wire kept = Wire.kept(hub, "k", false);
                    Wire sender = Wire.kept(hub, "s", false)) {
                kept.subscribe("t", 2);
                hub.between.hold();
                sender.send(Packets.publish("t", "once", 2, 5, false, false));
                HubServer.await("it waits for the store", hub.between::holdsSome);
                hub.store.quota(1);
                hub.detachHub();
                sender.expectClosed();
                hub.between.letGo();
                HubServer.await("it is refused", () -> hub.between.answered() > 0);
                hub.store.quota(32 << 20);
                if (another) {
                    hub.replaceHub();
                } else {
                    hub.attachHub();
                }
                try (Wire again = Wire.kept(hub, "s", true)) {
                    again.send(Packets.publish("t", "once", 2, 5, true, false));
                    assertEquals(5, again.expect(Packets.PUBREC).packetId());
                    kept.expectPublish("t", "once", 2);
                    again.send(Packets.publish("t", "once", 2, 5, true, false), Packets.pubrel(5));
                    assertEquals(5, again.expect(Packets.PUBREC).packetId());
                    assertEquals(5, again.expect(Packets.PUBCOMP).packetId());
                    kept.expectNothing();
                }
            }
        }
    }

    /** A CONNECT that was not answered is asked again of the next hub; the will that it brought is not published meanwhile. */
    @OnLoops
    void connectThatAwaitedTheStoreIsAnsweredByTheNextHub(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w")) {
            watcher.subscribe("will", 1);
            hub.between.hold();
            try (Wire newcomer = Wire.to(hub)) {
                newcomer.send(Packets.connect("n", false, 0, new Will("will", "too early", 1, false), "test", "test"));
                HubServer.await("it waits for the store", hub.between::holdsSome);
                hub.detachHub();
                hub.between.letGo();
                hub.replaceHub();
                newcomer.expectConnack(true, 0);
                watcher.expectNothing();
                newcomer.leave();
            }
            hub.replaceHub();
            watcher.expectNothing();
        }
    }
}
