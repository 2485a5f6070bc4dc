package io.tidegate.function.internal.worker;

import io.tidegate.function.Invocation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The worker protocol's frames, version 1. All numbers big-endian.
 *
 * <pre>
 *  0  u32  length of what follows
 *  4  u8   version, 1
 *  5  u8   kind
 *  6  u64  call: number given by the gateway, unique for the worker; 0 where there is none
 * 14  i64  deadline: milliseconds that the call may take from its turn; 0 where there is none
 * 22  ...  body
 *
 * CALL body:  0 u8 QoS · 1 u8 flags (1: redelivered) · 2 u32 attempt · 6 u32 message id · 10 i64 seconds since 1970
 *            18 u16 bytes of topic · 20 u16 bytes of invocation id · 22 topic, invocation id (UTF-8), payload
 * READY body: the interpreter, one line · FAILED body: why in the first line, then detail · RESULT body: payload
 * ERROR body: what the handler raised
 * </pre>
 */
public final class Frames {
    public static final int CALL = 2;
    public static final int READY = 16;
    public static final int FAILED = 17;
    public static final int RESULT = 18;
    public static final int ERROR = 19;
    static final int VERSION = 1;
    static final int LENGTH_BYTES = 4;
    static final int HEADER_BYTES = 22;
    private static final int FACTS_BYTES = 22;
    private static final int REDELIVERED = 1;
    private static final int LONGEST_TOPIC_BYTES = 65_535;

    private Frames() {
    }

    /** Whether a frame has room for the call's topic. */
    public static boolean canCarry(Invocation i) {
        return i.topic().length() <= LONGEST_TOPIC_BYTES / 3
                || i.topic().getBytes(StandardCharsets.UTF_8).length <= LONGEST_TOPIC_BYTES;
    }

    /** What precedes the payload of a call; the payload follows unchanged, so that it is not copied. */
    public static byte[] callHead(long call, long deadlineMillis, Invocation i) {
        byte[] topic = i.topic().getBytes(StandardCharsets.UTF_8);
        byte[] id = invokeId(i).getBytes(StandardCharsets.US_ASCII);
        int headBytes = HEADER_BYTES + FACTS_BYTES + topic.length + id.length;
        ByteBuffer head = ByteBuffer.allocate(headBytes);
        head.putInt(headBytes - LENGTH_BYTES + i.payload().length).put((byte) VERSION).put((byte) CALL);
        head.putLong(call).putLong(deadlineMillis);
        head.put((byte) i.qos()).put((byte) (i.redelivered() ? REDELIVERED : 0)).putInt(i.attempt());
        head.putInt(i.messageId()).putLong(i.timestampSeconds());
        head.putShort((short) topic.length).putShort((short) id.length).put(topic).put(id);
        return head.array();
    }

    /** {@code functionInvokeID}: a UUID made of the invocation's id, so the same for every redelivery of one input. */
    public static String invokeId(Invocation i) {
        return UUID.nameUUIDFromBytes(i.id().getBytes(StandardCharsets.UTF_8)).toString();
    }
}
