package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.Packets.Got;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** What does a session without Clean Session keep while its client is away? */
class KeptSessionTest {
    @OnLoops
    @Tag("MQTT-3.1.2-4")
    @Tag("MQTT-3.1.2-5")
    @Tag("MQTT-3.2.2-2")
    @Tag("MQTT-3.2.2-3")
    void messagesOfQos1And2WaitInOrderAndSubscriptionsStand(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("a/#", 2);
                kept.leave();
            }
            for (int i = 1; i <= 300; i++) {
                sender.publish1("a/" + i % 3, "" + i, i);
                sender.publish("a/0", "lost: QoS 0");
                if (i % 50 == 0) {
                    sender.publish2("a/2", i + " again", i);
                }
            }
            try (Wire kept = Wire.kept(hub, "k", true)) {
                List<byte[]> pubrecs = new ArrayList<>();
                for (int i = 1; i <= 300; i++) {
                    Got got = kept.expectPublish("a/" + i % 3, "" + i, 1);
                    assertFalse(got.dup(), "never sent before");
                    kept.send(Packets.puback(got.packetId()));
                    if (i % 50 == 0) {
                        pubrecs.add(Packets.pubrec(kept.expectPublish("a/2", i + " again", 2).packetId()));
                    }
                }
                kept.send(pubrecs.toArray(new byte[0][]));
                for (int i = 0; i < pubrecs.size(); i++) {
                    kept.send(Packets.pubcomp(kept.expect(Packets.PUBREL).packetId()));
                }
                sender.publish1("a/live", "now", 1);
                kept.expectPublish("a/live", "now", 1);
            }
        }
    }

    private static void finish2(Wire wire, int id) throws Exception {
        wire.send(Packets.pubrec(id));
        List<Got> others = new ArrayList<>();
        for (Got g = wire.next(); g.type() != Packets.PUBREL; g = wire.next()) {
            others.add(g);
        }
        wire.send(Packets.pubcomp(id));
        assertTrue(others.isEmpty(), () -> "before PUBREL: " + others);
    }

    @OnLoops
    @Tag("MQTT-4.4.0-1")
    @Tag("MQTT-3.3.1-1")
    @Tag("MQTT-4.6.0-1")
    void unacknowledgedAreSentAgainFirstWithTheirIdentifiersAndDup(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            List<Integer> ids = new ArrayList<>();
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("t", 2);
                for (int i = 1; i <= 10; i++) {
                    sender.publish1("t", "" + i, i);
                    ids.add(kept.expectPublish("t", "" + i, 1).packetId());
                }
                for (int i : new int[] {2, 5, 6}) {
                    kept.send(Packets.puback(ids.get(i - 1)));
                }
                kept.expectNothing();
                kept.drop();
            }
            HubServer.await("away", () -> hub.view("k").state().equals("AWAY"));
            sender.publish1("t", "11", 11);
            for (int round = 0; round < 3; round++) {
                try (Wire kept = Wire.kept(hub, "k", true)) {
                    for (int i : new int[] {1, 3, 4, 7, 8, 9, 10}) {
                        Got got = kept.expectPublish("t", "" + i, 1);
                        assertTrue(got.dup(), () -> "no DUP: " + got);
                        assertEquals(ids.get(i - 1), got.packetId());
                    }
                    assertEquals(round > 0, kept.expectPublish("t", "11", 1).dup());
                }
            }
        }
    }

    @OnLoops
    @Tag("MQTT-4.4.0-1")
    @Tag("MQTT-4.6.0-4")
    void pubrelIsOwedAfterPubrecAlsoOnTheNextConnection(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            int first;
            int second;
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("t", 2);
                sender.publish2("t", "1", 1);
                sender.publish2("t", "2", 2);
                first = kept.expectPublish("t", "1", 2).packetId();
                second = kept.expectPublish("t", "2", 2).packetId();
                kept.send(Packets.pubrec(first));
                assertEquals(first, kept.expect(Packets.PUBREL).packetId());
                kept.drop();
            }
            for (int round = 0; round < 2; round++) {
                try (Wire kept = Wire.kept(hub, "k", true)) {
                    assertEquals(first, kept.expect(Packets.PUBREL).packetId());
                    Got got = kept.expectPublish("t", "2", 2);
                    assertEquals(second, got.packetId());
                    assertTrue(got.dup());
                }
            }
            hub.replaceHub();
            try (Wire kept = Wire.kept(hub, "k", true)) {
                assertEquals(first, kept.expect(Packets.PUBREL).packetId());
                assertEquals(second, kept.expectPublish("t", "2", 2).packetId());
                kept.send(Packets.pubcomp(first));
                finish2(kept, second);
                HubServer.await("the queue is empty", () -> hub.store.usage().entries() == 0);
                kept.expectNothing();
            }
            try (Wire kept = Wire.kept(hub, "k", true)) {
                kept.expectNothing();
            }
        }
    }

    @OnLoops
    @Tag("MQTT-3.1.2-6")
    @Tag("MQTT-3.2.2-1")
    void cleanSessionWipesWhatWasKept(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("t", 1);
            }
            sender.publish1("t", "waits", 1);
            try (Wire clean = Wire.clean(hub, "k")) {
                sender.publish1("t", "no subscription", 2);
                clean.expectNothing();
            }
            HubServer.await("session gone", () -> hub.view("k") == null);
            HubServer.await("its queue is gone", () -> hub.store.usage().entries() == 0);
            try (Wire kept = Wire.kept(hub, "k", false)) {
                sender.publish1("t", "no subscription", 3);
                kept.expectNothing();
                kept.subscribe("t", 1);
                sender.publish1("t", "fresh", 4);
                kept.expectPublish("t", "fresh", 1);
            }
        }
    }

    /** Defect of the model: a session that leaves right after SUBACK loses nothing. */
    @OnLoops
    void leavingRightAfterSubackLosesNothing(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            for (int i = 1; i <= 20; i++) {
                try (Wire kept = Wire.kept(hub, "k" + i, false)) {
                    kept.subscribe("t" + i, 1);
                    kept.drop();
                }
                sender.publish1("t" + i, "x", 1);
                try (Wire kept = Wire.kept(hub, "k" + i, true)) {
                    kept.expectPublish("t" + i, "x", 1);
                }
            }
        }
    }

    /** Defect of the model: what was acknowledged before leaving does not come again. */
    @OnLoops
    void acknowledgedBeforeLeavingDoesNotComeAgain(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            boolean present = false;
            for (int i = 1; i <= 20; i++) {
                try (Wire kept = Wire.kept(hub, "k", present)) {
                    present = true;
                    kept.subscribe("t", 1);
                    sender.publish1("t", "" + i, 1);
                    kept.send(Packets.puback(kept.expectPublish("t", "" + i, 1).packetId()));
                    kept.leave();
                }
            }
        }
    }

    /** A subscription that the principal may no longer have does not survive a new connection. */
    @OnLoops
    void lostPermissionEndsAKeptSubscription(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            hub.people.add("p", new String[] {"#"}, new String[] {"a", "b"});
            try (Wire kept = Wire.to(hub)) {
                kept.send(Packets.connect("k", false, 0, null, "p", "p"));
                kept.expectConnack(false, 0);
                kept.subscribe("a", 1);
                kept.subscribe("b", 1);
            }
            hub.people.add("p", new String[] {"#"}, new String[] {"b"});
            try (Wire kept = Wire.to(hub)) {
                kept.send(Packets.connect("k", false, 0, null, "p", "p"));
                kept.expectConnack(true, 0);
                sender.publish1("a", "forbidden", 1);
                sender.publish1("b", "allowed", 2);
                kept.expectPublish("b", "allowed", 1);
            }
        }
    }
}
