package io.tidegate.store.file.internal;

import io.tidegate.store.Batch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Batches that a hub might make, and some that it would not: appends to several queues, removals mostly from the head,
 * marks, maps. Each writes its number under {@link #NUMBER}, so that what a store holds tells how many it holds.
 */
final class RandomBatches {
    static final String NUMBER = "99/n";
    private static final int QUEUES = 6;

    private final Random random;
    private final List<Integer> opened = new ArrayList<>();
    private final long[] heads = new long[QUEUES + 1];
    private final int largest;

    RandomBatches(Random random, int largestEntry) {
        this.random = random;
        this.largest = largestEntry;
    }

    Batch batch(long number) {
        Batch b = new Batch(256);
        while (opened.size() < QUEUES) {
            opened.add(opened.size() + 1);
            b.open(opened.size(), "queue-" + opened.size());
        }
        for (int i = random.nextInt(8); i >= 0; i--) {
            operation(b);
        }
        b.put(99, "n".getBytes(StandardCharsets.US_ASCII), Long.toString(number).getBytes(StandardCharsets.US_ASCII));
        return b;
    }

    private void operation(Batch b) {
        int queue = 1 + random.nextInt(QUEUES);
        int dice = random.nextInt(100);
        if (dice < 45) {
            append(b);
        } else if (dice < 80) {
            // The last queue is one whose reader comes rarely.
            for (int i = queue == QUEUES ? random.nextInt(30) / 29 : random.nextInt(4); i > 0; i--) {
                long sequence = random.nextInt(4) == 0 ? heads[queue] + 1 + random.nextInt(20) : ++heads[queue];
                b.remove(queue, sequence);
            }
        } else if (dice < 88) {
            b.mark(queue, heads[queue] + 1 + random.nextInt(5), random.nextInt(9) + 1);
        } else if (dice < 98) {
            byte[] key = ("k" + random.nextInt(30)).getBytes(StandardCharsets.US_ASCII);
            if (random.nextInt(4) == 0) {
                b.delete(1, key, 0, key.length);
            } else {
                b.put(1, key, bytes(random.nextInt(200)));
            }
        } else {
            b.drop(queue);
            b.open(queue, "queue-" + queue + "-" + random.nextInt(100));
            heads[queue] = 0;
        }
    }

    private void append(Batch b) {
        long[] queues = random.longs(1 + random.nextInt(4), 1, QUEUES + 1).distinct().toArray();
        byte[] entry = bytes(random.nextInt(20) == 0 ? random.nextInt(largest) : random.nextInt(200));
        int operation = b.append(queues, queues.length, entry.length);
        System.arraycopy(entry, 0, b.array(), b.entry(operation), entry.length);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(26));
        }
        return bytes;
    }
}
