package io.tidegate.store.file.internal;

import io.tidegate.store.Batch;
import io.tidegate.store.Claim;
import io.tidegate.store.Page;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store on disk: a log of segments ({@link SegmentHeader}, {@link Frame}, {@link Ops}). The committing thread takes
 * what is in line, writes it as one frame, waits for the disk once, and answers all of it: a group forms by itself while
 * the disk is busy. The index is changed while a frame is made; nobody sees it before the frame is on the disk, because
 * reads are planned between groups. The reading thread then reads pages, writes footers, reads what is to be moved, and
 * scrubs.
 *
 * <p>A write or sync that fails ends this store: that group and all that comes later is answered {@code BROKEN}, the
 * files are not written again. {@link #cut} says where the next one, by recovery, has to stop.
 *
 * <p>{@code group}, {@code later}, {@code log}, {@code encoder}, {@code cleaner} belong to the committing thread;
 * {@code pages}, {@code scrubber} to the reading thread; all else is final, volatile or a concurrent queue.
 */
public final class FileStore implements Store, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
    private static final long CLOSE_MILLIS = 1_500;
    private static final int MOST_IN_GROUP = 8192;

    private final String identity;
    private final Limits limits;
    private final DamageLog damage;
    private final StoreOpening.FreeBytes freeBytes;
    private final ConcurrentLinkedQueue<Task> line = new ConcurrentLinkedQueue<>();
    private final Object tail = new Object();
    private final Thread committer;
    private final ScheduledThreadPoolExecutor reading;
    private final Consumer<FileStore> onFailure;
    private final Log log;
    private volatile boolean parked;
    private volatile boolean ended;
    private volatile boolean wasBroken;
    private volatile long usedBytes;
    private volatile long entries;
    private volatile StoreException stopped;

    // owned by the committing thread
    private final List<Submission> group = new ArrayList<>();
    private final List<Task> later = new ArrayList<>();
    private final Log.Filler afterwards;
    private final Encoder encoder;
    private final Admission admission;
    private final Cleaner cleaner;

    // owned by the reading thread
    private final PageReader pages;
    private final Scrubber scrubber;

    /** What waits in line; {@code reason} is null, or why it cannot be done. */
    @FunctionalInterface
    private interface Task {
        void run(StoreException reason) throws IOException;
    }

    /** A batch; gathered, then answered. */
    private record Submission(Batch batch, Consumer<Batch> done) implements Task {
        @Override
        public void run(StoreException reason) {
            batch.failure(reason);
            done.accept(batch);
        }
    }

    /** Made by {@link StoreOpening}. */
    FileStore(StoreOpening.Opened opened, Consumer<FileStore> onFailure) {
        this.identity = opened.identity().toString();
        this.limits = opened.limits();
        this.damage = opened.damage();
        this.onFailure = onFailure;
        this.freeBytes = opened.freeBytes();
        reading = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "tidegate-store.file-read-1");
            thread.setDaemon(true);
            return thread;
        });
        afterwards = opened.afterwards();
        log = opened.log(this::seal);
        encoder = new Encoder(log);
        admission = new Admission(log, limits, freeBytes);
        cleaner = new Cleaner(log, encoder, limits, damage, this::readLater, slice -> enqueue(reason -> {
            if (reason == null) {
                cleaner().apply(slice);
            }
        }));
        pages = new PageReader(damage, this::lost);
        scrubber = new Scrubber(damage);
        committer = new Thread(this::run, "tidegate-store.file-commit-1");
        committer.setDaemon(true);
    }

    private Cleaner cleaner() {
        return cleaner;
    }

    /** Begins the first segment of this opening; then it takes batches. */
    FileStore start() throws IOException {
        try {
            begin();
        } catch (IOException | RuntimeException e) {
            abandon();
            throw e;
        }
        committer.start();
        reading.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
        return this;
    }

    private void abandon() {
        reading.shutdown();
        try {
            reading.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.abandon();
    }

    private void begin() throws IOException {
        List<Segment> unproven = log.segments.values().stream().filter(s -> !s.sealed).toList();
        log.open(() -> {
            for (Segment s : unproven) {
                new Mover(log, encoder, s).all(damage);
            }
        });
        afterwards.fill();
        log.spares.fillReserve();
        publish();
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public Usage usage() {
        return new Usage(usedBytes, limits.keepBytes(), entries);
    }

    /** Bytes of all files. */
    long diskBytes() {
        return log.spares.totalBytes();
    }

    Limits limits() {
        return limits;
    }

    DamageLog damage() {
        return damage;
    }

    /** Why it takes nothing any more; null while it does. */
    StoreException stopped() {
        return stopped;
    }

    /** Up to where the log holds: all that was answered, and nothing that was answered as failed. */
    Cut cut() {
        return new Cut(log.goodSegment(), log.goodEnd());
    }

    @Override
    public void submit(Batch batch, Consumer<Batch> done) {
        enqueue(new Submission(batch, done));
    }

    @Override
    public void read(long queue, long from, int maxEntries, int maxBytes, Consumer<Page> to) {
        if (maxEntries < 1) {
            throw new IllegalArgumentException("maxEntries " + maxEntries);
        }
        enqueue(reason -> {
            QueueState q = reason != null ? null : log.index.queue(queue);
            if (q == null) {
                to.accept(new FilePage(queue, from).ends(from, reason == null).fails(reason));
                return;
            }
            ReadPlan plan = new ReadPlan(q, from, maxEntries);
            if (plan.parts.isEmpty()) {
                to.accept(new FilePage(queue, from).ends(plan.next, true));
            } else if (!readLater(() -> to.accept(page(plan, maxEntries, maxBytes)))) {
                plan.release();
                to.accept(new FilePage(queue, from).fails(closed()));
            }
        });
    }

    /** On the reading thread. */
    private FilePage page(ReadPlan plan, int maxEntries, int maxBytes) {
        try {
            return pages.read(plan, maxEntries, maxBytes);
        } catch (IOException | RuntimeException e) {
            LOG.error("event=store-read-failed queue={} from={}", plan.queue, plan.from, e);
            return new FilePage(plan.queue, plan.from).fails(
                    new StoreException(StoreException.Kind.BROKEN, "the log cannot be read: " + e.getMessage(), e));
        }
    }

    /** On the reading thread: the entry does not come back, so it shall not be counted either. */
    private void lost(long queueNumber, long sequence, Segment segment, int offset) {
        damage.report(segment, offset, "a damaged entry, sequence " + sequence);
        enqueue(reason -> {
            QueueState q = reason != null ? null : log.index.numbered(queueNumber);
            if (q != null) {
                log.ensureRoom(Claim.RELEASE, 64);
                encoder.remove(q, sequence);
            }
        });
    }

    @Override
    public void recover(Recovery to) {
        if (Thread.currentThread() == committer) {
            throw new IllegalStateException("recover() waits, so not on the committing thread");
        }
        CompletableFuture<Snapshot> told = new CompletableFuture<>();
        enqueue(reason -> {
            if (reason != null) {
                told.completeExceptionally(reason);
                return;
            }
            Snapshot snapshot = new Snapshot(log.index);
            if (!readLater(() -> snapshot.read(pages, told))) {
                snapshot.release();
                told.completeExceptionally(closed());
            }
        });
        Snapshot.await(told).tell(to);
    }

    private static StoreException closed() {
        return new StoreException(StoreException.Kind.CLOSED, "the store was closed", null);
    }

    /**
     * Commits what was submitted until now, answers what comes later with {@code CLOSED}, closes the files; waits for
     * that at most {@value #CLOSE_MILLIS} ms. After the end, answers come on the submitting thread.
     */
    @Override
    public void close() {
        enqueue(reason -> {
            if (!isClosed()) {
                wasBroken = stopped != null;
                stopped = closed();
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

    private boolean readLater(Runnable task) {
        try {
            reading.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            // Only after close().
            return false;
        }
    }

    private void run() {
        while (true) {
            Task task = line.poll();
            if (task == null) {
                settle();
                if (line.isEmpty() && isClosed()) {
                    end();
                    return;
                }
                park();
            } else if (task instanceof Submission s) {
                gather(s);
            } else {
                later.add(task);
            }
            if (log.isLarge() || group.size() + later.size() >= MOST_IN_GROUP) {
                settle();
            }
        }
    }

    private boolean isClosed() {
        StoreException reason = stopped;
        return reason != null && reason.kind() == StoreException.Kind.CLOSED;
    }

    private void park() {
        parked = true;
        // A task added before it could see the flag is seen here, one added after wakes this thread.
        if (line.isEmpty()) {
            LockSupport.parkNanos(this, Math.max(1, log.nanosToSync()));
        }
        parked = false;
    }

    private void end() {
        reading.shutdown();
        try {
            if (!reading.awaitTermination(CLOSE_MILLIS / 2, TimeUnit.MILLISECONDS)) {
                LOG.warn("event=close-timeout part=reading limit_ms={}", CLOSE_MILLIS / 2);
            }
            if (wasBroken) {
                log.abandon();
            } else {
                log.close();
            }
        } catch (IOException e) {
            LOG.error("event=store-close-failed reason=\"what was answered is on the disk\"", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended = true;
        answerLate();
    }

    /** After the end whoever comes answers, one at a time so that the order stays; {@code done} only enqueues, by contract. */
    private void answerLate() {
        synchronized (tail) {
            for (Task task = line.poll(); task != null; task = line.poll()) {
                perform(task, stopped);
            }
        }
    }

    private void gather(Submission s) {
        StoreException refused = stopped;
        try {
            if (refused == null) {
                refused = admit(s.batch);
            }
            if (refused == null) {
                encoder.encode(s.batch);
                log.batchEnds();
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            refused = broken(e);
        }
        s.batch.failure(refused);
        group.add(s);
    }

    /** Null when there is room for it, which then is there. */
    private StoreException admit(Batch batch) throws IOException {
        long bound = Encoder.bound(batch);
        if (batch.claim() != Claim.RELEASE) {
            StoreException full = admission.refuses(batch.claim(), encoder.adds(batch), bound);
            if (full != null) {
                return full;
            }
        }
        if (!log.fits(bound)) {
            settle();
            if (stopped != null) {
                return stopped;
            }
            log.ensureRoom(batch.claim(), bound);
        }
        return null;
    }

    /** Writes what was gathered, answers it, then does what does not commit. */
    private void settle() {
        flush();
        for (int i = 0; i < group.size(); i++) {
            Submission s = group.get(i);
            perform(s, s.batch.failure());
        }
        group.clear();
        for (int i = 0; i < later.size(); i++) {
            perform(later.get(i), stopped);
        }
        later.clear();
        flush();
    }

    private void flush() {
        if (stopped != null && (wasBroken || !isClosed())) {
            return;
        }
        try {
            log.flush();
            if (!isClosed()) {
                cleaner.consider();
            }
            publish();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            StoreException reason = broken(e);
            group.stream().filter(s -> s.batch.failure() == null).forEach(s -> s.batch.failure(reason));
        }
    }

    private void publish() {
        usedBytes = log.index.bytes();
        entries = log.index.entries();
    }

    private StoreException broken(Throwable e) {
        if (stopped == null) {
            stopped = new StoreException(StoreException.Kind.BROKEN, "the store failed (" + e
                    + ") and takes nothing until it is opened anew", e);
            LOG.error("event=store-broken segment={} good_end={}", log.goodSegment(), log.goodEnd(), e);
            group.stream().filter(s -> s.batch.failure() == null).forEach(s -> s.batch.failure(stopped));
            onFailure.accept(this);
        }
        return stopped;
    }

    private void perform(Task task, StoreException reason) {
        try {
            task.run(reason);
        } catch (IOException e) {
            broken(e);
        } catch (Throwable e) {
            // Errors too: a callback of a bundle that is being replaced may fail to link, and the others still wait.
            LOG.error("event=callback-failed reason=\"this is a bug of whoever was called back\"", e);
        }
    }

    /** On the committing thread, or before it runs: the footer is written by the reading thread. */
    private void seal(Segment segment, byte[] footer) {
        if (!readLater(() -> writeFooter(segment, footer))) {
            segment.release();
        }
    }

    private void writeFooter(Segment segment, byte[] footer) {
        boolean written = false;
        long before = 0;
        long after = 0;
        try {
            before = segment.file.size();
            segment.file.write(segment.end, footer, 0, footer.length);
            segment.file.sync();
            SegmentHeader.seal(segment.file, segment.number, segment.end);
            segment.file.sync();
            written = true;
            after = segment.file.size();
        } catch (IOException e) {
            // What was answered had been on the disk before; without a footer the segment is read through at a start.
            LOG.warn("event=store-footer-failed segment={} reason=\"{}\"", segment, e.toString());
            after = before;
        }
        boolean sealed = written;
        long grown = after - before;
        enqueue(reason -> log.sealed(segment, sealed, grown));
    }

    /** Every second, on the reading thread. */
    private void tick() {
        freeBytes.look();
        if (!scrubber.isIdle()) {
            scrubber.step();
        }
        boolean pick = scrubber.isIdle();
        long after = scrubber.last();
        enqueue(reason -> {
            if (reason != null) {
                return;
            }
            log.freeWhatIsFree();
            cleaner.tick();
            Segment next = pick ? scrubber.pick(log, after) : null;
            if (pick && !readLater(() -> scrubber.begin(next)) && next != null) {
                next.release();
            }
        });
    }
}
