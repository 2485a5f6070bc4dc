package io.tidegate.store.file.internal;

/**
 * Free bytes of the device: those of the last look, which may wait, less what this store took since; so what others
 * write is known a second late, and what the store writes at once. What grows while it looks counts twice until the
 * next look.
 */
final class FreeBytes {
    private final Disk disk;
    private volatile long taken; // written by the committing thread, or by whoever opens the store before it runs
    private volatile Look last;

    /** How much was free when so much had been taken. */
    private record Look(long bytes, long taken) {
    }

    FreeBytes(Disk disk) {
        this.disk = disk;
        look();
    }

    /** On one thread at a time. */
    void look() {
        long before = taken;
        last = new Look(disk.usableBytes(), before);
    }

    /** A file of the store grew. On the committing thread. */
    void take(long bytes) {
        taken += bytes;
    }

    /** On any thread. */
    long bytes() {
        Look look = last;
        return look.bytes - (taken - look.taken);
    }
}
