package io.tidegate.store.file.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file of the log while it holds part of it. Owned by the committing thread, but for leases: whoever reads from it
 * on another thread holds one, and until it is given back the file is not used again.
 */
final class Segment {
    final long number;
    final String name;
    final LogFile file;
    private final AtomicInteger leases = new AtomicInteger();
    /** Where the next frame goes; of an older segment, where its operations end. */
    volatile int end = SegmentHeader.FIRST_FRAME;
    int syncedTo;
    boolean sealed;
    boolean sealing;
    /** Nothing is written to it again, because a write or sync of it failed once. */
    boolean untouchable;
    /** Not as a whole, that is: the cleaner leaves it as it is. */
    boolean unreadable;
    /** Entries that live in it, counted once per queue, and their share of bytes. */
    long live;
    long liveBytes;

    Segment(long number, String name, LogFile file) {
        this.number = number;
        this.name = name;
        this.file = file;
    }

    /** On the committing thread. */
    Segment lease() {
        leases.incrementAndGet();
        return this;
    }

    /** On any thread. */
    void release() {
        leases.decrementAndGet();
    }

    boolean isLeased() {
        return leases.get() > 0;
    }

    @Override
    public String toString() {
        return number + " (" + name + ")";
    }
}
