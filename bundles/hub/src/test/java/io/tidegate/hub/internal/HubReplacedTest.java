package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.Packets.Got;
import io.tidegate.hub.internal.Packets.Will;
import java.util.ArrayList;
import java.util.List;

/** What do clients notice of a hub that is replaced under their open connections? Nothing. */
class HubReplacedTest {
    @OnLoops
    void connectionsAndSubscriptionsOfBothKindsStand(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire clean = Wire.clean(hub, "c");
                Wire kept = Wire.kept(hub, "k", false)) {
            clean.subscribe("t", 2);
            clean.subscribe("u/#", 0);
            kept.subscribe("t", 2);
            for (int i = 1; i <= 5; i++) {
                sender.publish2("t", "" + i, i);
                for (Wire w : new Wire[] {clean, kept}) {
                    int id = w.expectPublish("t", "" + i, 2).packetId();
                    w.send(Packets.pubrec(id));
                    assertEquals(id, w.expect(Packets.PUBREL).packetId());
                    w.send(Packets.pubcomp(id));
                    w.expectNothing();
                }
                hub.replaceHub();
                sender.publish("u/" + i, "");
                clean.expectPublish("u/" + i, "", 0);
            }
            for (Wire w : new Wire[] {sender, clean, kept}) {
                w.expectNothing();
            }
        }
    }

    /** Nothing is sent again on a connection that stands, and the acknowledgements of before count. */
    @OnLoops
    void flowsGoOnWhereTheyWere(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire clean = Wire.clean(hub, "c");
                Wire kept = Wire.kept(hub, "k", false)) {
            List<int[]> ids = new ArrayList<>();
            Wire[] both = {clean, kept};
            for (Wire w : both) {
                w.subscribe("t", 2);
            }
            sender.publish1("t", "one", 1);
            sender.publish2("t", "two", 2);
            sender.publish2("t", "three", 3);
            for (Wire w : both) {
                int[] id = {w.expectPublish("t", "one", 1).packetId(), w.expectPublish("t", "two", 2).packetId(),
                    w.expectPublish("t", "three", 2).packetId()};
                ids.add(id);
                w.send(Packets.pubrec(id[2]));
                assertEquals(id[2], w.expect(Packets.PUBREL).packetId());
            }
            hub.replaceHub();
            for (int i = 0; i < 2; i++) {
                Wire w = both[i];
                w.expectNothing();
                w.send(Packets.puback(ids.get(i)[0]), Packets.pubrec(ids.get(i)[1]), Packets.pubcomp(ids.get(i)[2]));
                assertEquals(ids.get(i)[1], w.expect(Packets.PUBREL).packetId());
                w.send(Packets.pubcomp(ids.get(i)[1]));
                w.expectNothing();
                String name = i == 0 ? "c" : "k";
                HubServer.await("nothing in flight", () -> hub.view(name).inflight() == 0 && hub.view(name).waiting() == 0);
            }
        }
    }

    @OnLoops
    void incomingQos2IdentifiersAreRemembered(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire receiver = Wire.clean(hub, "r");
                Wire clean = Wire.clean(hub, "c"); Wire kept = Wire.kept(hub, "k", false)) {
            receiver.subscribe("t", 0);
            for (Wire w : new Wire[] {clean, kept}) {
                w.send(Packets.publish("t", "once", 2, 9, false, false));
                w.expect(Packets.PUBREC);
                receiver.expectPublish("t", "once", 0);
                hub.replaceHub();
                w.send(Packets.publish("t", "once", 2, 9, true, false));
                assertEquals(9, w.expect(Packets.PUBREC).packetId());
                w.send(Packets.pubrel(9));
                assertEquals(9, w.expect(Packets.PUBCOMP).packetId());
                w.publish2("t", "marker", 9);
                receiver.expectPublish("t", "marker", 0);
            }
        }
    }

    @OnLoops
    void whatWaitedBehindAFullWindowIsNotLost(int loops) throws Exception {
        var two = new io.tidegate.hub.internal.shard.HubSettings(128, 65_535, true, null, 16 << 20, 2, 1 << 20, 64 << 20, 0);
        try (HubServer hub = new HubServer(loops, two, 32 << 20); Wire sender = Wire.clean(hub, "s");
                Wire clean = Wire.clean(hub, "c"); Wire kept = Wire.kept(hub, "k", false)) {
            Wire[] both = {clean, kept};
            for (Wire w : both) {
                w.subscribe("t", 1);
            }
            for (int i = 1; i <= 10; i++) {
                sender.publish1("t", "" + i, i);
            }
            hub.replaceHub();
            for (Wire w : both) {
                for (int i = 1; i <= 10; i++) {
                    Got got = w.expectPublish("t", "" + i, 1);
                    w.send(Packets.puback(got.packetId()));
                }
                w.expectNothing();
            }
        }
    }

    @OnLoops
    void willsGoOutAfterwardsAndNotBecauseOfIt(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w");
                Wire stays = Wire.willing(hub, "a", new Will("will", "a", 1, false));
                Wire leaves = Wire.willing(hub, "b", new Will("will", "b", 1, false));
                Wire drops = Wire.willing(hub, "d", new Will("will", "d", 1, false))) {
            watcher.subscribe("will", 1);
            hub.detachHub();
            drops.drop(); // while nobody is home
            hub.replaceHub();
            watcher.expectPublish("will", "d", 1);
            leaves.leave();
            stays.drop();
            watcher.expectPublish("will", "a", 1);
        }
    }

    @OnLoops
    void packetsOfTheMeantimeAreTaken(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire receiver = Wire.clean(hub, "r"); Wire sender = Wire.clean(hub, "s")) {
            receiver.subscribe("t", 2);
            hub.detachHub();
            sender.send(Packets.publish("t", "0", 0, 0, false, false), Packets.publish("t", "1", 1, 1, false, false),
                    Packets.publish("t", "2", 2, 2, false, false));
            try (Wire newcomer = Wire.to(hub)) {
                newcomer.send(Packets.connect("n", true, 0, null, "test", "test"));
                hub.replaceHub();
                newcomer.expectConnack(false, 0);
            }
            receiver.expectPublish("t", "0", 0);
            receiver.expectPublish("t", "1", 1);
            receiver.expectPublish("t", "2", 2);
            sender.expect(Packets.PUBACK);
            sender.expect(Packets.PUBREC);
        }
    }

    /** Under load, many times: every acknowledged QoS 1 message arrives, QoS 2 exactly once, all in order. */
    @OnLoops
    void nothingIsLostOrDoubledUnderLoad(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire clean = Wire.clean(hub, "c");
                Wire kept = Wire.kept(hub, "k", false)) {
            clean.subscribe("t", 2);
            kept.subscribe("t", 2);
            int messages = 4_000;
            Thread[] threads = {new Thread(() -> flow(sender, messages)), new Thread(() -> take("clean", clean, messages)),
                new Thread(() -> take("kept", kept, messages))};
            List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
            for (Thread t : threads) {
                t.setUncaughtExceptionHandler((x, e) -> failures.add(e));
                t.start();
            }
            for (int i = 0; i < 10 && failures.isEmpty(); i++) {
                hub.replaceHub();
                Thread.sleep(20);
            }
            for (Thread t : threads) {
                t.join(20_000);
                assertTrue(!t.isAlive() || !failures.isEmpty(), "still running");
            }
            assertEquals(List.of(), failures);
        }
    }

    private static void flow(Wire sender, int messages) {
        try {
            for (int i = 1; i <= messages;) {
                int first = i;
                for (; i < first + 20; i++) {
                    sender.send(Packets.publish("t", "" + i, 2, i, false, false));
                }
                for (int k = first; k < i; k++) {
                    assertEquals(k, sender.expect(Packets.PUBREC).packetId());
                    sender.send(Packets.pubrel(k));
                }
                for (int k = first; k < i; k++) {
                    assertEquals(k, sender.expect(Packets.PUBCOMP).packetId());
                }
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void take(String who, Wire receiver, int messages) {
        try {
            int publishes = 0;
            int released = 0;
            while (released < messages) {
                Got got = receiver.next();
                if (got.type() == Packets.PUBLISH) {
                    assertEquals("" + ++publishes, got.payload(), who);
                    receiver.send(Packets.pubrec(got.packetId()));
                } else {
                    assertEquals(Packets.PUBREL, got.type());
                    receiver.send(Packets.pubcomp(got.packetId()));
                    released++;
                }
            }
            receiver.expectNothing();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
