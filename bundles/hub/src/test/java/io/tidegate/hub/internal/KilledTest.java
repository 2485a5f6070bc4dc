package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.internal.Packets.Will;

/** What is so after the process was killed? */
class KilledTest {
    @OnLoops
    void connectionsThatWereThereLeaveTheirWillsOnce(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("will/#", 1);
            }
            Wire.willing(hub, "a", new Will("will/a", "gone", 1, true));
            Wire.willing(hub, "left", new Will("will/left", "never", 1, true)).leave();
            HubServer.await("session gone", () -> hub.view("left") == null);
            hub.kill();
            try (Wire kept = Wire.kept(hub, "k", true)) {
                int id = kept.expectPublish("will/a", "gone", 1).packetId();
                kept.send(Packets.puback(id));
                kept.expectNothing();
            }
            HubServer.await("retained", () -> hub.core.shared().retained.size() == 1);
            hub.kill();
            try (Wire kept = Wire.kept(hub, "k", true)) {
                kept.expectNothing();
            }
        }
    }

    /** A will goes out on one loop while the sessions of another are still being placed there: a matter of luck, hence often. */
    @OnLoops
    void whatIsPublishedAtOnceReachesTheSessionsOfEveryLoop(int loops) throws Exception {
        for (int round = 0; round < 60; round++) {
            try (HubServer hub = new HubServer(loops)) {
                try (Wire kept = Wire.kept(hub, "k", false)) {
                    kept.subscribe("will", 1);
                }
                Wire.willing(hub, "gone", new Will("will", "" + round, 1, true));
                hub.kill();
                try (Wire kept = Wire.kept(hub, "k", true)) {
                    kept.expectPublish("will", "" + round, 1);
                }
            }
        }
    }

    /** The end of the connection is the answer to DISCONNECT, and comes after the fact. MQTT 3.1.1 [MQTT-3.14.4-3] */
    @OnLoops
    void whoSawTheEndAfterDisconnectLeavesNoWill(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w")) {
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("will", 1);
            }
            try (Wire leaving = Wire.willing(hub, "a", new Will("will", "gone", 1, false))) {
                hub.between.hold();
                leaving.send(Packets.disconnect(), Packets.publish("will", "after the end", 1, 1, false, false));
                HubServer.await("the store is asked", hub.between::holdsSome);
                watcher.expectNothing();
                assertTrue(leaving.isOpen(), "closed before the store has answered");
                hub.between.letGo();
                leaving.expectClosed();
            }
            hub.kill();
            try (Wire kept = Wire.kept(hub, "k", true)) {
                kept.expectNothing();
            }
        }
    }

    /** What the next connection of a client says counts, also while the earlier one's will is on its way out. */
    @OnLoops
    void willsOfTwoConnectionsOfOneClientAreTwo(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("will", 1);
                try (Wire first = Wire.willing(hub, "same", new Will("will", "first", 1, false))) {
                    Wire.willing(hub, "same", new Will("will", "second", 1, false));
                    first.expectClosed();
                    kept.send(Packets.puback(kept.expectPublish("will", "first", 1).packetId()));
                }
                kept.expectNothing();
            }
            hub.kill();
            try (Wire kept = Wire.kept(hub, "k", true)) {
                kept.expectPublish("will", "second", 1);
                kept.expectNothing();
            }
        }
    }

    @OnLoops
    void willOfAConnectionThatOutlivesItsHubIsNotDue(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w")) {
            watcher.subscribe("will", 1);
            try (Wire wire = Wire.willing(hub, "a", new Will("will", "gone", 1, false))) {
                hub.replaceHub();
                watcher.expectNothing();
                wire.drop();
            }
            watcher.expectPublish("will", "gone", 1);
            hub.kill();
            try (Wire late = Wire.clean(hub, "w")) {
                late.subscribe("will", 1);
                late.expectNothing();
            }
        }
    }

    @OnLoops
    void whatMayHaveBeenInFlightCountsAsAttempted(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(2);
            try (Wire device = Wire.clean(hub, "d")) {
                for (int i = 1; i <= 3; i++) {
                    device.publish1("in", "" + i, i);
                }
            }
            taker.expect("1");
            taker.expect("2");
            hub.kill();
            hub.kill();
            taker = Taker.open(hub, "rule/x").request(3);
            for (int i = 1; i <= 3; i++) {
                Delivery d = taker.expect("" + i);
                assertEquals(i == 3 ? 1 : 3, d.attempt(), "attempt of " + i);
                assertTrue(d.redelivered());
            }
            hub.replaceHub();
            assertEquals(3, Taker.open(hub, "rule/x").request(3).expect("1").attempt());
        }
    }

    @OnLoops
    void aReadThatFailsIsTriedAgain(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Wire.kept(hub, "k", false).close();
            try (Wire kept = Wire.kept(hub, "k", true); Wire device = Wire.clean(hub, "d")) {
                kept.subscribe("in", 1);
                kept.leave();
                HubServer.await("away", () -> hub.view("k").state().equals("AWAY"));
                Taker.open(hub, "rule/x").subscribe("in", 1);
                device.publish1("in", "1", 1);
                device.publish1("in", "2", 2);
            }
            hub.kill();
            hub.between.failingReads.set(2);
            Taker taker = Taker.open(hub, "rule/x").request(5);
            taker.expect("1");
            taker.expect("2");
            try (Wire kept = Wire.kept(hub, "k", true)) {
                kept.expectPublish("in", "1", 1);
                kept.expectPublish("in", "2", 1);
            }
            hub.between.failingReads.set(2);
            try (Wire kept = Wire.kept(hub, "k", true)) {
                assertTrue(kept.expectPublish("in", "1", 1).dup());
                kept.expectPublish("in", "2", 1);
            }
            assertFalse(hub.between.failingReads.get() > 0);
        }
    }
}
