package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.shard.HubSettings;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Tag;

/** How much does a client get that acknowledges nothing, or reads nothing, and what do others notice of it? */
class WindowLimitTest {
    private static final HubSettings HUNDRED = new HubSettings(128, 65_535, true, null, 16 << 20, 100, 1 << 20, 64 << 20, 0);

    @OnLoops
    void clientThatNeverAcknowledgesGetsExactlyTheWindow(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, HUNDRED, 32 << 20); Wire sender = Wire.clean(hub, "s");
                Wire clean = Wire.clean(hub, "c"); Wire kept = Wire.kept(hub, "k", false); Wire good = Wire.clean(hub, "g")) {
            for (Wire w : new Wire[] {clean, kept, good}) {
                w.subscribe("t", 1);
            }
            for (int i = 1; i <= 250; i++) {
                sender.send(Packets.publish("t", "" + i, 1, i, false, false));
            }
            for (int i = 1; i <= 250; i++) {
                sender.expect(Packets.PUBACK);
                good.send(Packets.puback(good.expectPublish("t", "" + i, 1).packetId()));
            }
            sender.publish("t", "marker: QoS 0 needs no window");
            for (Wire w : new Wire[] {clean, kept}) {
                ArrayDeque<Integer> ids = new ArrayDeque<>();
                for (int i = 1; i <= 100; i++) {
                    ids.add(w.expectPublish("t", "" + i, 1).packetId());
                }
                w.expectPublish("t", "marker: QoS 0 needs no window", 0);
                w.expectNothing();
                for (int i = 101; i <= 250; i++) {
                    w.send(Packets.puback(ids.poll()));
                    ids.add(w.expectPublish("t", "" + i, 1).packetId());
                }
                assertEquals(100, ids.size());
                w.expectNothing();
            }
        }
    }

    /** QoS 2 holds its place until PUBCOMP. */
    @OnLoops
    void windowCountsQos2UntilPubcomp(int loops) throws Exception {
        HubSettings two = new HubSettings(128, 65_535, true, null, 16 << 20, 2, 1 << 20, 64 << 20, 0);
        try (HubServer hub = new HubServer(loops, two, 32 << 20); Wire sender = Wire.clean(hub, "s");
                Wire kept = Wire.kept(hub, "k", false)) {
            kept.subscribe("t", 2);
            for (int i = 1; i <= 4; i++) {
                sender.publish2("t", "" + i, i);
            }
            int first = kept.expectPublish("t", "1", 2).packetId();
            kept.expectPublish("t", "2", 2);
            kept.send(Packets.pubrec(first));
            kept.expect(Packets.PUBREL);
            kept.expectNothing();
            kept.send(Packets.pubcomp(first));
            kept.expectPublish("t", "3", 2);
            kept.expectNothing();
        }
    }

    /** Identifiers wrap around and none in use is given twice. */
    @OnLoops
    @Tag("MQTT-2.3.1-4")
    void identifiersAreUsedAgainAfterTheLast(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire receiver = Wire.clean(hub, "r")) {
            receiver.subscribe("t", 1);
            boolean wrapped = false;
            int held = -1;
            int last = 0;
            for (int sent = 0; sent < 70_000;) {
                byte[][] packets = new byte[500][];
                for (int i = 0; i < packets.length; i++) {
                    packets[i] = Packets.publish("t", "" + ++sent, 1, i + 1, false, false);
                }
                sender.send(packets);
                byte[][] answers = new byte[packets.length][];
                for (int i = 0; i < packets.length; i++) {
                    int id = receiver.expect(Packets.PUBLISH).packetId();
                    assertTrue(id != held && id > 0, "identifier " + id + " while " + held + " is open");
                    wrapped |= id < last;
                    last = id;
                    if (sent == 66_000 && held < 0) {
                        held = id; // one stays open from here
                        answers[i] = new byte[0];
                    } else {
                        answers[i] = Packets.puback(id);
                    }
                }
                receiver.send(answers);
                for (int i = 0; i < packets.length; i++) {
                    sender.expect(Packets.PUBACK);
                }
            }
            assertTrue(wrapped);
        }
    }

    @OnLoops
    void slowReaderLosesQos0CountedAndOthersDoNot(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s");
                Wire slow = Wire.narrow(hub, "slow", 4096); Wire fast = Wire.clean(hub, "fast")) {
            slow.subscribe("t", 0);
            fast.subscribe("t", 0);
            String payload = "x".repeat(32 << 10);
            int sent = 0;
            while (hub.view("slow").dropped() == 0) {
                for (int i = 0; i < 20; i++) {
                    sender.publish("t", sent++ + payload);
                    assertEquals(sent - 1, Integer.parseInt(fast.expect(Packets.PUBLISH).payload().replace(payload, "")));
                }
                assertTrue(sent < 4_000, "128 MiB and nothing dropped");
            }
            long dropped = hub.view("slow").dropped();
            assertEquals(0, hub.view("fast").dropped());
            int got = 0;
            for (; got < sent - dropped; got++) {
                slow.expect(Packets.PUBLISH);
            }
            sender.publish("t", "end");
            fast.expectPublish("t", "end", 0);
            slow.expectPublish("t", "end", 0);
        }
    }

    /** A clean session whose client reads nothing ends when too much waits; nobody else does. */
    @OnLoops
    void cleanSessionThatOwesTooMuchIsClosed(int loops) throws Exception {
        HubSettings small = new HubSettings(128, 65_535, true, null, 16 << 20, 10, 64 << 10, 64 << 20, 0);
        try (HubServer hub = new HubServer(loops, small, 32 << 20); Wire sender = Wire.clean(hub, "s");
                Wire lazy = Wire.clean(hub, "lazy"); Wire good = Wire.clean(hub, "good")) {
            lazy.subscribe("t", 1);
            good.subscribe("t", 1);
            String payload = "x".repeat(1000);
            for (int i = 1; i <= 100; i++) {
                sender.publish1("t", payload, i);
                good.send(Packets.puback(good.expectPublish("t", payload, 1).packetId()));
            }
            HubServer.await("it is closed", () -> hub.view("lazy") == null);
            assertEquals("CONNECTED", hub.view("good").state());
        }
    }
}
