package io.tidegate.store.file.internal;

import java.util.Set;
import java.util.TreeMap;

/** Applies the operations of one segment to the index, as they were applied when they were written. */
final class Replay implements Ops.Handler {
    private final Index index;
    private final Segment segment;
    private final TreeMap<Long, Segment> segments;
    private final Set<Long> missing;
    private int bodyAt;

    /** @param missing segments that count and are not there; those that were freed since are taken out */
    Replay(Index index, Segment segment, TreeMap<Long, Segment> segments, Set<Long> missing) {
        this.index = index;
        this.segment = segment;
        this.segments = segments;
        this.missing = missing;
    }

    void frame(byte[] body, int length, int at) {
        bodyAt = at;
        Ops.read(body, 0, length, this);
    }

    @Override
    public void append(boolean moved, long[] refs, int count, int entryAt, int dataAt, int length) {
        for (int i = 0; i < 2 * count; i += 2) {
            QueueState q = index.numbered(refs[i]);
            if (q == null) {
                continue;
            }
            long share = Index.share(length, count);
            if (moved) {
                index.move(q, refs[i + 1], segment, bodyAt + entryAt, share);
            } else {
                index.append(q, refs[i + 1], segment, bodyAt + entryAt, share);
            }
        }
    }

    @Override
    public void remove(long queue, long sequence) {
        QueueState q = index.numbered(queue);
        if (q != null) {
            index.remove(q, sequence);
        }
    }

    @Override
    public void mark(long queue, long sequence, int mark) {
        QueueState q = index.numbered(queue);
        if (q != null) {
            index.mark(q, sequence, mark);
        }
    }

    @Override
    public void open(long queue, int kind, long id, String name) {
        index.open(queue, kind, id, name);
    }

    @Override
    public void drop(long queue) {
        QueueState q = index.numbered(queue);
        if (q != null) {
            index.drop(q);
        }
    }

    @Override
    public void free(long number) {
        missing.remove(number);
        Segment free = segments.get(number);
        if (free != null && free.live > 0) {
            // The record of what ended them is damaged.
            index.dropAllOf(free);
        }
    }
}
