package io.tidegate.store.file.internal;

import java.util.Arrays;

/**
 * The entries of one queue in one segment, from a first to a last sequence number: this is what the heap keeps of a
 * backlog. Which of them live is told by bits; where they lie is in arrays until the segment's footer is on the disk,
 * then only there. Owned by the committing thread; the arrays below {@code count} never change.
 */
final class Run {
    final Segment segment;
    final long base;
    long last;
    /** The first that lives. */
    long from;
    int live;
    /** The living entries' share of bytes; exact while all live, then by the average. */
    long bytes;
    /** Bit i: base + i does not live; null while from … last all live. */
    long[] dead;
    /** How many entries were put here, and where; steps: their number less base, null when there are no gaps. */
    int count;
    int[] offsets;
    int[] steps;
    /** Where the footer lists them; 0 while it does not. */
    int listAt;
    int listLength;
    boolean dense = true;

    Run(Segment segment, long base) {
        this.segment = segment;
        this.base = base;
        this.from = base;
        this.last = base - 1;
    }

    /** As a footer tells of it; nothing lives until {@link #lives}. */
    Run(Segment segment, Footer.Listed listed) {
        this(segment, listed.base());
        last = listed.last();
        count = listed.count();
        listAt = listed.listAt();
        listLength = listed.listLength();
        dense = listed.dense();
        dead = new long[(int) (last - base >>> 6) + 1];
        Arrays.fill(dead, -1L);
    }

    /** After the last one. */
    void add(long sequence, int offset, long share) {
        if (offsets == null) {
            offsets = new int[8];
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
        }
        addStep(sequence);
        offsets[count++] = offset;
        for (long gap = last + 1; gap < sequence; gap++) {
            kill(gap);
        }
        if (live == 0) {
            from = sequence;
        }
        last = sequence;
        live++;
        bytes += share;
    }

    private void addStep(long sequence) {
        if (steps == null && sequence != base + count) {
            dense = false;
            steps = new int[offsets.length];
            for (int i = 0; i < count; i++) {
                steps[i] = i;
            }
        }
        if (steps != null) {
            steps = steps.length == count ? Arrays.copyOf(steps, offsets.length) : steps;
            steps[count] = (int) (sequence - base);
        }
    }

    private void kill(long sequence) {
        int bit = (int) (sequence - base);
        if (dead == null || dead.length <= bit >>> 6) {
            long[] more = new long[Math.max((bit >>> 6) + 1, dead == null ? (int) (last - base >>> 6) + 1 : dead.length * 2)];
            if (dead != null) {
                System.arraycopy(dead, 0, more, 0, dead.length);
            }
            dead = more;
        }
        dead[bit >>> 6] |= 1L << bit;
    }

    /** Recovery: these live after all; in ascending order. */
    void lives(long first, long end) {
        if (live == 0) {
            from = first;
        }
        for (long s = first; s < end; s++) {
            int bit = (int) (s - base);
            dead[bit >>> 6] &= ~(1L << bit);
        }
        live += (int) (end - first);
    }

    /** The footer is on the disk: the heap need not know where they lie. */
    void listed(int at, int length) {
        listAt = at;
        listLength = length;
        offsets = null;
        steps = null;
    }

    boolean has(long sequence) {
        return sequence >= from && sequence <= last && !isDead(dead, (int) (sequence - base));
    }

    static boolean isDead(long[] dead, int bit) {
        return dead != null && bit >>> 6 < dead.length && (dead[bit >>> 6] & 1L << bit) != 0;
    }

    /** Takes out what {@link #has}; returns its share of bytes. */
    long remove(long sequence) {
        long share = live == 1 ? bytes : bytes / live;
        bytes -= share;
        live--;
        if (sequence != from) {
            kill(sequence);
        } else {
            from = live == 0 ? last + 1 : nextLive(sequence + 1);
        }
        return share;
    }

    /** The first living one at or after this; past the last when there is none. */
    long nextLive(long sequence) {
        long at = Math.max(sequence, from);
        if (at > last || dead == null) {
            return at;
        }
        int bit = (int) (at - base);
        long word = ~word(bit >>> 6) & -1L << bit;
        for (int i = bit >>> 6; ; word = ~word(++i)) {
            if (word != 0) {
                return Math.min(last + 1, base + ((long) i << 6) + Long.numberOfTrailingZeros(word));
            }
        }
    }

    /** The first at or after this that does not live; past the last when all do. */
    long nextDead(long sequence) {
        if (dead == null) {
            return last + 1;
        }
        int bit = (int) (sequence - base);
        long word = word(bit >>> 6) & -1L << bit;
        for (int i = bit >>> 6; i < dead.length; word = word(++i)) {
            if (word != 0) {
                return Math.min(last + 1, base + ((long) i << 6) + Long.numberOfTrailingZeros(word));
            }
        }
        return last + 1;
    }

    private long word(int i) {
        return i < dead.length ? dead[i] : 0;
    }
}
