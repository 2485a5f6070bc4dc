package io.tidegate.store.memory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Batch;
import io.tidegate.store.Page;
import io.tidegate.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
    private static final int LIMIT_SECONDS = 20;
    private final MemoryStore store = new MemoryStore(4 << 20);

    @AfterEach
    void close() {
        store.close();
    }

    private static Batch opening(long queue) {
        Batch batch = new Batch(64);
        batch.open(queue, "q");
        return batch;
    }

    private static <T> T await(CompletableFuture<T> answer) throws Exception {
        return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Keeps the committing thread busy until the latch opens. */
    private CountDownLatch hold() {
        CountDownLatch latch = new CountDownLatch(1);
        store.submit(opening(1), done -> {
            try {
                latch.await(LIMIT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return latch;
    }

    @Test
    void done_runsOnTheCommittingThread() throws Exception {
        CompletableFuture<String> thread = new CompletableFuture<>();
        store.submit(opening(1), done -> thread.complete(Thread.currentThread().getName()));
        assertEquals("tidegate-store.memory-commit-1", await(thread));
    }

    @Test
    void identity_isAnotherForEachStore() {
        try (MemoryStore other = new MemoryStore(1 << 20)) {
            assertNotEquals(store.identity(), other.identity());
        }
        assertEquals(store.identity(), store.identity());
    }

    @Test
    void submit_whileTheStoreIsBusy_returnsAtOnce() throws Exception {
        CountDownLatch latch = hold();
        AtomicInteger answered = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(10_000);
        for (int i = 0; i < 10_000; i++) {
            store.submit(opening(i), done -> {
                answered.incrementAndGet();
                all.countDown();
            });
        }
        assertEquals(0, answered.get());
        latch.countDown();
        assertTrue(all.await(LIMIT_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void close_commitsWhatWasSubmitted_refusesWhatComesLater() throws Exception {
        CountDownLatch latch = hold();
        List<StoreException> answers = new ArrayList<>();
        IntStream.range(0, 100).forEach(i -> store.submit(opening(10 + i), done -> answers.add(done.failure())));
        Thread closer = new Thread(store::close);
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        store.submit(opening(500), done -> answers.add(done.failure()));
        latch.countDown();
        closer.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        assertFalse(closer.isAlive());
        assertEquals(101, answers.size());
        answers.subList(0, 100).forEach(failure -> assertNull(failure));
        assertEquals(StoreException.Kind.CLOSED, answers.get(100).kind());
    }

    @Test
    void afterClose_everythingIsAnsweredClosed() throws Exception {
        store.close();
        store.close();
        CompletableFuture<Batch> done = new CompletableFuture<>();
        store.submit(opening(1), done::complete);
        assertEquals(StoreException.Kind.CLOSED, await(done).failure().kind());
        CompletableFuture<Page> page = new CompletableFuture<>();
        store.read(1, 1, 1, 1, page::complete);
        assertEquals(StoreException.Kind.CLOSED, await(page).failure().kind());
        StoreException thrown = assertThrows(StoreException.class, () -> store.recover(null));
        assertEquals(StoreException.Kind.CLOSED, thrown.kind());
    }

    @Test
    void close_whileThreadsSubmit_answersEveryBatchOnceAndInOrder() throws Exception {
        int threads = 4;
        CountDownLatch started = new CountDownLatch(threads);
        List<Thread> submitters = new ArrayList<>();
        List<List<Boolean>> answers = new ArrayList<>();
        AtomicInteger submitted = new AtomicInteger();
        for (int t = 0; t < threads; t++) {
            List<Boolean> mine = new ArrayList<>();
            answers.add(mine);
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    store.submit(opening(1), done -> mine.add(done.failure() == null));
                    submitted.incrementAndGet();
                    if (i == 100) {
                        started.countDown();
                    }
                }
            });
            submitters.add(thread);
            thread.start();
        }
        assertTrue(started.await(LIMIT_SECONDS, TimeUnit.SECONDS));
        store.close();
        for (Thread thread : submitters) {
            thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        }
        store.close();
        assertEquals(threads * 20_000, submitted.get());
        for (List<Boolean> mine : answers) {
            assertEquals(20_000, mine.size());
            int refused = mine.indexOf(false);
            assertTrue(refused < 0 || !mine.subList(refused, mine.size()).contains(true), "committed after a refusal");
        }
    }

    @Test
    void callbackThatThrows_doesNotHurtTheOthers() throws Exception {
        store.submit(opening(1), done -> {
            throw new NoClassDefFoundError("of a bundle that went");
        });
        CompletableFuture<Batch> next = new CompletableFuture<>();
        store.submit(opening(2), next::complete);
        assertNull(await(next).failure());
    }

    @Test
    void brokenBatch_breaksTheStore_andItCanStillBeClosed() throws Exception {
        Batch broken = opening(1);
        broken.array()[0] = 99;
        CompletableFuture<Batch> done = new CompletableFuture<>();
        store.submit(broken, done::complete);
        assertEquals(StoreException.Kind.BROKEN, await(done).failure().kind());
        CompletableFuture<Batch> next = new CompletableFuture<>();
        store.submit(opening(2), next::complete);
        assertEquals(StoreException.Kind.BROKEN, await(next).failure().kind());
        assertSame(StoreException.Kind.BROKEN, assertThrows(StoreException.class, () -> store.recover(null)).kind());
        store.close();
        CompletableFuture<Batch> late = new CompletableFuture<>();
        store.submit(opening(3), late::complete);
        assertEquals(StoreException.Kind.CLOSED, await(late).failure().kind());
    }

    @Test
    void recover_onTheCommittingThread_isAnError() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        store.submit(opening(1),
                done -> thrown.complete(assertThrows(IllegalStateException.class, () -> store.recover(null))));
        assertTrue(await(thrown).getMessage().contains("committing thread"));
    }

    @Test
    void read_withoutEntriesWanted_isAnError() {
        assertThrows(IllegalArgumentException.class, () -> store.read(1, 1, 0, 1, page -> { }));
    }
}
