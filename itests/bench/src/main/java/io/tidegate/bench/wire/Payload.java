package io.tidegate.bench.wire;

import java.nio.ByteBuffer;

/**
 * The payload of every message: 128 bytes that name their publisher and sequence number and can be checked to the last bit.
 *
 * <pre>
 * offset  bytes  content (little-endian)
 *      0      4  publisher, from 0
 *      4      4  {@link #MAGIC}
 *      8      8  sequence number of this publisher, from 0
 *     16    112  14 words, each made of publisher, sequence number and its own place
 * </pre>
 *
 * Stateless; hot path: no allocation.
 */
public final class Payload {

    /** Length of every payload in bytes. */
    public static final int LENGTH = 128;

    static final int MAGIC = 0x7469_6465;

    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

    private Payload() { }

    /** Writes the payload of a message at {@code at} of a little-endian buffer. */
    public static void write(ByteBuffer out, int at, int publisher, long sequence) {
        out.putInt(at, publisher);
        out.putInt(at + 4, MAGIC);
        out.putLong(at + 8, sequence);
        long word = seed(publisher, sequence);
        for (int i = 16; i < LENGTH; i += Long.BYTES) {
            out.putLong(at + i, word);
            word += STEP;
        }
    }

    /** Whether the {@code LENGTH} bytes at {@code at} are as {@link #write} wrote them for the publisher and number they name. */
    public static boolean intact(ByteBuffer in, int at) {
        long word = seed(publisher(in, at), sequence(in, at));
        long difference = in.getInt(at + 4) ^ MAGIC;
        for (int i = 16; i < LENGTH; i += Long.BYTES) {
            difference |= in.getLong(at + i) ^ word;
            word += STEP;
        }
        return difference == 0;
    }

    /** The publisher named by the payload at {@code at}; to be trusted only when {@link #intact}. */
    public static int publisher(ByteBuffer in, int at) {
        return in.getInt(at);
    }

    /** The sequence number named by the payload at {@code at}; to be trusted only when {@link #intact}. */
    public static long sequence(ByteBuffer in, int at) {
        return in.getLong(at + 8);
    }

    private static long seed(int publisher, long sequence) {
        long z = (sequence + 1) * STEP ^ (publisher + 1) * 0xD6E8_FEB8_6659_FD93L;
        return (z ^ z >>> 32) * 0xD6E8_FEB8_6659_FD93L;
    }
}
