package io.tidegate.store.file.internal;

import java.io.IOException;

/**
 * What tells a segment whose header was lost to zeros from a file that never counted as one. A file of the reserve is zeros
 * throughout. A segment that was being begun when the power went has frames, but none with a batch: the first of those is written
 * after the header is on the disk.
 */
final class Traces {
    private static final int SAMPLE = 512;
    private static final int CHUNK = 1 << 16;
    /** So many places that look like a frame and are of no segment: then it is a payload that looks like them. */
    private static final int MOST_STRANGE = 16;

    private Traces() {
    }

    /**
     * Whether a batch was committed in it, or its seal stands.
     *
     * @param most no segment has a higher number
     */
    static boolean tell(LogFile file, long most) throws IOException {
        long size = file.size();
        return !isEmpty(file, size) && (SegmentHeader.isSealed(file) || hasBatch(file, size, most));
    }

    /** By samples, each at twice the offset of the one before, not to read through files that are as they were made. */
    private static boolean isEmpty(LogFile file, long size) throws IOException {
        byte[] sample = new byte[SAMPLE];
        for (long at = SAMPLE; at < size; at *= 2) {
            int length = file.read(at, sample, 0, SAMPLE);
            for (int i = 0; i < length; i++) {
                if (sample[i] != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean hasBatch(LogFile file, long size, long most) throws IOException {
        byte[] chunk = new byte[CHUNK + Frame.HEADER];
        long number = 0;
        int strange = 0;
        for (long from = SegmentHeader.FIRST_FRAME; from < size && strange < MOST_STRANGE; from += CHUNK) {
            int length = file.read(from, chunk, 0, chunk.length);
            for (int at = 0; at < CHUNK && at + Frame.HEADER <= length && strange < MOST_STRANGE; at += Frame.ALIGN) {
                if (Frame.isMagic(chunk, at)) {
                    int offset = (int) from + at;
                    number = number > 0 ? number : number(chunk, at, offset, most);
                    strange += number > 0 ? 0 : 1;
                    if (number > 0 && Frame.isHeader(chunk, at, number, offset) && Frame.batches(chunk, at) > 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Of the segment that this frame's header belongs to; 0: of none up to the highest. */
    static long number(byte[] a, int at, int offset, long highest) {
        for (long number = highest; number > 0; number--) {
            if (Frame.isHeader(a, at, number, offset)) {
                return number;
            }
        }
        return 0;
    }
}
