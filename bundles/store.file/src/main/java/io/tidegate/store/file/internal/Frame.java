package io.tidegate.store.file.internal;

/**
 * One frame: what is written at once and holds as a whole or not at all. Frames begin at multiples of 8.
 * <pre>
 * offset bytes
 *  0  4  magic "TGFR"
 *  4  1  type: 1 operations, 2 checkpoint, 3 footer
 *  5  3  zero
 *  8  4  length of the body
 * 12  4  batches in it (operations), else 0
 * 16  4  up to which offset of this segment everything was on the disk when this frame was written
 * 20  4  CRC-32C of the body
 * 24  4  zero
 * 28  4  CRC-32C of bytes 0 to 27, the segment's number (8 bytes) and the frame's offset (4 bytes)
 * 32  n  body ({@link Ops}, {@link Checkpoint}, {@link Footer}), then zeros up to a multiple of 8
 * </pre>
 * Integers are big endian.
 */
final class Frame {
    static final int HEADER = 32;
    static final int ALIGN = 8;
    static final int OPERATIONS = 1;
    static final int CHECKPOINT = 2;
    static final int FOOTER = 3;
    private static final int MAGIC = 0x54474652;

    private Frame() {
    }

    /** An empty frame in the writer: room for the header. */
    static void begin(ByteWriter frame) {
        frame.reset(0);
        frame.bytes(new byte[HEADER], 0, HEADER);
    }

    /** Writes the header of what {@link #begin} began, for this place. */
    static void finish(ByteWriter frame, int type, int batches, long segment, int offset, int syncedTo) {
        int body = frame.length - HEADER;
        frame.align(ALIGN);
        frame.set(0, MAGIC);
        frame.set(4, type << 24);
        frame.set(8, body);
        frame.set(12, batches);
        frame.set(16, syncedTo);
        frame.set(20, Crc.of(frame.array, HEADER, body));
        frame.set(24, 0);
        frame.set(28, Crc.of(frame.array, 0, 28, segment, offset));
    }

    /** Whether a frame's header may stand here. */
    static boolean isMagic(byte[] a, int at) {
        return ByteReader.int32(a, at) == MAGIC;
    }

    /** Whether a frame's header stands here. */
    static boolean isHeader(byte[] a, int at, long segment, int offset) {
        return isMagic(a, at) && bodyLength(a, at) >= 0
                && ByteReader.int32(a, at + 28) == Crc.of(a, at, 28, segment, offset);
    }

    static int type(byte[] a, int at) {
        return a[at + 4];
    }

    static int bodyLength(byte[] a, int at) {
        return ByteReader.int32(a, at + 8);
    }

    static int batches(byte[] a, int at) {
        return ByteReader.int32(a, at + 12);
    }

    static int syncedTo(byte[] a, int at) {
        return ByteReader.int32(a, at + 16);
    }

    static boolean isBody(byte[] header, int at, byte[] body, int bodyAt, int length) {
        return ByteReader.int32(header, at + 20) == Crc.of(body, bodyAt, length);
    }

    /** Bytes of a whole frame with this body. */
    static long size(int bodyLength) {
        return (HEADER + (long) bodyLength + ALIGN - 1) / ALIGN * ALIGN;
    }
}
