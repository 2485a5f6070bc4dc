package io.tidegate.store.file.internal;

import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads old segments again, slowly, so that damage is known before somebody needs what is damaged. Picks a segment on
 * the committing thread, reads on the reading thread; {@code at} belongs to the latter, which hands it over in turn.
 */
final class Scrubber {
    private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);
    private static final int BYTES_A_STEP = 1 << 20;

    private final DamageLog damage;
    private Segment at;
    private FrameScanner scanner;
    private long last;
    /** There was no heap, and no segment was read as a whole since. */
    private boolean isShort;

    Scrubber(DamageLog damage) {
        this.damage = damage;
    }

    /** On the reading thread. */
    boolean isIdle() {
        return at == null;
    }

    /** The next sealed segment, leased; null when there is none. On the committing thread. */
    Segment pick(Log log, long after) {
        Map.Entry<Long, Segment> next = log.segments.higherEntry(after);
        while (next != null && !next.getValue().sealed) {
            next = log.segments.higherEntry(next.getKey());
        }
        return next == null ? null : next.getValue().lease();
    }

    long last() {
        return last;
    }

    /** On the reading thread; null: begin with the oldest again. */
    void begin(Segment segment) {
        if (at != null) {
            // Picked once more while the committing thread was busy: this one is read already.
            if (segment != null) {
                segment.release();
            }
            return;
        }
        if (segment == null) {
            last = 0;
            return;
        }
        try {
            scanner = new FrameScanner(segment.file, segment.number, SegmentHeader.FIRST_FRAME, segment.end,
                    (offset, what) -> damage.report(segment, offset, what));
            at = segment;
            last = segment.number;
        } catch (IOException e) {
            unreadable(segment, e);
        } catch (OutOfMemoryError e) {
            later(segment, e);
        }
    }

    /** Reads about 1 MiB. On the reading thread. */
    void step() {
        try {
            int until = scanner.end() + BYTES_A_STEP;
            while (scanner.next()) {
                if (scanner.end() > until) {
                    return;
                }
            }
            isShort = false;
            at.release();
            at = null;
        } catch (IOException e) {
            unreadable(at, e);
            at = null;
        } catch (OutOfMemoryError e) {
            later(at, e);
        }
    }

    /** Read the next time round. Said once, as there may be no heap for long. */
    private void later(Segment segment, OutOfMemoryError e) {
        last = segment.number;
        at = null;
        scanner = null; // with the array that holds what was read
        segment.release();
        if (!isShort) {
            isShort = true;
            LOG.warn("event=store-scrub-postponed segment={} reason=\"{}\"", segment, e.toString());
        }
    }

    private void unreadable(Segment segment, IOException e) {
        LOG.error("event=store-scrub-failed segment={}", segment, e);
        damage.unreadable(segment, e);
        segment.release();
    }
}
