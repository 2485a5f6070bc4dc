package io.tidegate.store.file.internal;

import io.tidegate.store.Batch;
import io.tidegate.store.BatchReader;
import io.tidegate.store.Page;
import io.tidegate.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a store should hold, in the plainest way there is: batches are applied one by one. Its text is compared. */
final class Model {
    static final int LIMIT_SECONDS = 30;
    private final Map<Long, Queue> queues = new TreeMap<>();
    private final Map<String, String> maps = new TreeMap<>();

    /** Of a queue. */
    private static final class Queue {
        final String name;
        long next = 1;
        final TreeMap<Long, String> entries = new TreeMap<>();
        final Map<Long, Integer> marks = new TreeMap<>();

        Queue(String name) {
            this.name = name;
        }
    }

    Model copy() {
        Model copy = new Model();
        queues.forEach((id, q) -> {
            Queue of = new Queue(q.name);
            of.next = q.next;
            of.entries.putAll(q.entries);
            of.marks.putAll(q.marks);
            copy.queues.put(id, of);
        });
        copy.maps.putAll(maps);
        return copy;
    }

    void apply(Batch batch) {
        BatchReader in = new BatchReader().of(batch);
        while (in.next()) {
            switch (in.kind()) {
                case Batch.APPEND -> append(batch, in.operation());
                case Batch.OPEN -> queues.putIfAbsent(in.queue(), new Queue(in.name()));
                case Batch.DROP -> queues.remove(in.queue());
                case Batch.PUT -> maps.put(in.map() + "/" + text(in.key()), shortened(text(in.value())));
                case Batch.DELETE -> maps.remove(in.map() + "/" + text(in.key()));
                default -> change(in);
            }
        }
    }

    private void append(Batch batch, int operation) {
        String text = new String(batch.array(), batch.entry(operation), batch.entryLength(operation),
                StandardCharsets.ISO_8859_1);
        for (int i = 0; i < batch.queues(operation); i++) {
            Queue q = queues.get(batch.queue(operation, i));
            if (q != null) {
                q.entries.put(q.next++, shortened(text));
            }
        }
    }

    private void change(BatchReader in) {
        Queue q = queues.get(in.queue());
        if (q == null) {
            return;
        }
        if (in.kind() == Batch.REMOVE) {
            q.entries.remove(in.sequence());
            q.marks.remove(in.sequence());
        } else if (q.entries.containsKey(in.sequence())) {
            q.marks.put(in.sequence(), in.mark());
        }
    }

    /** So that a difference can be read. */
    private static String shortened(String text) {
        return text.length() <= 12 ? text : text.substring(0, 4) + "." + text.length() + "." + Integer.toHexString(text.hashCode());
    }

    /** Where two differ, line by line; empty: nowhere. */
    static String difference(Model expected, Model found) {
        String[] a = expected.toString().split("\n");
        String[] b = found.toString().split("\n");
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.max(a.length, b.length); i++) {
            String x = i < a.length ? a[i] : "";
            String y = i < b.length ? b[i] : "";
            if (!x.equals(y)) {
                out.append("\nexpected ").append(without(x, y)).append("\nfound    ").append(without(y, x));
            }
        }
        return out.toString();
    }

    private static String without(String line, String other) {
        java.util.Set<String> known = java.util.Set.of(java.util.Arrays.stream(other.split(", ")).distinct().toArray(String[]::new));
        return java.util.Arrays.stream(line.split(", ")).filter(w -> !known.contains(w)).limit(20).toList().toString();
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    String value(String mapAndKey) {
        return maps.get(mapAndKey);
    }

    /** What the store tells and what its queues hold. */
    static Model of(Store store) throws Exception {
        Model model = new Model();
        store.recover(new Store.Recovery() {
            @Override
            public void queue(long queue, String name, long first, long next, long waiting) {
                Queue q = new Queue(name);
                q.next = next;
                model.queues.put(queue, q);
            }

            @Override
            public void put(int map, byte[] key, byte[] value) {
                if (model.maps.put(map + "/" + text(key), shortened(text(value))) != null) {
                    throw new AssertionError("told twice: " + map + "/" + text(key));
                }
            }
        });
        for (Map.Entry<Long, Queue> q : model.queues.entrySet()) {
            model.read(store, q.getKey(), q.getValue());
        }
        return model;
    }

    private void read(Store store, long id, Queue q) throws Exception {
        Page page;
        for (long from = 0; ; from = page.next()) {
            CompletableFuture<Page> answer = new CompletableFuture<>();
            store.read(id, from, 100, 1 << 16, answer::complete);
            page = answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (page.failure() != null) {
                throw page.failure();
            }
            for (int i = 0; i < page.count(); i++) {
                q.entries.put(page.sequence(i),
                        shortened(new String(page.array(i), page.offset(i), page.length(i), StandardCharsets.ISO_8859_1)));
                if (page.mark(i) != 0) {
                    q.marks.put(page.sequence(i), page.mark(i));
                }
            }
            if (page.atEnd()) {
                return;
            }
        }
    }

    long entries() {
        return queues.values().stream().mapToLong(q -> q.entries.size()).sum();
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        queues.forEach((id, q) -> out.append(id).append(' ').append(q.name).append(" next=").append(q.next).append(' ')
                .append(q.entries).append(q.marks).append('\n'));
        return out.append(maps).toString();
    }
}
