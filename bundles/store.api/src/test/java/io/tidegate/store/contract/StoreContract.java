package io.tidegate.store.contract;

import static io.tidegate.store.contract.StoreProbe.append;
import static io.tidegate.store.contract.StoreProbe.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Batch;
import io.tidegate.store.Claim;
import io.tidegate.store.Page;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises. A provider extends it and says how to open and close its own. */
public abstract class StoreContract {
    private Store store;
    private StoreProbe probe;

    /** An empty store with a quota of 1 to 16 MiB. */
    protected abstract Store open() throws Exception;

    /** Ends it; what was submitted is answered. */
    protected abstract void close(Store store) throws Exception;

    /** The same content opened anew; a store that forgets returns the one that is open, which tells its content as well. */
    protected Store reopen(Store store) throws Exception {
        return store;
    }

    @BeforeEach
    void openStore() throws Exception {
        store = open();
        probe = new StoreProbe(store);
    }

    @AfterEach
    void closeStore() throws Exception {
        close(store);
    }

    @Test
    void submit_manyBatches_doneInOrderOfSubmission() throws Exception {
        probe.open(1);
        List<Integer> order = new ArrayList<>();
        CountDownLatch left = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            int number = i;
            Batch batch = new Batch(64);
            append(batch, "x", 1);
            store.submit(batch, done -> {
                order.add(number);
                left.countDown();
            });
        }
        assertTrue(left.await(StoreProbe.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals(IntStream.range(0, 1000).boxed().toList(), order);
    }

    @Test
    void append_getsNumbersFromOneInOrderOfCommit() {
        probe.open(7, 8);
        int[] operations = new int[3];
        Batch batch = probe.commit(b -> {
            operations[0] = append(b, "a", 7);
            operations[1] = append(b, "b", 8, 7);
            operations[2] = append(b, "c", 7);
        });
        assertEquals(1, batch.sequence(operations[0], 0));
        assertEquals(1, batch.sequence(operations[1], 0));
        assertEquals(2, batch.sequence(operations[1], 1));
        assertEquals(3, batch.sequence(operations[2], 0));
        assertEquals(4, probe.append(7, "d"));
        assertEquals(List.of("a", "b", "c", "d"), probe.texts(7));
        assertEquals(List.of("b"), probe.texts(8));
    }

    @Test
    void append_numbersAreNotReusedAfterRemoval() {
        probe.open(1);
        probe.append(1, "a");
        probe.commit(b -> b.remove(1, 1));
        assertEquals(2, probe.append(1, "b"));
    }

    @Test
    void append_noQueue_isKeptNowhere() {
        int[] operation = new int[1];
        long before = store.usage().bytes();
        Batch batch = probe.commit(b -> operation[0] = append(b, "nobody"));
        assertEquals(6, batch.entryLength(operation[0]));
        assertEquals(before, store.usage().bytes());
        assertEquals(0, store.usage().entries());
    }

    @Test
    void append_unknownQueue_isIgnoredThereAndNumberedZero() {
        probe.open(1);
        int[] operation = new int[1];
        Batch batch = probe.commit(b -> operation[0] = append(b, "x", 99, 1));
        assertEquals(0, batch.sequence(operation[0], 0));
        assertEquals(1, batch.sequence(operation[0], 1));
        assertEquals(List.of("x"), probe.texts(1));
    }

    @Test
    void append_copiesWhatItKeeps() {
        probe.open(1);
        int[] operation = new int[1];
        Batch batch = probe.commit(b -> operation[0] = append(b, "kept", 1));
        batch.clear();
        append(batch, "other bytes in the same array", 1);
        assertEquals(List.of("kept"), probe.texts(1));
    }

    @Test
    void append_oneHundredQueues_isCountedOnceAndLivesUntilRemovedFromAll() {
        long[] queues = LongStream.rangeClosed(1, 100).toArray();
        probe.open(queues);
        long before = store.usage().bytes();
        String text = "y".repeat(10_000);
        probe.commit(b -> append(b, text, queues));
        long used = store.usage().bytes() - before;
        assertTrue(used >= 10_000 && used < 20_000, "bytes of one entry in 100 queues: " + used);
        assertEquals(100, store.usage().entries());
        for (long queue = 1; queue < 100; queue++) {
            long gone = queue;
            probe.commit(b -> b.remove(gone, 1));
        }
        assertEquals(List.of(text), probe.texts(100));
        probe.commit(b -> b.remove(100, 1));
        assertEquals(before, store.usage().bytes());
        assertEquals(0, store.usage().entries());
    }

    @Test
    void append_emptyEntryAndLargeEntry_comeBack() {
        probe.open(1);
        String large = "z".repeat(300_000);
        probe.append(1, "");
        probe.append(1, large);
        assertEquals(List.of("", large), probe.texts(1));
    }

    @Test
    void remove_twiceOrUnknown_changesNothing() {
        probe.open(1);
        probe.append(1, "a");
        probe.append(1, "b");
        probe.commit(b -> {
            b.remove(1, 1);
            b.remove(1, 1);
        });
        long used = store.usage().bytes();
        probe.commit(b -> {
            b.remove(1, 1);
            b.remove(1, 77);
            b.remove(1, 0);
            b.remove(1, -3);
            b.remove(99, 1);
        });
        assertEquals(used, store.usage().bytes());
        assertEquals(1, store.usage().entries());
        assertEquals(List.of("b"), probe.texts(1));
    }

    @Test
    void remove_outOfOrder_leavesTheOthers() {
        probe.open(1);
        probe.commit(b -> IntStream.rangeClosed(1, 1000).forEach(i -> append(b, "m" + i, 1)));
        probe.commit(b -> IntStream.rangeClosed(1, 1000).filter(i -> i % 7 != 3).forEach(i -> b.remove(1, i)));
        assertEquals(IntStream.rangeClosed(1, 1000).filter(i -> i % 7 == 3).mapToObj(i -> "m" + i).toList(),
                probe.texts(1));
        StoreProbe.Queue told = probe.recovered().queues().get(1L);
        assertEquals(new StoreProbe.Queue("queue-1", 3, 1001, 143), told);
    }

    @Test
    void batch_appendAndRemoveOfTheSame_inOrderOfOperations() {
        probe.open(1);
        probe.commit(b -> {
            append(b, "a", 1);
            b.remove(1, 1);
            append(b, "b", 1);
        });
        assertEquals(List.of("b"), probe.texts(1));
    }

    @Test
    void mark_lastOneCountsAndGoesWithTheEntry() {
        probe.open(1);
        probe.append(1, "a");
        probe.append(1, "b");
        probe.commit(b -> {
            b.mark(1, 2, 5);
            b.mark(1, 2, -6);
            b.mark(1, 9, 1);
            b.mark(99, 1, 1);
        });
        assertEquals(List.of(new StoreProbe.Entry(1, 0, "a"), new StoreProbe.Entry(2, -6, "b")), probe.all(1));
        probe.commit(b -> {
            b.remove(1, 2);
            b.mark(1, 2, 4);
        });
        assertEquals(1, store.usage().entries());
        probe.append(1, "c");
        assertEquals(List.of(new StoreProbe.Entry(1, 0, "a"), new StoreProbe.Entry(3, 0, "c")), probe.all(1));
    }

    @Test
    void read_pageEndsAtEntries() {
        probe.open(1);
        IntStream.rangeClosed(1, 10).forEach(i -> probe.append(1, "e" + i));
        Page page = probe.page(1, 1, 4, 1 << 20);
        assertEquals(List.of(1L, 2L, 3L, 4L), StoreProbe.entries(page).stream().map(StoreProbe.Entry::sequence).toList());
        assertEquals(1, page.queue());
        assertFalse(page.atEnd());
        assertEquals(5, page.next());
        Page rest = probe.page(1, page.next(), 6, 1 << 20);
        assertEquals(6, rest.count());
        assertTrue(rest.atEnd());
        assertEquals(11, rest.next());
    }

    @Test
    void read_pageEndsAtBytes_butTheFirstAlwaysFits() {
        probe.open(1);
        IntStream.range(0, 4).forEach(i -> probe.append(1, "0123456789"));
        assertEquals(2, probe.page(1, 1, 100, 20).count());
        assertEquals(1, probe.page(1, 1, 100, 19).count());
        Page small = probe.page(1, 3, 100, 1);
        assertEquals(1, small.count());
        assertEquals(4, small.next());
        assertFalse(small.atEnd());
        assertEquals(4, probe.all(1, 100, 1).size());
    }

    @Test
    void read_withHoles_nextSkipsNothingThatLives() {
        probe.open(1);
        probe.commit(b -> IntStream.rangeClosed(1, 2000).forEach(i -> append(b, "h" + i, 1)));
        probe.commit(b -> IntStream.rangeClosed(2, 1999).forEach(i -> b.remove(1, i)));
        Page first = probe.page(1, 1, 1, 1 << 20);
        assertFalse(first.atEnd());
        assertTrue(first.next() > 1 && first.next() <= 2000, "next " + first.next());
        assertEquals(List.of("h2000"), StoreProbe.entries(probe.page(1, first.next(), 1, 1 << 20)).stream()
                .map(StoreProbe.Entry::text).toList());
    }

    @Test
    void read_emptyUnknownOrPastTheEnd_isAnEmptyPageAtItsEnd() {
        probe.open(1);
        for (Page page : List.of(probe.page(1, 1, 10, 100), probe.page(99, 1, 10, 100))) {
            assertEquals(0, page.count());
            assertTrue(page.atEnd());
            assertEquals(1, page.next());
        }
        probe.append(1, "a");
        Page past = probe.page(1, 2, 10, 100);
        assertEquals(0, past.count());
        assertTrue(past.atEnd());
        assertEquals(2, past.next());
    }

    @Test
    void read_submittedAfterDone_seesTheCommit() throws Exception {
        probe.open(1);
        CompletableFuture<Page> answer = new CompletableFuture<>();
        Batch batch = new Batch(64);
        append(batch, "seen", 1);
        store.submit(batch, done -> store.read(1, 1, 10, 100, answer::complete));
        assertEquals(1, StoreProbe.await(answer).count());
    }

    @Test
    void read_pageStaysGoodAfterRemoval() {
        probe.open(1);
        IntStream.range(0, 100).forEach(i -> probe.append(1, "old-" + i));
        Page page = probe.page(1, 1, 100, 1 << 20);
        probe.commit(b -> IntStream.rangeClosed(1, 100).forEach(i -> b.remove(1, i)));
        probe.commit(b -> IntStream.range(0, 20_000).forEach(i -> append(b, "new-" + i, 1)));
        assertEquals(IntStream.range(0, 100).mapToObj(i -> "old-" + i).toList(),
                StoreProbe.entries(page).stream().map(StoreProbe.Entry::text).toList());
    }

    @Test
    void drop_takesAllThatIsInIt() {
        probe.open(1, 2);
        long before = store.usage().bytes();
        probe.open(3);
        probe.commit(b -> {
            append(b, "shared", 1, 3);
            append(b, "own", 3);
        });
        probe.commit(b -> b.drop(3));
        assertEquals(0, probe.page(3, 1, 10, 100).count());
        assertEquals(List.of("shared"), probe.texts(1));
        assertEquals(1, store.usage().entries());
        int[] operation = new int[1];
        Batch late = probe.commit(b -> operation[0] = append(b, "late", 3));
        assertEquals(0, late.sequence(operation[0], 0));
        probe.commit(b -> {
            b.drop(3);
            b.remove(1, 1);
        });
        assertEquals(before, store.usage().bytes());
        assertEquals(java.util.Set.of(1L, 2L), probe.recovered().queues().keySet());
    }

    @Test
    void maps_putReplaceDelete() {
        long before = store.usage().bytes();
        byte[] key = bytes("__key__");
        probe.commit(b -> {
            b.put(1, bytes("a"), bytes("one"));
            b.put(1, bytes("b"), bytes(""));
            b.put(2, bytes("a"), bytes("two"));
            b.put(2, key, 2, 3, bytes("<value>"), 1, 5);
            b.put(1, bytes(""), bytes("empty key"));
        });
        probe.commit(b -> {
            b.put(1, bytes("a"), bytes("uno"));
            b.delete(2, bytes("xax"), 1, 1);
            b.delete(2, bytes("unknown"), 0, 7);
            b.delete(3, bytes("a"), 0, 1);
        });
        assertEquals(Map.of("1/a", "uno", "1/b", "", "2/key", "value", "1/", "empty key"), probe.recovered().maps());
        probe.commit(b -> {
            b.delete(1, bytes("a"), 0, 1);
            b.delete(1, bytes("b"), 0, 1);
            b.delete(1, bytes(""), 0, 0);
            b.delete(2, key, 2, 3);
        });
        assertEquals(before, store.usage().bytes());
    }

    @Test
    void recover_tellsQueuesAndMapsAndKeepsTheIdentity() throws Exception {
        String identity = store.identity();
        assertEquals(new StoreProbe.Recovered(Map.of(), Map.of()), probe.recovered());
        probe.commit(b -> {
            b.open(5, "fünf");
            b.open(6, "");
            append(b, "a", 5);
            append(b, "b", 5, 6);
            b.remove(5, 1);
            b.remove(6, 1);
            b.put(9, bytes("k"), bytes("v"));
        });
        store = reopen(store);
        probe = new StoreProbe(store);
        assertEquals(identity, store.identity());
        assertEquals(new StoreProbe.Recovered(
                Map.of(5L, new StoreProbe.Queue("fünf", 2, 3, 1), 6L, new StoreProbe.Queue("", 2, 2, 0)),
                Map.of("9/k", "v")), probe.recovered());
        assertEquals(List.of("b"), probe.texts(5));
        assertEquals(3, probe.append(5, "c"));
    }

    @Test
    void quota_intakeStopsAtNineTenths_workAtTheQuota_releaseNever() {
        probe.open(1);
        String text = "q".repeat(4096);
        long quota = store.usage().quota();
        assertEquals(StoreException.Kind.FULL, fill(Claim.INTAKE, text).kind());
        long intake = store.usage().bytes();
        assertTrue(intake <= quota * 9 / 10 && intake > quota * 8 / 10, intake + " of " + quota);
        assertEquals(StoreException.Kind.FULL, fill(Claim.WORK, text).kind());
        long work = store.usage().bytes();
        assertTrue(work <= quota && work > quota * 9 / 10, work + " of " + quota);
        assertNull(probe.submit(b -> append(b, text, 1)).failure());
        probe.commit(b -> IntStream.rangeClosed(1, (int) (quota / 4096) / 2).forEach(i -> b.remove(1, i)));
        assertNull(probe.submit(b -> {
            b.claim(Claim.INTAKE);
            append(b, text, 1);
        }).failure());
    }

    private StoreException fill(Claim claim, String text) {
        for (int i = 0; i < 100_000; i++) {
            Batch batch = probe.submit(b -> {
                b.claim(claim);
                append(b, text, 1);
            });
            if (batch.failure() != null) {
                return batch.failure();
            }
        }
        throw new AssertionError("never full");
    }

    @Test
    void quota_refusedBatch_changesNothingAtAll() {
        probe.open(1);
        probe.append(1, "first");
        Store.Usage before = store.usage();
        StoreProbe.Recovered told = probe.recovered();
        Batch refused = probe.submit(b -> {
            b.claim(Claim.INTAKE);
            b.remove(1, 1);
            b.mark(1, 1, 3);
            b.open(2, "two");
            b.put(1, bytes("k"), bytes("v"));
            append(b, "small", 1);
            append(b, "x".repeat((int) before.quota()), 1);
            b.drop(1);
        });
        assertNotNull(refused.failure());
        assertEquals(StoreException.Kind.FULL, refused.failure().kind());
        assertEquals(before, store.usage());
        assertEquals(told, probe.recovered());
        assertEquals(List.of(new StoreProbe.Entry(1, 0, "first")), probe.all(1));
        assertEquals(2, probe.append(1, "second"));
    }

    @Test
    void submit_fromSeveralThreads_keepsEachThreadsOrder() throws Exception {
        probe.open(1);
        int threads = 4;
        int each = 2000;
        CountDownLatch left = new CountDownLatch(threads * each);
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        long[] last = new long[threads];
        List<Thread> submitters = IntStream.range(0, threads).mapToObj(t -> new Thread(() -> {
            for (int i = 0; i < each; i++) {
                Batch batch = new Batch(64);
                int operation = append(batch, t + ":" + i, 1);
                store.submit(batch, done -> {
                    if (done.failure() != null || done.sequence(operation, 0) <= last[t]) {
                        wrong.set(new AssertionError("thread " + t + " after " + last[t], done.failure()));
                    }
                    last[t] = done.sequence(operation, 0);
                    left.countDown();
                });
            }
        })).toList();
        submitters.forEach(Thread::start);
        assertTrue(left.await(StoreProbe.LIMIT_SECONDS, TimeUnit.SECONDS));
        assertNull(wrong.get());
        List<String> texts = probe.texts(1);
        assertEquals(threads * each, texts.size());
        for (int t = 0; t < threads; t++) {
            String prefix = t + ":";
            assertEquals(IntStream.range(0, each).mapToObj(i -> prefix + i).toList(),
                    texts.stream().filter(s -> s.startsWith(prefix)).toList());
        }
    }

    @Test
    void random_equalsTheModel() throws Exception {
        long seed = Long.getLong("tidegate.test.seed", System.nanoTime());
        System.out.println("store model test: -Dtidegate.test.seed=" + seed);
        StoreModelRun run = new StoreModelRun(seed, store);
        for (int round = 0; round < 5; round++) {
            run.steps(400);
            store = reopen(store);
            run.equalsAfterReopening(store);
        }
    }
}
