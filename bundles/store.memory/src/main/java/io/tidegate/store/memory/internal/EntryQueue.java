package io.tidegate.store.memory.internal;

/**
 * One queue: which entry stands under which sequence number, and its mark. Sequence numbers are cut into groups of
 * {@value Slots#SIZE}; a group without a living entry takes one empty reference, so an old entry that nobody removes
 * costs little while others come and go behind it. Owned by the committing thread.
 */
final class EntryQueue {
    private static final int INITIAL_GROUPS = 2;

    final long id;
    final String name;
    private final Slots.Pool pool;
    /** Ring of the groups from that of {@code first} to that of {@code next}; null: nothing lives in it. */
    private Slots[] groups = new Slots[INITIAL_GROUPS];
    /** The oldest that lives; {@code next} when none does. */
    private long first = 1;
    private long next = 1;
    private long living;

    EntryQueue(long id, String name, Slots.Pool pool) {
        this.id = id;
        this.name = name;
        this.pool = pool;
    }

    long first() {
        return first;
    }

    long next() {
        return next;
    }

    long living() {
        return living;
    }

    /** Puts an entry at the end. */
    long append(int entry) {
        if ((next >> Slots.SHIFT) - (first >> Slots.SHIFT) >= groups.length) {
            grow();
        }
        int at = group(next);
        if (groups[at] == null) {
            groups[at] = pool.take();
        }
        groups[at].set(slot(next), entry);
        living++;
        return next++;
    }

    /** The entry under this number; {@link Slots#NONE} when it is gone or not yet there. */
    int entry(long sequence) {
        if (sequence < first || sequence >= next) {
            return Slots.NONE;
        }
        Slots slots = groups[group(sequence)];
        return slots == null ? Slots.NONE : slots.entry(slot(sequence));
    }

    /** Takes it out and returns the entry; {@link Slots#NONE} when it was gone. */
    int remove(long sequence) {
        int entry = entry(sequence);
        if (entry == Slots.NONE) {
            return entry;
        }
        int at = group(sequence);
        if (groups[at].clear(slot(sequence))) {
            pool.give(groups[at]);
            groups[at] = null;
        }
        if (--living == 0) {
            first = next;
            if (groups.length > INITIAL_GROUPS) {
                groups = new Slots[INITIAL_GROUPS];
            }
        } else if (sequence == first) {
            first = nextLiving(first);
        }
        return entry;
    }

    void mark(long sequence, int mark) {
        if (entry(sequence) != Slots.NONE) {
            groups[group(sequence)].mark(slot(sequence), mark);
        }
    }

    int mark(long sequence) {
        return groups[group(sequence)].mark(slot(sequence));
    }

    /** The first that lives, from this number on; {@link #next} when there is none. */
    long nextLiving(long from) {
        long sequence = Math.max(from, first);
        while (sequence < next) {
            Slots slots = groups[group(sequence)];
            if (slots == null) {
                sequence = (sequence >> Slots.SHIFT) + 1 << Slots.SHIFT;
            } else if (slots.entry(slot(sequence)) == Slots.NONE) {
                sequence++;
            } else {
                return sequence;
            }
        }
        return next;
    }

    private int group(long sequence) {
        return (int) (sequence >> Slots.SHIFT) & groups.length - 1;
    }

    private static int slot(long sequence) {
        return (int) sequence & Slots.SIZE - 1;
    }

    private void grow() {
        Slots[] old = groups;
        Slots[] larger = new Slots[old.length * 2];
        long group = first >> Slots.SHIFT;
        for (int i = 0; i < old.length; i++, group++) {
            larger[(int) group & larger.length - 1] = old[(int) group & old.length - 1];
        }
        groups = larger;
    }
}
