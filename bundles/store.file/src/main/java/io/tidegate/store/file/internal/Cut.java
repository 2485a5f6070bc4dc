package io.tidegate.store.file.internal;

/**
 * Where a store that failed had to stop: what lies behind was answered as not committed, and whether it reached the
 * disk is unknown.
 *
 * @param segment number; 0: nowhere
 * @param end     offset in it
 */
record Cut(long segment, int end) {
    static final Cut NONE = new Cut(0, 0);
}
