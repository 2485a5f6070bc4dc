package io.tidegate.store.contract;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Batch;
import io.tidegate.store.Page;
import io.tidegate.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks a store and waits for its answers, at most {@value #LIMIT_SECONDS} s each. */
final class StoreProbe {
    static final long LIMIT_SECONDS = 30;
    private final Store store;

    /** A living entry, its bytes as text. */
    record Entry(long sequence, int mark, String text) {
    }

    /** What recovery told of a queue. */
    record Queue(String name, long first, long next, long waiting) {
    }

    /** All that recovery told; maps by {@code MAP/KEY}. */
    record Recovered(Map<Long, Queue> queues, Map<String, String> maps) {
    }

    StoreProbe(Store store) {
        this.store = store;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Appends an entry to a batch; returns the operation. */
    static int append(Batch batch, String text, long... queues) {
        byte[] bytes = bytes(text);
        int operation = batch.append(queues, queues.length, bytes.length);
        System.arraycopy(bytes, 0, batch.array(), batch.entry(operation), bytes.length);
        return operation;
    }

    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer: " + e, e);
        }
    }

    /** Commits what {@code fill} writes, committed or refused. */
    Batch submit(Consumer<Batch> fill) {
        Batch batch = new Batch(16);
        fill.accept(batch);
        CompletableFuture<Batch> done = new CompletableFuture<>();
        store.submit(batch, done::complete);
        return await(done);
    }

    Batch commit(Consumer<Batch> fill) {
        Batch batch = submit(fill);
        assertNull(batch.failure(), "refused");
        return batch;
    }

    void open(long... queues) {
        commit(b -> Arrays.stream(queues).forEach(q -> b.open(q, "queue-" + q)));
    }

    /** Appends one entry to one queue in a batch of its own; returns its sequence number. */
    long append(long queue, String text) {
        int[] operation = new int[1];
        return commit(b -> operation[0] = append(b, text, queue)).sequence(operation[0], 0);
    }

    Page page(long queue, long from, int maxEntries, int maxBytes) {
        CompletableFuture<Page> answer = new CompletableFuture<>();
        store.read(queue, from, maxEntries, maxBytes, answer::complete);
        Page page = await(answer);
        assertNull(page.failure(), "not read");
        return page;
    }

    static List<Entry> entries(Page page) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < page.count(); i++) {
            entries.add(new Entry(page.sequence(i), page.mark(i),
                    new String(page.array(i), page.offset(i), page.length(i), StandardCharsets.ISO_8859_1)));
        }
        return entries;
    }

    /** All that lives in a queue, read page by page. */
    List<Entry> all(long queue, int maxEntries, int maxBytes) {
        List<Entry> entries = new ArrayList<>();
        long from = 1;
        while (true) {
            Page page = page(queue, from, maxEntries, maxBytes);
            entries.addAll(entries(page));
            if (page.atEnd()) {
                return entries;
            }
            assertTrue(page.next() > from, "next() goes on");
            from = page.next();
        }
    }

    List<Entry> all(long queue) {
        return all(queue, 1000, 1 << 20);
    }

    List<String> texts(long queue) {
        return all(queue).stream().map(Entry::text).toList();
    }

    Recovered recovered() {
        Recovered told = new Recovered(new TreeMap<>(), new TreeMap<>());
        store.recover(new Store.Recovery() {
            @Override
            public void queue(long queue, String name, long first, long next, long waiting) {
                assertNull(told.queues.put(queue, new Queue(name, first, next, waiting)), "told twice");
            }

            @Override
            public void put(int map, byte[] key, byte[] value) {
                assertNull(told.maps.put(map + "/" + new String(key, StandardCharsets.ISO_8859_1),
                        new String(value, StandardCharsets.ISO_8859_1)), "told twice");
            }
        });
        return told;
    }
}
