package io.tidegate.store.file.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which living entries of a queue are to be read, and from where: made between commits on the committing thread, which
 * is quick, and then immutable, so that the reading is done by another thread. Holds a lease on each segment until
 * {@link #release}.
 */
final class ReadPlan {
    private static final int MAX_PARTS = 64;

    /** Of one run, as it was then. */
    record Part(Run run, Segment segment, long base, long from, long last, long[] dead, int[] offsets, int[] steps,
            int count, boolean dense, int listAt, int listLength) {
        static Part of(Run run, long from) {
            long[] dead = run.dead == null ? null : run.dead.clone(); // before the lease: for this there may be no heap
            return new Part(run, run.segment.lease(), run.base, Math.max(from, run.from), run.last, dead, run.offsets, run.steps, run.count, run.dense,
                    run.listAt, run.listLength);
        }

        boolean lives(long sequence) {
            return sequence >= from && sequence <= last && !Run.isDead(dead, (int) (sequence - base));
        }
    }

    final long queueNumber;
    final long queue;
    final long from;
    final List<Part> parts = new ArrayList<>();
    final Map<Long, Integer> marks;
    /** Where to read on when all parts were read. */
    final long next;
    /** Whether there is nothing after the parts. */
    final boolean complete;

    /** @param atLeast more entries than this, if there are as many in as many parts as one plan has */
    ReadPlan(QueueState q, long from, int atLeast) {
        queueNumber = q.number;
        queue = q.id;
        this.from = from;
        marks = q.marks == null ? Map.of() : new HashMap<>(q.marks);
        int end;
        try {
            end = plan(q, Math.max(0, q.indexAt(from)), atLeast);
        } catch (OutOfMemoryError e) {
            release();
            throw e;
        }
        complete = end >= q.runs.size();
        next = complete ? q.next : parts.get(parts.size() - 1).last + 1;
    }

    /** From this run on; returns the first that is no part of it. */
    private int plan(QueueState q, int first, int atLeast) {
        int i = first;
        long planned = 0;
        for (; i < q.runs.size() && planned <= atLeast && parts.size() < MAX_PARTS; i++) {
            Run run = q.runs.get(i);
            if (run.last >= from) {
                parts.add(Part.of(run, from));
                planned += from <= run.from ? run.live : living(run, from, atLeast + 1L);
            }
        }
        return i;
    }

    private static long living(Run run, long from, long enough) {
        long n = 0;
        for (long s = run.nextLive(from); s <= run.last && n < enough; ) {
            long end = run.nextDead(s);
            n += end - s;
            s = run.nextLive(end);
        }
        return n;
    }

    int mark(long sequence) {
        return marks.isEmpty() ? 0 : marks.getOrDefault(sequence, 0);
    }

    /** Any thread, once. */
    void release() {
        parts.forEach(p -> p.segment.release());
    }
}
