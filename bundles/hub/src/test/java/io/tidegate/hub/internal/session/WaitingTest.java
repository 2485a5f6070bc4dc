package io.tidegate.hub.internal.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Does what waits come out as it went in? */
class WaitingTest {
    @Test
    void limitCountsHeads() {
        Waiting w = new Waiting(30);
        assertTrue(w.add(2, new byte[20], 0, 3, 3, 5)); // 7 + 8
        assertEquals(15, w.bytes());
        assertTrue(w.add(2, new byte[20], 0, 3, 3, 5));
        assertFalse(w.add(2, new byte[20], 0, 0, 0, 0));
        w.remove();
        assertTrue(w.add(2, new byte[20], 0, 0, 0, 8));
        assertEquals(2, w.count());
    }

    @Test
    void oneLargerThanTheRingFits() {
        Waiting w = new Waiting(1 << 20);
        byte[] large = new byte[200_000];
        new Random(1).nextBytes(large);
        w.add(0, large, 0, 10, 10, 90);
        w.add(4, large, 0, 60_000, 60_000, 140_000);
        w.remove();
        assertEquals(60_000, w.topicLength());
        assertArrayEquals(large, Arrays.copyOfRange(w.array(), w.topic(), w.payload() + w.payloadLength()));
    }

    /** Against a queue of copies, around the ring's end and through its growing. */
    @RepeatedTest(20)
    void behavesLikeAQueue() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int limit = 500 + random.nextInt(20_000);
        Waiting w = new Waiting(limit);
        ArrayDeque<byte[]> model = new ArrayDeque<>();
        int bytes = 0;
        for (int step = 0; step < 4_000; step++) {
            String at = "seed=" + seed + " step=" + step;
            if (random.nextInt(100) < (step / 500 % 2 == 0 ? 60 : 40)) {
                byte[] a = new byte[random.nextInt(random.nextInt(20) == 0 ? 3_000 : 120)];
                random.nextBytes(a);
                int topic = a.length == 0 ? 0 : random.nextInt(a.length);
                int flags = random.nextInt(3) << 1;
                boolean fits = bytes + 7 + a.length <= limit;
                assertEquals(fits, w.add(flags, a, 0, topic, topic, a.length - topic), at);
                if (fits) {
                    byte[] copy = Arrays.copyOf(a, a.length + 3);
                    copy[a.length] = (byte) flags;
                    copy[a.length + 1] = (byte) (topic >> 8);
                    copy[a.length + 2] = (byte) topic;
                    model.add(copy);
                    bytes += 7 + a.length;
                }
            } else if (!model.isEmpty()) {
                byte[] wanted = model.poll();
                byte[] got = Arrays.copyOf(Arrays.copyOfRange(w.array(), w.topic(), w.payload() + w.payloadLength()),
                        w.topicLength() + w.payloadLength() + 3);
                got[got.length - 3] = (byte) w.flags();
                got[got.length - 2] = (byte) (w.topicLength() >> 8);
                got[got.length - 1] = (byte) w.topicLength();
                assertArrayEquals(wanted, got, at);
                w.remove();
                bytes -= 7 + wanted.length - 3;
            }
            assertEquals(model.size(), w.count(), at);
            assertEquals(model.isEmpty(), w.isEmpty(), at);
            assertEquals(bytes, w.bytes(), at);
        }
    }
}
