package io.tidegate.store.memory.internal;

import io.tidegate.store.Batch;
import io.tidegate.store.Page;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that forgets: all it holds is in the heap. One committing thread takes what was submitted, in that order,
 * applies each batch as a whole, and tells {@code done}; reads and recovery take their turn in the same line, so a
 * read that was asked for after a {@code done} sees what that was about, and a second user who recovers (a hub that
 * was replaced while the store stayed) is told what the first one left.
 *
 * <p>Submitting never blocks and never refuses for length of the line: a batch that waits is memory of whoever
 * submitted it, who bounds how many it has under way. The quota judges what is kept. Operations on a queue that is not
 * open are ignored: an append to it writes sequence number 0 for it; opening what is open changes nothing.
 *
 * <p>{@code contents}, {@code broken} belong to the committing thread; all else is final, volatile or a concurrent
 * queue. Should applying fail in the middle, which would be a bug or the heap's end, the store is broken: that batch
 * and all later ones are answered {@code BROKEN}.
 */
public final class MemoryStore implements Store, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryStore.class);
    private static final long CLOSE_MILLIS = 1_500;
    private static final long RECOVER_SECONDS = 30;

    private final String identity = "memory-" + UUID.randomUUID();
    private final ConcurrentLinkedQueue<Task> line = new ConcurrentLinkedQueue<>();
    private final Object tail = new Object();
    private final Thread committer;
    private volatile long quota;
    private volatile boolean parked;
    private volatile boolean ended;
    private volatile long usedBytes;
    private volatile long entries;
    private volatile StoreException stopped;

    // owned by the committing thread
    private final Contents contents = new Contents();

    /** What waits in line; {@code reason} is null, or why it cannot be done. */
    @FunctionalInterface
    private interface Task {
        void run(StoreException reason);
    }

    /** @param quotaBytes how much it may hold, 1 or more */
    public MemoryStore(long quotaBytes) {
        quota(quotaBytes);
        committer = new Thread(this::run, "tidegate-store.memory-commit-1");
        committer.setDaemon(true);
        committer.start();
    }

    /** Another quota from the next batch on; what is held stays also when it is more. */
    public void quota(long quotaBytes) {
        if (quotaBytes < 1) {
            throw new IllegalArgumentException("quota " + quotaBytes);
        }
        quota = quotaBytes;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public Usage usage() {
        return new Usage(usedBytes, quota, entries);
    }

    /** Why it takes nothing any more; null while it does. */
    StoreException stopped() {
        return stopped;
    }

    @Override
    public void submit(Batch batch, Consumer<Batch> done) {
        enqueue(reason -> {
            batch.failure(reason != null ? reason : commit(batch));
            done.accept(batch);
        });
    }

    @Override
    public void read(long queue, long from, int maxEntries, int maxBytes, Consumer<Page> to) {
        if (maxEntries < 1) {
            throw new IllegalArgumentException("maxEntries " + maxEntries);
        }
        enqueue(reason -> to.accept(reason != null ? new MemoryPage(queue, from).fails(reason)
                : contents.read(queue, from, maxEntries, maxBytes)));
    }

    @Override
    public void recover(Recovery to) {
        if (Thread.currentThread() == committer) {
            throw new IllegalStateException("recover() waits, so not on the committing thread");
        }
        CompletableFuture<Snapshot> told = new CompletableFuture<>();
        enqueue(reason -> {
            if (reason == null) {
                told.complete(contents.snapshot());
            } else {
                told.completeExceptionally(reason);
            }
        });
        await(told).tell(to);
    }

    private static Snapshot await(CompletableFuture<Snapshot> told) {
        try {
            return told.get(RECOVER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(StoreException.Kind.BROKEN, "interrupted while waiting for the store", e);
        } catch (TimeoutException e) {
            throw new StoreException(StoreException.Kind.BROKEN, "no answer within " + RECOVER_SECONDS + " s", e);
        } catch (ExecutionException e) {
            StoreException.Kind kind = e.getCause() instanceof StoreException s ? s.kind() : StoreException.Kind.BROKEN;
            throw new StoreException(kind, e.getCause().getMessage(), e);
        }
    }

    /**
     * Commits what was submitted until now, answers what comes later with {@code CLOSED} and ends the thread; waits
     * for that at most {@value #CLOSE_MILLIS} ms. After the end, answers come on the submitting thread.
     */
    @Override
    public void close() {
        enqueue(reason -> {
            if (!closed()) {
                stopped = new StoreException(StoreException.Kind.CLOSED, "the store was closed", null);
            }
        });
        if (Thread.currentThread() == committer) {
            return;
        }
        try {
            committer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (committer.isAlive()) {
            LOG.warn("event=close-timeout limit_ms={}", CLOSE_MILLIS);
        }
    }

    private void enqueue(Task task) {
        line.add(task);
        if (parked) {
            LockSupport.unpark(committer);
        }
        if (ended) {
            answerLate();
        }
    }

    private void run() {
        while (true) {
            Task task = line.poll();
            if (task != null) {
                perform(task);
            } else if (closed()) {
                ended = true;
                answerLate();
                return;
            } else {
                park();
            }
        }
    }

    private boolean closed() {
        StoreException reason = stopped;
        return reason != null && reason.kind() == StoreException.Kind.CLOSED;
    }

    private void park() {
        parked = true;
        // A task added before it could see the flag is seen here, one added after wakes this thread.
        if (line.isEmpty()) {
            LockSupport.park(this);
        }
        parked = false;
    }

    /** After the end whoever comes answers, one at a time so that the order stays; {@code done} only enqueues, by contract. */
    private void answerLate() {
        synchronized (tail) {
            for (Task task = line.poll(); task != null; task = line.poll()) {
                perform(task);
            }
        }
    }

    private void perform(Task task) {
        try {
            task.run(stopped);
        } catch (Throwable e) {
            // Errors too: a callback of a bundle that is being replaced may fail to link, and the others still wait.
            LOG.error("event=callback-failed reason=\"this is a bug of whoever was called back\"", e);
        }
    }

    private StoreException commit(Batch batch) {
        try {
            StoreException refused = contents.apply(batch, quota);
            usedBytes = contents.bytes();
            entries = contents.entries();
            return refused;
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("event=store-broken bytes={} entries={}", usedBytes, entries, e);
            stopped = new StoreException(StoreException.Kind.BROKEN,
                    "the store failed while applying a batch (" + e + ") and takes nothing until it is started anew", e);
            return stopped;
        }
    }
}
