package io.tidegate.store.file.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What lives and where, without its bytes: queues, their runs, maps' keys. Replaying the log and committing to it take
 * the same methods. Owned by the committing thread; before that, by whoever recovers.
 */
final class Index {
    /** Counted for each queue that an entry is in, and once for the entry. */
    static final int REF_BYTES = 16;

    /** A gap longer than this begins another run, which is smaller than the bits of the gap. */
    private static final int MAX_GAP = 1024;

    private final LongMap<QueueState> byNumber = new LongMap<>();
    private final LongMap<QueueState> byId = new LongMap<>();
    private final Map<Integer, QueueState> maps = new HashMap<>();
    long nextNumber = 1;
    private long bytes;
    private int maxGap = 1;
    private long entries;

    /** Of an entry's bytes, what one of its queues answers for, so that what is left is right without counting references. */
    static long share(long length, int queues) {
        return REF_BYTES + (REF_BYTES + length + queues - 1) / queues;
    }

    /**
     * All is known that lives, so a gap in a run is one for good. While recovering it may yet be filled: by an entry
     * that was moved from a segment which is there no more. So may a mark be of an entry that comes later.
     */
    void complete() {
        maxGap = MAX_GAP;
        forEach(q -> {
            if (q.marks != null) {
                q.marks.keySet().removeIf(sequence -> q.find(sequence) == null);
                q.marks = q.marks.isEmpty() ? null : q.marks;
            }
        });
    }

    QueueState queue(long id) {
        return byId.get(id);
    }

    QueueState map(int id) {
        return maps.get(id);
    }

    QueueState numbered(long number) {
        return byNumber.get(number);
    }

    void forEach(Consumer<QueueState> to) {
        byNumber.forEach(to);
    }

    int size() {
        return byNumber.size();
    }

    long bytes() {
        return bytes;
    }

    /** Living entries of queues, not of maps. */
    long entries() {
        return entries;
    }

    QueueState open(long number, int kind, long id, String name) {
        QueueState q = new QueueState(number, kind, id, name);
        byNumber.put(number, q);
        if (q.isMap()) {
            maps.put((int) id, q);
        } else {
            byId.put(id, q);
            bytes += nameBytes(q);
        }
        nextNumber = Math.max(nextNumber, number + 1);
        return q;
    }

    private static long nameBytes(QueueState q) {
        return REF_BYTES + q.name.length();
    }

    void drop(QueueState q) {
        for (Run run : q.runs) {
            counted(q, run, -run.live, -run.bytes);
        }
        q.runs.clear();
        byNumber.remove(q.number);
        if (q.isMap()) {
            maps.remove((int) q.id);
        } else {
            byId.remove(q.id);
            bytes -= nameBytes(q);
        }
    }

    private void counted(QueueState q, Run run, long count, long moreBytes) {
        q.waiting += count;
        run.segment.live += count;
        run.segment.liveBytes += moreBytes;
        bytes += moreBytes;
        if (!q.isMap()) {
            entries += count;
        }
    }

    /** An entry that is new in this segment. */
    void append(QueueState q, long sequence, Segment segment, int offset, long share) {
        Run run = q.runFor(sequence, segment, maxGap);
        run.add(sequence, offset, share);
        counted(q, run, 1, share);
        q.next = Math.max(q.next, sequence + 1);
    }

    /** A run whose bits are set. */
    void add(QueueState q, Run run) {
        q.runs.add(q.indexAt(run.from) + 1, run);
        counted(q, run, run.live, run.bytes);
    }

    /**
     * An entry that moved to this segment. The cleaner goes through a segment in order, so what it left behind is
     * dead: what could not be read there goes with the first that could. Replay comes to the same.
     */
    void move(QueueState q, long sequence, Segment segment, int offset, long share) {
        Run old = q.find(sequence);
        if (old != null) {
            while (old.from < sequence) {
                remove(q, old.from);
            }
            takeOut(q, q.indexAt(sequence), sequence);
        }
        append(q, sequence, segment, offset, share);
    }

    /** False when it does not live. */
    boolean remove(QueueState q, long sequence) {
        int i = q.indexAt(sequence);
        if (i < 0 || !q.runs.get(i).has(sequence)) {
            return false;
        }
        takeOut(q, i, sequence);
        q.unmark(sequence);
        return true;
    }

    /** Nothing lives in this segment any more. */
    void dropAllOf(Segment segment) {
        forEach(q -> q.runs.removeIf(run -> {
            if (run.segment == segment) {
                counted(q, run, -run.live, -run.bytes);
            }
            return run.segment == segment;
        }));
    }

    private void takeOut(QueueState q, int index, long sequence) {
        Run run = q.runs.get(index);
        counted(q, run, -1, -run.remove(sequence));
        if (run.live == 0) {
            q.runs.remove(index);
        }
    }

    /** False when it does not live. */
    boolean mark(QueueState q, long sequence, int mark) {
        if (maxGap == MAX_GAP && q.find(sequence) == null) {
            return false;
        }
        if (q.marks == null) {
            q.marks = new HashMap<>();
        }
        q.marks.put(sequence, mark);
        return true;
    }
}
