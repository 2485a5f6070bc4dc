package io.tidegate.store.memory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Batch;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What memory is held, and what is given back. */
class ContentsTest {
    private static final long QUOTA = 64L << 20;
    private final Contents contents = new Contents();
    private final Batch batch = new Batch(1 << 16);

    private void append(int bytes, byte filler, long... queues) {
        int operation = batch.append(queues, queues.length, bytes);
        java.util.Arrays.fill(batch.array(), batch.entry(operation), batch.entry(operation) + bytes, filler);
    }

    private void commit() {
        assertNull(contents.apply(batch, QUOTA));
        batch.clear();
    }

    private void fill(long queue, int count, int bytes) {
        for (int i = 0; i < count; i++) {
            append(bytes, (byte) i, queue);
            if (batch.length() > 50_000) {
                commit();
            }
        }
        commit();
    }

    @Test
    void drained_givesTheMemoryBack() {
        batch.open(1, "q");
        fill(1, 100_000, 200);
        assertTrue(contents.heldBytes() > 20_000_000, "held " + contents.heldBytes());
        for (int i = 1; i <= 100_000; i++) {
            batch.remove(1, i);
        }
        commit();
        assertTrue(contents.heldBytes() <= 1 << 16, "held " + contents.heldBytes());
        assertEquals(0, contents.entries());
    }

    @Test
    void oneInAThousandLives_doesNotHoldTheChunksOfTheOthers() {
        batch.open(1, "q");
        commit();
        int count = 200_000;
        for (int i = 1; i <= count; i++) {
            append(100, (byte) i, 1);
            if (i % 1000 != 0) {
                batch.remove(1, i);
            }
            if (i % 500 == 0) {
                commit();
            }
        }
        commit();
        assertEquals(200, contents.entries());
        assertTrue(contents.heldBytes() < 2 << 20, "held " + contents.heldBytes());
        MemoryPage page = contents.read(1, 1, 1000, 1 << 20);
        assertEquals(200, page.count());
        for (int i = 0; i < 200; i++) {
            assertEquals((i + 1) * 1000L, page.sequence(i));
            assertEquals((byte) page.sequence(i), page.array(i)[page.offset(i) + 99]);
            assertEquals((byte) page.sequence(i), page.array(i)[page.offset(i)]);
        }
    }

    @Test
    void oldestNeverRemoved_othersPassBehindIt() {
        batch.open(1, "q");
        commit();
        for (int i = 1; i <= 1_000_000; i++) {
            append(10, (byte) i, 1);
            if (i > 1) {
                batch.remove(1, i);
            }
            if (i % 1000 == 0) {
                commit();
            }
        }
        append(10, (byte) 7, 1);
        commit();
        MemoryPage page = contents.read(1, 1, 10, 1000);
        assertEquals(2, page.count());
        assertEquals(1, page.sequence(0));
        assertEquals(1_000_001, page.sequence(1));
        batch.remove(1, 1);
        commit();
        assertEquals(1_000_001, contents.read(1, 1, 1, 1).sequence(0));
    }

    @Test
    void randomSizesAndRemovals_bytesStayRight_acrossCompaction() {
        Random random = new Random(42);
        Map<Long, Byte> living = new HashMap<>();
        ArrayDeque<Long> order = new ArrayDeque<>();
        batch.open(1, "q");
        commit();
        long next = 1;
        for (int i = 0; i < 60_000; i++) {
            int bytes = random.nextInt(40) == 0 ? random.nextInt(20_000) : 1 + random.nextInt(300);
            append(bytes, (byte) next, 1);
            living.put(next, (byte) next);
            order.add(next++);
            while (living.size() > 1500 + 1400 * Math.sin(i / 3000.0)) {
                long gone = order.poll();
                if (random.nextInt(100) == 0) {
                    order.add(gone);
                    continue;
                }
                batch.remove(1, gone);
                living.remove(gone);
            }
            commit();
            assertTrue(contents.heldBytes() <= 3 * (contents.bytes() + 16) + (1 << 20) + (1 << 16));
        }
        MemoryPage page = contents.read(1, 1, 100_000, Integer.MAX_VALUE);
        assertEquals(living.size(), page.count());
        for (int i = 0; i < page.count(); i++) {
            byte filler = living.get(page.sequence(i));
            for (int at = page.offset(i); at < page.offset(i) + page.length(i); at++) {
                assertEquals(filler, page.array(i)[at]);
            }
        }
    }

    @Test
    void longMap_randomPutsAndRemoves_equalsAHashMap() {
        Random random = new Random(7);
        LongMap<String> map = new LongMap<>();
        Map<Long, String> expected = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            // Far apart by a power of two, so that homes collide; first many puts, later many removals.
            long key = (long) random.nextInt(2000) << random.nextInt(3) * 20;
            if (random.nextInt(200_000) > i) {
                map.put(key, "v" + i);
                expected.put(key, "v" + i);
            } else {
                assertEquals(expected.remove(key), map.remove(key));
            }
            long other = random.nextInt(2000);
            assertEquals(expected.get(other), map.get(other));
        }
        assertEquals(expected.size(), map.size());
        expected.forEach((key, value) -> assertEquals(value, map.get(key)));
    }
}
