package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.shard.HubSettings;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** How much can be on its way to a store that does not answer? */
class StoreBehindTest {
    private static final long ALL_BYTES = 48L << 20;
    private static final int PAYLOAD = 4_000;
    private static final int IN_A_TURN = 5;

    /** Many turns with little in each: whoever publishes is no longer read, and goes on when the store does. */
    @OnLoops
    void publisherOfQueuedMessagesIsPaused(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, HubSettings.DEFAULT, 128 << 20); Wire kept = Wire.kept(hub, "k", false);
                Wire sender = Wire.clean(hub, "s")) {
            kept.subscribe("t", 1);
            kept.leave();
            paused(hub, sender, 1, false);
        }
    }

    /** Retained messages of QoS 0 too: nobody waits for them, but they are stored. */
    @OnLoops
    void publisherOfRetainedQos0MessagesIsPaused(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, HubSettings.DEFAULT, 128 << 20); Wire sender = Wire.clean(hub, "s")) {
            paused(hub, sender, 0, true);
        }
    }

    private static void paused(HubServer hub, Wire sender, int qos, boolean retain) throws Exception {
        hub.between.hold();
        AtomicInteger sent = new AtomicInteger();
        int all = (int) (ALL_BYTES / PAYLOAD);
        Thread sending = new Thread(() -> send(sender, qos, retain, all, sent));
        sending.start();
        HubServer.await("it is paused", () -> isStuck(sending, sent));
        long held = hub.between.bytes();
        assertTrue(held < 12 << 20, () -> held + " bytes wait for the store");
        hub.between.letGo();
        sending.join(30_000);
        assertTrue(sent.get() == all && !sending.isAlive(), () -> "went on to " + sent.get() + " of " + all);
        sender.send(Packets.pingreq());
        for (int type = 0; type != Packets.PINGRESP; type = sender.next().type()) {
            assertTrue(type == 0 || type == Packets.PUBACK, "type " + type);
        }
    }

    /** Whether it has sent nothing for a while: it cannot write any more, or has sent all. */
    private static boolean isStuck(Thread sending, AtomicInteger sent) throws InterruptedException {
        int before = sent.get();
        sending.join(500);
        return before > 0 && sent.get() == before;
    }

    private static void send(Wire sender, int qos, boolean retain, int all, AtomicInteger sent) {
        String payload = "x".repeat(PAYLOAD);
        try {
            for (int i = 0; i < all; i++) {
                sender.send(Packets.publish("t", payload, qos, 1 + i % 60_000, false, retain));
                sent.incrementAndGet();
                if (i % IN_A_TURN == 0) {
                    sender.send(Packets.pingreq());
                    for (int type = 0; type != Packets.PINGRESP; type = sender.next().type()) {
                        assertTrue(type == 0 || type == Packets.PUBACK, "type " + type);
                    }
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
