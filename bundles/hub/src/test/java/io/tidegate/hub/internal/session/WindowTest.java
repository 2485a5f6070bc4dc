package io.tidegate.hub.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Does the window know what is in flight, and does it give no identifier twice? */
class WindowTest {
    @Test
    void identifiersGoFrom1To65535AndRoundAgain() {
        assertEquals(1, Window.identifier(1));
        assertEquals(65_535, Window.identifier(65_535));
        assertEquals(1, Window.identifier(65_536));
        assertEquals(2, Window.identifier(131_072));
        for (long around = 1; around > 0 && around < Long.MAX_VALUE / 2; around = around * 3 + 1) {
            for (long sequence = Math.max(1, around - 5); sequence < around + 5; sequence++) {
                assertEquals((sequence - 1) % Window.IDENTIFIERS + 1, Window.identifier(sequence), "of " + sequence);
            }
        }
        assertEquals((Long.MAX_VALUE - 1) % Window.IDENTIFIERS + 1, Window.identifier(Long.MAX_VALUE));
        for (long lap = 1; lap < Long.MAX_VALUE / Window.IDENTIFIERS / 7; lap *= 7) {
            assertEquals(Window.IDENTIFIERS, Window.identifier(lap * Window.IDENTIFIERS));
            assertEquals(1, Window.identifier(lap * Window.IDENTIFIERS + 1));
        }
    }

    @Test
    void openOneKeepsItsIdentifierFromBeingLapped() {
        Window w = new Window();
        assertEquals(1, w.send(1, Window.SENT_QOS_1));
        for (long s = 2; !w.isFull(65_535, s); s++) {
            int id = w.send(s, Window.SENT_QOS_1);
            assertTrue(id != 1, "identifier of an open one given again at " + s);
            w.free(s);
        }
        assertTrue(w.next() > 65_000, "full already at " + w.next());
        w.free(1);
        assertFalse(w.isFull(65_535, w.next()));
    }

    /** Against a map from sequence number to state. */
    @RepeatedTest(20)
    void behavesLikeAMap() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Window w = new Window();
        TreeMap<Long, Byte> model = new TreeMap<>();
        long start = 1 + random.nextInt(200_000);
        w.reset(start);
        long next = start;
        int limit = 1 + random.nextInt(300);
        for (int step = 0; step < 5_000; step++) {
            String at = "seed=" + seed + " step=" + step;
            long sequence = next + (random.nextInt(4) == 0 ? random.nextInt(3) : 0);
            boolean full = model.size() >= limit || !model.isEmpty() && sequence - model.firstKey() >= 65_534;
            assertEquals(full, w.isFull(limit, sequence), at);
            if (random.nextBoolean() && !full) {
                byte state = random.nextBoolean() ? Window.sent(1 + random.nextInt(2)) : Window.RELEASED;
                assertEquals(Window.identifier(sequence), w.send(sequence, state), at);
                model.put(sequence, state);
                next = sequence + 1;
            } else if (!model.isEmpty()) {
                List<Long> open = new ArrayList<>(model.keySet());
                long s = open.get(random.nextInt(open.size()));
                if (random.nextInt(4) == 0) {
                    w.state(s, Window.RELEASED);
                    model.put(s, Window.RELEASED);
                } else {
                    w.free(s);
                    model.remove(s);
                }
            }
            assertEquals(model.size(), w.open(), at);
            for (Map.Entry<Long, Byte> e : model.entrySet()) {
                assertEquals(e.getKey(), w.sequence(Window.identifier(e.getKey())), at);
                assertEquals(e.getValue(), w.state(e.getKey()), at);
                int qos = e.getValue() == Window.SENT_QOS_1 ? 1 : e.getValue() == Window.SENT_QOS_2 ? 2 : 0;
                assertEquals(qos, w.qosSent(e.getKey()), at);
            }
            int id = 1 + random.nextInt(65_535);
            boolean known = model.keySet().stream().anyMatch(s -> Window.identifier(s) == id);
            assertEquals(known, w.sequence(id) >= 0, () -> "identifier " + id + " " + at);
        }
    }
}
