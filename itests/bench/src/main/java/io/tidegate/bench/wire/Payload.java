package io.tidegate.bench.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The payload of every message: 128 bytes that name their publisher and sequence number and can be checked to the last bit.
 *
 * <pre>
 * offset  bytes  content (little-endian)
 *      0      4  publisher, from 0
 *      4      4  {@link #MAGIC}
 *      8      8  sequence number of this publisher, from 0
 *     16      8  check word of publisher and sequence number
 *     24     96  pattern of this publisher, the same in all its messages
 *    120      8  the check word, inverted: the end belongs to the beginning
 * </pre>
 *
 * One object per publisher. Owned by the thread of the run; hot path: no allocation, the pattern is compared in vectors and
 * written once per place in the buffer.
 */
public final class Payload {

    /** Length of every payload in bytes. */
    public static final int LENGTH = 128;

    static final int MAGIC = 0x7469_6465;

    private static final int SEQUENCE = 8, CHECK = 16, PATTERN = 24, TAIL = 120;
    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;
    private static final long FACTOR = 0xD6E8_FEB8_6659_FD93L;

    private final int publisher;
    private final ByteBuffer pattern = ByteBuffer.allocateDirect(TAIL - PATTERN).order(ByteOrder.LITTLE_ENDIAN);

    /** @param publisher its number, from 0 */
    public Payload(int publisher) {
        this.publisher = publisher;
        for (int i = 0; i < pattern.capacity(); i += Long.BYTES) {
            pattern.putLong(i, check(publisher, -1 - i));
        }
    }

    /** Writes a whole payload at {@code at} of a little-endian buffer. */
    public void write(ByteBuffer out, int at, long sequence) {
        out.putInt(at, publisher);
        out.putInt(at + 4, MAGIC);
        out.put(at + PATTERN, pattern, 0, pattern.capacity());
        renew(out, at, sequence);
    }

    /** Makes the payload of an earlier message of this publisher at {@code at} the one of another. */
    public void renew(ByteBuffer out, int at, long sequence) {
        long check = check(publisher, sequence);
        out.putLong(at + SEQUENCE, sequence);
        out.putLong(at + CHECK, check);
        out.putLong(at + TAIL, ~check);
    }

    /**
     * Whether the {@code LENGTH} bytes at {@code at} are as {@link #write} made them for this publisher and the number they name.
     *
     * @param view a duplicate of {@code in} whose position and limit this method may move
     */
    public boolean intact(ByteBuffer in, int at, ByteBuffer view) {
        long check = check(publisher, sequence(in, at));
        long difference = in.getInt(at) ^ publisher | in.getInt(at + 4) ^ MAGIC | in.getLong(at + CHECK) ^ check | in.getLong(at + TAIL) ^ ~check;
        return difference == 0 && pattern.mismatch(view.limit(at + TAIL).position(at + PATTERN)) < 0;
    }

    /** The publisher named by the payload at {@code at}; to be trusted only when {@link #intact}. */
    public static int publisher(ByteBuffer in, int at) {
        return in.getInt(at);
    }

    /** The sequence number named by the payload at {@code at}; to be trusted only when {@link #intact}. */
    public static long sequence(ByteBuffer in, int at) {
        return in.getLong(at + SEQUENCE);
    }

    private static long check(int publisher, long sequence) {
        long z = (sequence + 1) * STEP ^ (publisher + 1) * FACTOR;
        return (z ^ z >>> 32) * FACTOR;
    }
}
