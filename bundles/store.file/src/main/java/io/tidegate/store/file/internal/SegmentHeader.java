package io.tidegate.store.file.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;

/**
 * The first 4 KiB of a segment's file. A file that is used again gets a new header in place; whatever else is in it is
 * then of another segment and matches no checksum.
 * <pre>
 * offset bytes
 *    0   8  magic "TIDELOG1"
 *    8   4  format version, {@value #VERSION}
 *   12   4  zero
 *   16   8  number of the segment, 1, 2, 3 …
 *   24  16  identity of the store
 *   40   4  CRC-32C of bytes 0 to 39
 *  512   8  magic "TIDESEAL"     from here: only when sealed, written last
 *  520   8  number of the segment
 *  528   4  offset of the end of the operations, where the footer's frame begins
 *  532   4  CRC-32C of bytes 512 to 531
 * 4096      the first frame, a checkpoint; then frames of operations; in a sealed segment then its footer
 * </pre>
 *
 * @param number   of the segment
 * @param identity of the store
 */
record SegmentHeader(long number, UUID identity) {
    static final int VERSION = 1;
    static final int FIRST_FRAME = 4096;
    private static final int BYTES = 44;
    private static final long MAGIC = 0x544944454C4F4731L;
    private static final int SEAL_AT = 512;
    private static final long SEAL_MAGIC = 0x544944455345414CL;

    /** The header's page, not sealed. */
    byte[] page() {
        ByteWriter page = new ByteWriter(FIRST_FRAME);
        page.i64(MAGIC).i32(VERSION).i32(0).i64(number).i64(identity.getMostSignificantBits())
                .i64(identity.getLeastSignificantBits());
        page.i32(Crc.of(page.array, 0, page.length));
        return Arrays.copyOf(page.array, FIRST_FRAME);
    }

    /**
     * The header that a file has; null when there is none that can be read.
     *
     * @throws FutureFormat when another version wrote it
     */
    static SegmentHeader read(LogFile file) throws IOException {
        byte[] page = new byte[BYTES];
        if (file.read(0, page, 0, page.length) < page.length) {
            return null;
        }
        ByteReader in = new ByteReader(page, 0, page.length);
        long magic = in.i64();
        int version = in.i32();
        if (magic != MAGIC || ByteReader.int32(page, 40) != Crc.of(page, 0, 40)) {
            return null;
        }
        if (version != VERSION) {
            throw new FutureFormat("the store was written in format " + version + "; this version reads format " + VERSION);
        }
        in.i32();
        return new SegmentHeader(in.i64(), new UUID(in.i64(), in.i64()));
    }

    /** Whether nothing was ever written where a header is: all of it is zero, or the file is too short for one. */
    static boolean isBlank(LogFile file) throws IOException {
        byte[] page = new byte[BYTES];
        return file.read(0, page, 0, page.length) < page.length || Arrays.equals(page, new byte[BYTES]);
    }

    /** What a damaged header says, true or not. */
    static SegmentHeader asItStands(LogFile file) throws IOException {
        byte[] page = new byte[BYTES];
        ByteReader in = new ByteReader(page, 16, file.read(0, page, 0, page.length));
        return new SegmentHeader(in.i64(), new UUID(in.i64(), in.i64()));
    }

    /** Says that the footer at this offset is whole; to be written after it. */
    static void seal(LogFile file, long number, int footerAt) throws IOException {
        ByteWriter seal = new ByteWriter(24);
        seal.i64(SEAL_MAGIC).i64(number).i32(footerAt);
        seal.i32(Crc.of(seal.array, 0, seal.length));
        file.write(SEAL_AT, seal.array, 0, seal.length);
    }

    /** Where the footer begins; 0 when it is not sealed. */
    static int footerAt(LogFile file, long number) throws IOException {
        ByteReader in = seal(file);
        return in != null && in.i64() == number ? in.i32() : 0;
    }

    /** Whether a seal stands, of whatever segment. */
    static boolean isSealed(LogFile file) throws IOException {
        return seal(file) != null;
    }

    /** At the segment's number; null when no seal stands. */
    private static ByteReader seal(LogFile file) throws IOException {
        byte[] seal = new byte[24];
        if (file.read(SEAL_AT, seal, 0, seal.length) < seal.length
                || ByteReader.int32(seal, 20) != Crc.of(seal, 0, 20)) {
            return null;
        }
        ByteReader in = new ByteReader(seal, 0, seal.length);
        return in.i64() == SEAL_MAGIC ? in : null;
    }

    /** A later version of Tidegate wrote it. */
    static final class FutureFormat extends IOException {
        private static final long serialVersionUID = 1L;

        FutureFormat(String message) {
            super(message);
        }
    }
}
