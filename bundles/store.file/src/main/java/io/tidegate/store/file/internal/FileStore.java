package io.tidegate.store.file.internal;

import io.tidegate.store.Batch;
import io.tidegate.store.Claim;
import io.tidegate.store.Page;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store on disk: a log of segments ({@link SegmentHeader}, {@link Frame}, {@link Ops}). {@link CommitLoop} writes it.
 * The index is changed while a frame is made; nobody sees it before the frame is on the disk, because reads are planned
 * between groups. The reading thread then reads pages, writes footers, reads what is to be moved, makes the reserve, and scrubs.
 *
 * <p>A write or sync that fails ends this store: that group and all that comes later is answered {@code BROKEN}, the
 * files are not written again. {@link #cut} says where the next one, by recovery, has to stop. So does an {@link OutOfMemoryError}
 * of the committing thread; one of the reading thread ends what was read: a page is answered {@code BROKEN}, all else is begun again.
 *
 * <p>{@code log}, {@code encoder}, {@code cleaner}, {@code reserve} belong to the committing thread; {@code pages}, {@code scrubber} to
 * the reading thread; all else is final or volatile.
 */
public final class FileStore implements Store, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);
    private static final long CLOSE_MILLIS = 1_500;

    private final String identity;
    private final Limits limits;
    private final DamageLog damage;
    private final FreeBytes freeBytes;
    private final ScheduledThreadPoolExecutor reading;
    private final CommitLoop loop;
    private final CompletableFuture<Void> loopEnded = new CompletableFuture<>();
    private final CompletableFuture<Void> readingEnded = new CompletableFuture<>();
    private volatile long usedBytes;
    private volatile long entries;

    // owned by the committing thread
    private final Log log;
    private final StoreOpening.Opened opened;
    private final Encoder encoder;
    private final Cleaner cleaner;
    private final Reserve reserve;

    // owned by the reading thread
    private final PageReader pages;
    private final Scrubber scrubber;

    /** Made by {@link StoreOpening}. */
    FileStore(StoreOpening.Opened opened, Consumer<FileStore> onFailure) {
        this.opened = opened;
        this.identity = opened.identity().toString();
        this.limits = opened.limits();
        this.damage = opened.damage();
        this.freeBytes = opened.freeBytes();
        reading = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "tidegate-store.file-read-1");
            thread.setDaemon(true);
            return thread;
        }) {
            @Override
            protected void terminated() {
                readingEnded.complete(null);
            }
        };
        log = opened.log(this::seal);
        encoder = new Encoder(log);
        loop = new CommitLoop(log, encoder, new Admission(log, limits, freeBytes), owner(onFailure));
        cleaner = new Cleaner(log, encoder, limits, damage, this::readLater, slice -> loop.enqueue(reason -> {
            if (reason == null) {
                cleaner().apply(slice);
            }
        }));
        reserve = new Reserve(opened, log.spares, reading, loop::enqueue);
        pages = new PageReader(damage, this::lost);
        scrubber = new Scrubber(damage);
    }

    private CommitLoop.Owner owner(Consumer<FileStore> onFailure) {
        return new CommitLoop.Owner() {
            @Override
            public void committed() {
                publish();
            }

            @Override
            public void tidy() throws IOException {
                cleaner.consider();
            }

            @Override
            public void failed() {
                onFailure.accept(FileStore.this);
            }

            @Override
            public void ending() {
                endReading();
            }

            @Override
            public void ended() {
                reading.shutdown();
                loopEnded.complete(null);
            }
        };
    }

    private Cleaner cleaner() {
        return cleaner;
    }

    /** Begins the first segment of this opening; then it takes batches. */
    FileStore start() throws IOException {
        try {
            begin();
            loop.enqueue(this::considerReserve);
            reading.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
            loop.start();
            return this;
        } catch (IOException | RuntimeException | Error e) {
            abandon();
            throw e;
        }
    }

    private void considerReserve(StoreException reason) {
        if (reason == null) {
            reserve.consider();
        }
    }

    private void abandon() {
        endReading();
        log.abandon();
    }

    private void begin() throws IOException {
        List<Segment> unproven = log.segments.values().stream().filter(s -> !s.sealed).toList();
        log.open(() -> {
            for (Segment s : unproven) {
                new Mover(log, encoder, s).all(damage);
            }
        });
        // Before anything is deleted: should that fail, this segment is all there is of the one that it goes on from.
        opened.counts().run();
        log.recycle();
        opened.afterwards().fill();
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

    /** Whether what is kept for those who make room is there; made soon after the first opening. */
    boolean hasReserve() {
        return log.spares.files() >= Limits.RESERVE;
    }

    Limits limits() {
        return limits;
    }

    DamageLog damage() {
        return damage;
    }

    /** Why it takes nothing any more; null while it does. */
    StoreException stopped() {
        return loop.stopped();
    }

    /** How often the disk was waited for while the next frame was made. */
    long overlaps() {
        return loop.overlaps();
    }

    /** Up to where the log holds: all that was answered, and nothing that was answered as failed. */
    Cut cut() {
        return new Cut(log.goodSegment(), log.goodEnd());
    }

    /**
     * Completes, on the thread that was last, when nothing of this store writes any more; only then may another one open
     * its files. Not before {@link #close} was called, unless it failed and had no heap to say how; later than that returns while the
     * disk hangs.
     */
    CompletionStage<Void> ended() {
        return loopEnded.thenCombine(readingEnded, (looped, read) -> null);
    }

    @Override
    public void submit(Batch batch, Consumer<Batch> done) {
        loop.submit(batch, done);
    }

    @Override
    public void read(long queue, long from, int maxEntries, int maxBytes, Consumer<Page> to) {
        if (maxEntries < 1) {
            throw new IllegalArgumentException("maxEntries " + maxEntries);
        }
        loop.enqueue(reason -> {
            QueueState q = reason != null ? null : log.index.queue(queue);
            if (q == null) {
                Answers.give(to, new FilePage(queue, from).ends(from, reason == null).fails(reason));
                return;
            }
            ReadPlan plan;
            try {
                plan = new ReadPlan(q, from, maxEntries);
            } catch (OutOfMemoryError e) {
                Answers.give(to, unread(queue, from, e));
                return;
            }
            if (plan.parts.isEmpty()) {
                Answers.give(to, new FilePage(queue, from).ends(plan.next, true));
            } else if (!readLater(() -> Answers.give(to, page(plan, maxEntries, maxBytes)))) {
                plan.release();
                Answers.give(to, new FilePage(queue, from).fails(CommitLoop.closed()));
            }
        });
    }

    /** On the reading thread. */
    private FilePage page(ReadPlan plan, int maxEntries, int maxBytes) {
        try {
            return pages.read(plan, maxEntries, maxBytes);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return unread(plan.queue, plan.from, e);
        }
    }

    private static FilePage unread(long queue, long from, Throwable e) {
        LOG.error("event=store-read-failed queue={} from={}", queue, from, e);
        return new FilePage(queue, from).fails(
                new StoreException(StoreException.Kind.BROKEN, "the log cannot be read: " + e.getMessage(), e));
    }

    /** On the reading thread: the entry does not come back, so it shall not be counted either. */
    private void lost(long queueNumber, long sequence, Segment segment, int offset) {
        damage.report(segment, offset, "a damaged entry, sequence " + sequence);
        loop.enqueue(reason -> {
            QueueState q = reason != null ? null : log.index.numbered(queueNumber);
            if (q != null) {
                log.ensureRoom(Claim.RELEASE, 64);
                encoder.remove(q, sequence);
            }
        });
    }

    @Override
    public void recover(Recovery to) {
        if (loop.isOwnThread()) {
            throw new IllegalStateException("recover() waits, so not on the committing thread");
        }
        CompletableFuture<Snapshot> told = new CompletableFuture<>();
        loop.enqueue(reason -> {
            if (reason != null) {
                told.completeExceptionally(reason);
            } else {
                Snapshot.plan(log.index, pages, told, this::readLater);
            }
        });
        Snapshot.await(told).tell(to);
    }

    /**
     * Commits what was submitted until now, answers what comes later with {@code CLOSED}, closes the files; waits for
     * that at most {@value #CLOSE_MILLIS} ms. After the end, answers come on the submitting thread.
     */
    @Override
    public void close() {
        loop.close(CLOSE_MILLIS);
    }

    private void endReading() {
        reading.shutdown();
        try {
            if (!reading.awaitTermination(CLOSE_MILLIS / 2, TimeUnit.MILLISECONDS)) {
                LOG.warn("event=close-timeout part=reading limit_ms={}", CLOSE_MILLIS / 2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    private void publish() {
        usedBytes = log.index.bytes();
        entries = log.index.entries();
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
        } catch (IOException | OutOfMemoryError e) {
            // What was answered had been on the disk before; without a footer the segment is read through at a start.
            LOG.warn("event=store-footer-failed segment={} reason=\"{}\"", segment, e.toString());
            after = before;
        }
        boolean sealed = written;
        long grown = after - before;
        loop.enqueue(reason -> log.sealed(segment, sealed, grown));
    }

    /** Every second, on the reading thread. */
    private void tick() {
        try {
            everySecond();
        } catch (RuntimeException | OutOfMemoryError e) {
            // It would never be called again, without a word: no look at what is free, no cleaning, no scrubbing.
            LOG.error("event=store-tick-failed then=\"again in a second\"", e);
        }
    }

    private void everySecond() {
        freeBytes.look();
        if (!scrubber.isIdle()) {
            scrubber.step();
        }
        boolean pick = scrubber.isIdle();
        long after = scrubber.last();
        loop.enqueue(reason -> {
            if (reason != null) {
                return;
            }
            log.freeWhatIsFree();
            reserve.consider();
            cleaner.tick();
            Segment next = pick ? scrubber.pick(log, after) : null;
            if (pick && !readLater(() -> scrubber.begin(next)) && next != null) {
                next.release();
            }
        });
    }
}
