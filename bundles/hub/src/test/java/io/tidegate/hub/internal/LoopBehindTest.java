package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.shard.HubSettings;
import io.tidegate.hub.internal.shard.Shard;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much can wait on a loop that does not keep up with what others publish to its receivers? */
class LoopBehindTest {
    private static final HubSettings ROOMY = new HubSettings(128, 65_535, true, null, 16 << 20, 1024, 64 << 20, 64 << 20, 0);
    private static final int PAYLOAD = 8_000;
    private static final int MESSAGES = 3_000; // 24 MB

    /** The publisher is not read, goes on when the loop does, and nothing of QoS 1 is lost. */
    @ParameterizedTest(name = "QoS {0}")
    @ValueSource(ints = {0, 1})
    void publisherOnAnotherLoopIsPaused(int qos) throws Exception {
        try (HubServer hub = new HubServer(2, ROOMY, 32 << 20); Wire receiver = Wire.clean(hub, "r"); Wire sender = Wire.clean(hub, "s")) {
            receiver.subscribe("t", qos);
            Shard[] shards = hub.core.shared().shards();
            Shard slow = shards[0].clients.all().containsKey("r") ? shards[0] : shards[1];
            assertTrue(!slow.clients.all().containsKey("s"), "on different loops");
            AtomicInteger sent = new AtomicInteger();
            Thread sending = new Thread(() -> send(sender, qos, sent));
            try (Busy busy = Busy.loop(slow)) {
                sending.start();
                HubServer.await("it is paused, or has sent all", () -> isStuck(sending, sent));
                long waits = slow.handOver.arriving();
                assertTrue(waits > 4 << 20 && waits < 10 << 20, () -> waits + " bytes wait");
            }
            for (int i = 0; qos > 0 && i < MESSAGES; i++) {
                receiver.send(Packets.puback(receiver.expect(Packets.PUBLISH).packetId()));
            }
            sending.join(30_000);
            assertEquals(MESSAGES, sent.get(), "sent");
            HubServer.await("all was taken", () -> slow.handOver.arriving() == 0);
        }
    }

    /** A rule is not paused as a socket is: above 16 MiB what it publishes at QoS 0 is dropped and counted, and at QoS 1 not. */
    @Test
    void whatARulePublishesAtQos0IsDroppedAndCounted() throws Exception {
        try (HubServer hub = new HubServer(2, ROOMY, 32 << 20); Wire receiver = Wire.clean(hub, "r")) {
            receiver.subscribe("t", 1);
            Shard[] shards = hub.core.shared().shards();
            Shard slow = shards[0].clients.all().containsKey("r") ? shards[0] : shards[1];
            Shard other = slow == shards[0] ? shards[1] : shards[0];
            Taker rule = ruleOn(hub, other);
            String payload = "x".repeat(PAYLOAD);
            try (Busy busy = Busy.loop(slow)) {
                for (int i = 0; i < MESSAGES; i++) {
                    rule.publish("t", payload, 0);
                }
                long waits = slow.handOver.arriving();
                assertTrue(waits > 15 << 20 && waits < 17 << 20, () -> waits + " bytes wait");
                assertTrue(other.dropped > MESSAGES / 4, () -> other.dropped + " dropped");
                rule.publish("t", "last", 1);
            }
            int taken = 0;
            while (!receiver.expect(Packets.PUBLISH).payload().equals("last")) {
                taken++;
            }
            assertEquals(MESSAGES, taken + other.dropped + slow.dropped, "all are accounted for");
        }
    }

    private static Taker ruleOn(HubServer hub, Shard shard) throws Exception {
        for (int i = 0; ; i++) {
            Taker rule = Taker.open(hub, "rule/" + i);
            rule.publish("nobody/listens/here", "", 0); // then it has its loop
            if (hub.core.locals().get("rule/" + i).shard() == shard.index()) {
                return rule;
            }
        }
    }

    private static boolean isStuck(Thread sending, AtomicInteger sent) throws InterruptedException {
        int before = sent.get();
        sending.join(500);
        return before > 0 && sent.get() == before;
    }

    private static void send(Wire sender, int qos, AtomicInteger sent) {
        String payload = "x".repeat(PAYLOAD);
        try {
            for (int i = 1; i <= MESSAGES; i++) {
                sender.send(Packets.publish("t", payload, qos, i, false, false));
                sent.incrementAndGet();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
