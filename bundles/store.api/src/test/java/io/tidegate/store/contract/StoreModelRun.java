package io.tidegate.store.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.store.Batch;
import io.tidegate.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random batches into a store and into the model; both must say the same. The seed decides all. */
final class StoreModelRun {
    private final Random random;
    private final String seed;
    private final NaiveStore model = new NaiveStore();
    private StoreProbe probe;
    private Store store;
    private long nextQueue = 1;

    StoreModelRun(long seed, Store store) {
        this.seed = "seed " + seed;
        random = new Random(seed);
        this.store = store;
        probe = new StoreProbe(store);
    }

    void steps(int count) {
        for (int i = 0; i < count; i++) {
            step();
            if (i % 10 == 0) {
                compareOne();
            }
        }
    }

    void equalsAfterReopening(Store reopened) {
        store = reopened;
        probe = new StoreProbe(reopened);
        assertEquals(model.recovered(), probe.recovered(), seed);
        assertEquals(model.entries(), store.usage().entries(), seed);
        model.queues.forEach((id, queue) -> assertEquals(queue.entries(), probe.all(id), seed));
    }

    private void compareOne() {
        long id = someQueue();
        List<StoreProbe.Entry> expected = model.queues.containsKey(id) ? model.queues.get(id).entries() : List.of();
        assertEquals(expected, probe.all(id, 1 + random.nextInt(50), 1 + random.nextInt(5000)), seed);
    }

    /** One batch of 1 to 30 operations; expectations are what the model answers while the batch is filled. */
    private void step() {
        List<long[]> expected = new ArrayList<>();
        Batch done = probe.commit(batch -> {
            for (int i = 1 + random.nextInt(30); i > 0; i--) {
                operation(batch, expected);
            }
        });
        for (long[] e : expected) {
            assertEquals(e[2], done.sequence((int) e[0], (int) e[1]), seed);
        }
    }

    private void operation(Batch batch, List<long[]> expected) {
        int dice = random.nextInt(100);
        if (dice < 40) {
            append(batch, expected);
        } else if (dice < 78) {
            remove(batch);
        } else if (dice < 86) {
            long queue = someQueue();
            long sequence = someSequence(queue);
            int mark = random.nextInt();
            batch.mark(queue, sequence, mark);
            model.mark(queue, sequence, mark);
        } else if (dice < 95) {
            map(batch);
        } else if (dice < 98 || model.queues.size() < 4) {
            batch.open(nextQueue, "n" + nextQueue);
            model.open(nextQueue, "n" + nextQueue++);
        } else if (model.queues.size() > 6) {
            long queue = someQueue();
            batch.drop(queue);
            model.drop(queue);
        }
    }

    private void append(Batch batch, List<long[]> expected) {
        long[] queues = random.longs(random.nextInt(6), 0, nextQueue + 1).distinct().toArray();
        int length = random.nextInt(50) == 0 ? random.nextInt(9000) : random.nextInt(200);
        String text = String.valueOf((char) ('a' + random.nextInt(26))).repeat(length);
        int operation = StoreProbe.append(batch, text, queues);
        for (int i = 0; i < queues.length; i++) {
            expected.add(new long[] {operation, i, model.append(queues[i], text)});
        }
    }

    /** Mostly near the head, sometimes anywhere, sometimes what is not there; now and then a queue is drained. */
    private void remove(Batch batch) {
        long queue = someQueue();
        if (random.nextInt(60) == 0 && model.queues.containsKey(queue)) {
            List.copyOf(model.queues.get(queue).living.keySet()).forEach(sequence -> remove(batch, queue, sequence));
            return;
        }
        remove(batch, queue, someSequence(queue));
        remove(batch, queue, someSequence(queue));
    }

    private void remove(Batch batch, long queue, long sequence) {
        batch.remove(queue, sequence);
        model.remove(queue, sequence);
    }

    private void map(Batch batch) {
        int map = random.nextInt(3);
        byte[] key = StoreProbe.bytes("k" + random.nextInt(20));
        String name = map + "/" + new String(key, java.nio.charset.StandardCharsets.ISO_8859_1);
        if (random.nextInt(3) == 0) {
            batch.delete(map, key, 0, key.length);
            model.maps.remove(name);
        } else {
            String value = "v" + random.nextInt();
            batch.put(map, key, StoreProbe.bytes(value));
            model.maps.put(name, value);
        }
    }

    private long someQueue() {
        List<Long> open = List.copyOf(model.queues.keySet());
        return open.isEmpty() || random.nextInt(20) == 0 ? random.nextLong(nextQueue + 1)
                : open.get(random.nextInt(open.size()));
    }

    private long someSequence(long queue) {
        NaiveStore.Queue of = model.queues.get(queue);
        if (of == null || of.living.isEmpty() || random.nextInt(10) == 0) {
            return random.nextInt(50);
        }
        long first = of.living.firstKey();
        return random.nextInt(4) > 0 ? first : first + random.nextLong(of.next - first);
    }
}
