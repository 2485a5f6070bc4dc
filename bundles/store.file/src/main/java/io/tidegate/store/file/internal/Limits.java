package io.tidegate.store.file.internal;

/** How much room a store may take. Any thread; how large a file is stays as it was when the store was opened. */
final class Limits {
    /** Files that only acknowledgements, and moving what lives out of the way, may use. */
    static final int RESERVE = 3;
    /** Beside those, emptied files that are kept to be written again. */
    static final int SPARE = 2;
    /** Free on the device below which new messages are refused. */
    static final long FREE_BYTES = 64L << 20;
    /** Fewer files than this leave too little room beside the reserve; more cost too much to keep in mind. */
    private static final long FEWEST_FILES = 32;
    private static final long MOST_FILES = 1 << 16;

    private final int segmentBytes;
    private volatile long keepBytes;
    private volatile long diskBytes;

    /**
     * @param keepBytes    how much may live; above nine tenths of it, or of the disk's, new messages are refused
     * @param diskBytes    how much all files together may take
     * @param segmentBytes of one file, unless an entry is larger
     */
    Limits(long keepBytes, long diskBytes, int segmentBytes) {
        this.keepBytes = keepBytes;
        this.diskBytes = diskBytes;
        this.segmentBytes = segmentBytes;
    }

    /** A quota of the disk: half of it may live, so that moving what lives costs at most as much as it frees. */
    static Limits ofDisk(long diskBytes) {
        int segment = segment(diskBytes);
        return new Limits(half(diskBytes, segment), diskBytes, segment);
    }

    private static long half(long diskBytes, int segment) {
        return (diskBytes - 6L * segment) / 2;
    }

    /** Large ones cost the heap less when much is kept for many queues, and the disk less to seal; small ones waste less room. */
    private static int segment(long diskBytes) {
        if (diskBytes < 256L << 20) {
            return 2 << 20;
        }
        return diskBytes < 1L << 30 ? 8 << 20 : 16 << 20;
    }

    /**
     * Another quota of the disk, from the next batch on. One that is smaller than what is kept refuses new messages until it
     * suits; nothing is thrown away for it.
     *
     * @return false when it does not go with files of the size that is there: then it counts when the store is opened next
     */
    boolean changeDisk(long quotaBytes) {
        long files = quotaBytes / segmentBytes;
        if (files < FEWEST_FILES || files > MOST_FILES) {
            return false;
        }
        diskBytes = quotaBytes;
        keepBytes = half(quotaBytes, segmentBytes);
        return true;
    }

    long keepBytes() {
        return keepBytes;
    }

    long diskBytes() {
        return diskBytes;
    }

    int segmentBytes() {
        return segmentBytes;
    }
}
