package io.tidegate.store.memory.internal;

import java.util.ArrayDeque;

/** Entries and marks of {@value #SIZE} neighbouring sequence numbers of one queue. */
final class Slots {
    static final int SHIFT = 7;
    static final int SIZE = 1 << SHIFT;
    /** No entry here. */
    static final int NONE = -1;

    /** Entry + 1, so that a new array is empty. */
    private final int[] entries = new int[SIZE];
    /** Null until something is marked. */
    private int[] marks;
    private int living;

    void set(int slot, int entry) {
        entries[slot] = entry + 1;
        living++;
    }

    int entry(int slot) {
        return entries[slot] - 1;
    }

    /** Empties one that is in use; true when nothing lives here any more. */
    boolean clear(int slot) {
        entries[slot] = 0;
        if (marks != null) {
            marks[slot] = 0;
        }
        return --living == 0;
    }

    void mark(int slot, int mark) {
        if (marks == null) {
            marks = new int[SIZE];
        }
        marks[slot] = mark;
    }

    int mark(int slot) {
        return marks == null ? 0 : marks[slot];
    }

    /** Empty ones, kept for the next queue that needs one; more than enough are left to the garbage collector. */
    static final class Pool {
        private static final int KEPT = 256;
        private final ArrayDeque<Slots> empty = new ArrayDeque<>();

        Slots take() {
            Slots slots = empty.pollLast();
            return slots == null ? new Slots() : slots;
        }

        void give(Slots slots) {
            if (empty.size() < KEPT) {
                empty.addLast(slots);
            }
        }
    }
}
