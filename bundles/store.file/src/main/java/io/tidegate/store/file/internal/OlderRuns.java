package io.tidegate.store.file.internal;

import java.io.IOException;
import java.util.List;

/**
 * Adds to the index what lives in a segment that is older than the checkpoint, newest segment first: of two copies of
 * an entry the newer counts.
 */
final class OlderRuns implements Ops.Handler {
    private final Index index;
    private final Segment segment;
    private int bodyAt;
    private Places placesOf;
    private Footer.Listed listedOf;

    OlderRuns(Index index, Segment segment) {
        this.index = index;
        this.segment = segment;
    }

    void footer(List<Footer.Listed> runs) throws IOException {
        for (Footer.Listed listed : runs) {
            QueueState q = index.numbered(listed.queue());
            if (q != null) {
                add(q, listed);
            }
        }
    }

    private void add(QueueState q, Footer.Listed listed) throws IOException {
        Run run = new Run(segment, listed);
        long[] ranges = q.recovered;
        for (int i = firstRange(ranges, listed.base()); i < ranges.length && ranges[i] <= listed.last(); i += 2) {
            long from = Math.max(ranges[i], listed.base());
            long end = Math.min(ranges[i + 1], listed.last() + 1);
            lives(q, run, listed, from, end);
        }
        if (run.live == 0) {
            return;
        }
        if (run.live == run.last - run.base + 1) {
            run.dead = null;
        }
        run.bytes = listed.bytes() * run.live / listed.count();
        index.add(q, run);
    }

    private static int firstRange(long[] ranges, long sequence) {
        int low = 0;
        int high = ranges.length / 2;
        while (low < high) {
            int middle = low + high >>> 1;
            if (ranges[2 * middle + 1] <= sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low;
    }

    private void lives(QueueState q, Run run, Footer.Listed listed, long from, long end) throws IOException {
        if (listed.dense() && !overlaps(q, from, end)) {
            run.lives(from, end);
            return;
        }
        Places places = places(listed);
        for (int i = 0; i < places.count(); i++) {
            long sequence = listed.base() + (places.steps() == null ? i : places.steps()[i]);
            if (sequence >= from && sequence < end && q.find(sequence) == null) {
                run.lives(sequence, sequence + 1);
            }
        }
    }

    private static boolean overlaps(QueueState q, long from, long end) {
        int i = q.indexAt(end - 1);
        return i >= 0 && q.runs.get(i).last >= from;
    }

    private Places places(Footer.Listed listed) throws IOException {
        if (listedOf != listed) {
            byte[] list = new byte[listed.listLength()];
            int length = segment.file.read(listed.listAt(), list, 0, list.length);
            placesOf = Places.read(list, length, listed.count(), listed.dense());
            listedOf = listed;
        }
        return placesOf;
    }

    /** Reads it through, for want of a footer. */
    void scan(DamageLog damage) throws IOException {
        FrameScanner frames = new FrameScanner(segment.file, segment.number, SegmentHeader.FIRST_FRAME, segment.end,
                (offset, what) -> damage.report(segment, offset, what));
        while (frames.next()) {
            if (frames.type() == Frame.OPERATIONS) {
                bodyAt = frames.offset() + Frame.HEADER;
                Ops.read(frames.body(), 0, frames.bodyLength(), this);
            }
        }
    }

    @Override
    public void append(boolean moved, long[] refs, int count, int entryAt, int dataAt, int length) {
        for (int i = 0; i < 2 * count; i += 2) {
            QueueState q = index.numbered(refs[i]);
            if (q != null && lives(q, refs[i + 1]) && q.find(refs[i + 1]) == null) {
                index.append(q, refs[i + 1], segment, bodyAt + entryAt, Index.share(length, count));
            }
        }
    }

    private static boolean lives(QueueState q, long sequence) {
        int i = firstRange(q.recovered, sequence);
        return i < q.recovered.length && q.recovered[i] <= sequence;
    }
}
