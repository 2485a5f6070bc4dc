package io.tidegate.store.file.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A queue, or the hidden queue behind a map: what comes next, and its runs in order. Owned by the committing thread. */
final class QueueState {
    static final int QUEUE = 0;
    static final int MAP = 1;
    final long number;
    final int kind;
    final long id;
    final String name;
    long next = 1;
    long waiting;
    final List<Run> runs = new ArrayList<>();
    /** Null while none is marked. */
    Map<Long, Integer> marks;
    /** Of a map: where each key's value is; else null. */
    final Map<Key, Long> keys;
    /** While recovering: pairs first, end of what lives according to the checkpoint. */
    long[] recovered = new long[0];

    QueueState(long number, int kind, long id, String name) {
        this.number = number;
        this.kind = kind;
        this.id = id;
        this.name = name;
        this.keys = kind == MAP ? new HashMap<>() : null;
    }

    boolean isMap() {
        return kind == MAP;
    }

    long first() {
        return runs.isEmpty() ? next : runs.get(0).from;
    }

    /** Index of the last run that begins at or before this; -1 when none does. */
    int indexAt(long sequence) {
        int low = 0;
        int high = runs.size();
        // Mostly the first or the last is asked for.
        if (high == 0 || runs.get(0).from > sequence) {
            return -1;
        }
        if (runs.get(high - 1).from <= sequence) {
            return high - 1;
        }
        if (runs.get(1).from > sequence) {
            return 0;
        }
        while (low < high) {
            int middle = low + high >>> 1;
            if (runs.get(middle).from <= sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** The run in which it lives; null when it does not. */
    Run find(long sequence) {
        int i = indexAt(sequence);
        return i >= 0 && runs.get(i).has(sequence) ? runs.get(i) : null;
    }

    /** The run of the segment that takes it, one that ends at most so far before it, or a new one. */
    Run runFor(long sequence, Segment segment, int farthest) {
        int i = indexAt(sequence);
        if (i >= 0) {
            Run before = runs.get(i);
            if (before.segment == segment && before.listAt == 0 && before.last < sequence
                    && sequence - before.last <= farthest) {
                return before;
            }
        }
        Run run = new Run(segment, sequence);
        runs.add(i + 1, run);
        return run;
    }

    void unmark(long sequence) {
        if (marks != null && marks.remove(sequence) != null && marks.isEmpty()) {
            marks = null;
        }
    }
}
