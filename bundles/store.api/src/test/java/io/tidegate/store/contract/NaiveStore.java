package io.tidegate.store.contract;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a store should hold, kept in the plainest way there is; the model of the random test. */
final class NaiveStore {
    final Map<Long, Queue> queues = new TreeMap<>();
    final Map<String, String> maps = new TreeMap<>();

    /** One queue: what lives, and the number that comes next. */
    static final class Queue {
        final String name;
        final TreeMap<Long, StoreProbe.Entry> living = new TreeMap<>();
        long next = 1;

        Queue(String name) {
            this.name = name;
        }

        List<StoreProbe.Entry> entries() {
            return List.copyOf(living.values());
        }
    }

    void open(long queue, String name) {
        queues.put(queue, new Queue(name));
    }

    void drop(long queue) {
        queues.remove(queue);
    }

    /** Returns the sequence number; 0 when there is no such queue. */
    long append(long queue, String text) {
        Queue to = queues.get(queue);
        if (to == null) {
            return 0;
        }
        to.living.put(to.next, new StoreProbe.Entry(to.next, 0, text));
        return to.next++;
    }

    void remove(long queue, long sequence) {
        if (queues.containsKey(queue)) {
            queues.get(queue).living.remove(sequence);
        }
    }

    void mark(long queue, long sequence, int mark) {
        if (queues.containsKey(queue)) {
            queues.get(queue).living.computeIfPresent(sequence,
                    (s, e) -> new StoreProbe.Entry(e.sequence(), mark, e.text()));
        }
    }

    long entries() {
        return queues.values().stream().mapToLong(q -> q.living.size()).sum();
    }

    StoreProbe.Recovered recovered() {
        StoreProbe.Recovered told = new StoreProbe.Recovered(new TreeMap<>(), new TreeMap<>(maps));
        queues.forEach((id, q) -> told.queues().put(id, new StoreProbe.Queue(q.name,
                q.living.isEmpty() ? q.next : q.living.firstKey(), q.next, q.living.size())));
        return told;
    }
}
