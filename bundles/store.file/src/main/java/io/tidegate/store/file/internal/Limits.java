package io.tidegate.store.file.internal;

/**
 * How much room a store may take.
 *
 * @param keepBytes    what may live, as {@code usage()} counts it
 * @param diskBytes    all its files together
 * @param segmentBytes of one file, unless an entry is larger
 */
record Limits(long keepBytes, long diskBytes, int segmentBytes) {
    /** Files that only acknowledgements, and moving what lives out of the way, may use. */
    static final int RESERVE = 3;
    /** Beside those, emptied files that are kept to be written again. */
    static final int SPARE = 2;
    /** Free on the device below which new messages are refused. */
    static final long FREE_BYTES = 64L << 20;

    /** A quota of the disk: half of it may live, so that moving what lives costs at most as much as it frees. */
    static Limits ofDisk(long diskBytes) {
        int segment = segment(diskBytes);
        return new Limits((diskBytes - 6L * segment) / 2, diskBytes, segment);
    }

    /** Large ones cost the heap less when much is kept for many queues, and the disk less to seal; small ones waste less room. */
    private static int segment(long diskBytes) {
        if (diskBytes < 256L << 20) {
            return 2 << 20;
        }
        return diskBytes < 1L << 30 ? 8 << 20 : 16 << 20;
    }
}
