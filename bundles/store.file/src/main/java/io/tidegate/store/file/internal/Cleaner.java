package io.tidegate.store.file.internal;

import io.tidegate.store.Claim;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes room: moves what still lives out of the segment in which least does, in slices, so that the file can be
 * written again. How much it may move follows from how much was written, more of it when the quota is near, and a
 * little every second; so it neither stands in the way nor falls behind. Segments are read on the reading thread;
 * all else, also every field but the scanner, belongs to the committing thread.
 */
final class Cleaner {
    private static final Logger LOG = LoggerFactory.getLogger(Cleaner.class);
    private static final int SLICE = 256 << 10;
    private static final int MOST_BUDGET = 8 * SLICE;

    private final Log log;
    private final Encoder encoder;
    private final Limits limits;
    private final DamageLog damage;
    private final Executor reading;
    private final Consumer<Slice> back;
    private Segment source;
    private FrameScanner scanner;
    private boolean busy;
    private long budget;
    private long seenBytes;
    private long movedBytes;

    /** Some of a segment, read ahead; {@code failure} is null or why it could not be. */
    record Slice(Segment source, List<Piece> pieces, boolean last, Throwable failure) {
    }

    /** The operations of a frame; or null, and no more than from where to where something is damaged. */
    record Piece(byte[] operations, int length, int from, int end) {
    }

    /** @param back takes a slice to the committing thread, which calls {@link #apply} */
    Cleaner(Log log, Encoder encoder, Limits limits, DamageLog damage, Executor reading, Consumer<Slice> back) {
        this.log = log;
        this.encoder = encoder;
        this.limits = limits;
        this.damage = damage;
        this.reading = reading;
        this.back = back;
    }

    /** After a commit. */
    void consider() throws IOException {
        long written = log.writtenBytes() - movedBytes;
        int factor = log.spares.usedBytes() > limits.diskBytes() / 10 * 7 ? 8 : 2;
        budget = Math.min(MOST_BUDGET, budget + factor * (written - seenBytes));
        seenBytes = written;
        if (budget >= SLICE) {
            work();
        }
    }

    /** Every second: a little is always allowed. */
    void tick() throws IOException {
        budget = Math.min(MOST_BUDGET, budget + SLICE);
        work();
    }

    private void work() throws IOException {
        if (busy) {
            return;
        }
        if (source == null) {
            source = pick();
            if (source == null) {
                return;
            }
            source.lease();
            scanner = new FrameScanner(source.file, source.number, SegmentHeader.FIRST_FRAME, source.end,
                    report(source));
        }
        busy = true;
        budget -= SLICE;
        Segment from = source;
        FrameScanner frames = scanner;
        reading.execute(() -> back.accept(read(from, frames)));
    }

    private java.util.function.BiConsumer<Integer, String> report(Segment s) {
        return (offset, what) -> damage.report(s, offset, what);
    }

    /** The one in which least lives, when the log takes much more room than what lives needs; else null. */
    private Segment pick() {
        long needed = 4 + log.index.bytes() * 3 / 2 / limits.segmentBytes();
        if (log.segments.size() <= needed || !log.spares.hasRoomToMove()) {
            return null;
        }
        return log.segments.values().stream()
                .filter(s -> s != log.active() && !s.sealing && !s.unreadable && s.live > 0)
                .filter(s -> s.liveBytes < s.end / 4 * 3 || s.end < limits.segmentBytes() / 2)
                .min(Comparator.comparingLong(s -> s.liveBytes)).orElse(null);
    }

    /** On the reading thread. */
    private static Slice read(Segment from, FrameScanner frames) {
        List<Piece> pieces = new ArrayList<>();
        try {
            for (int bytes = 0; bytes < SLICE; bytes += frames.bodyLength()) {
                int before = frames.end();
                boolean more = frames.next();
                int whole = more ? frames.offset() : frames.end();
                if (whole > before) {
                    pieces.add(new Piece(null, 0, before, whole));
                }
                if (!more) {
                    return new Slice(from, pieces, true, null);
                }
                if (frames.type() == Frame.OPERATIONS) {
                    int length = frames.bodyLength();
                    pieces.add(new Piece(frames.takeBody(), length, frames.offset(), frames.end()));
                }
            }
            return new Slice(from, pieces, false, null);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Whatever it is, somebody waits for the slice: nothing more would ever be moved.
            return new Slice(from, pieces, true, e);
        }
    }

    /** Moves what lives; on the committing thread, outside of a group of batches. */
    void apply(Slice slice) throws IOException {
        busy = false;
        long before = log.writtenBytes() + log.frame.length;
        Throwable failure = slice.failure != null ? slice.failure : move(slice);
        if (failure instanceof OutOfMemoryError) {
            // Begun again, from the start: of what was moved until then nothing lives there any more.
            LOG.warn("event=store-cleaning-postponed segment={} reason=\"{}\"", source, failure.toString());
            leave();
        } else if (failure != null) {
            leaveAlone(failure);
        } else if (slice.last) {
            finish(slice.source);
        }
        log.flush();
        movedBytes += log.writtenBytes() + log.frame.length - before;
        if (budget >= SLICE) {
            work();
        }
    }

    /** In order, so that of each queue nothing is left behind but what is damaged. Returns why something could not be read; else null. */
    private IOException move(Slice slice) throws IOException {
        Mover mover = new Mover(log, encoder, slice.source);
        for (Piece piece : slice.pieces) {
            if (piece.operations != null) {
                mover.move(piece.operations, piece.length);
                continue;
            }
            List<Salvage.Entry> whole;
            try {
                whole = new Salvage(log.index, slice.source, damage).read(piece.from, piece.end);
            } catch (IOException e) {
                return e;
            }
            mover.move(whole);
        }
        return null;
    }

    private void finish(Segment done) throws IOException {
        if (done.live > 0) {
            // What is left is damaged itself, which was said.
            List<QueueState> queues = new ArrayList<>();
            log.index.forEach(queues::add);
            for (QueueState q : queues) {
                for (Run run : q.runs.stream().filter(r -> r.segment == done).toList()) {
                    while (run.live > 0) {
                        log.ensureRoom(Claim.RELEASE, 32);
                        encoder.remove(q, run.from);
                    }
                }
            }
        }
        leave();
    }

    /**
     * For good: a sector that cannot be read would end the store each time that it came to it, also where nothing in it lives.
     * What lives in the segment stays, and is read entry by entry by those whom it is for ({@link EntryReader}).
     */
    private void leaveAlone(Throwable failure) {
        damage.unreadable(source, failure);
        source.unreadable = true;
        leave();
    }

    private void leave() {
        source.release();
        source = null;
        scanner = null;
    }
}
