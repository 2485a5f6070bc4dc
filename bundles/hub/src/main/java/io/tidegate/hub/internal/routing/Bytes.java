package io.tidegate.hub.internal.routing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Topics as ranges of bytes: hashing without an object, and the one place where they become text. */
public final class Bytes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long K = 0x9E3779B97F4A7C15L;
    private static final long M = 0xD6E8FEB86659FD93L;

    private Bytes() {
    }

    /** Eight bytes at a time; good enough for a table, not against an adversary: the table is 4-way and bounded. */
    public static int hash(byte[] a, int offset, int length) {
        long h = length * K;
        int end = offset + length;
        int i = offset;
        for (; i + 8 <= end; i += 8) {
            h = (h ^ (long) LONG.get(a, i)) * M;
            h ^= h >>> 32;
        }
        long tail = 0;
        for (; i < end; i++) {
            tail = tail << 8 | a[i] & 0xFF;
        }
        h = (h ^ tail) * M;
        return (int) (h ^ h >>> 32);
    }

    /** The text, or null when the bytes are not well-formed UTF-8, MQTT 3.1.1 [MQTT-1.5.3-1]. */
    public static String text(byte[] a, int offset, int length) {
        try {
            return StandardCharsets.UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(a, offset, length)).toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    /** Writes a text of at most 65,535 bytes: length u16, UTF-8. */
    public static void write(DataOutput out, String text) throws IOException {
        byte[] bytes = of(text);
        if (bytes.length > 0xFFFF) {
            throw new IOException("a text of " + bytes.length + " bytes: at most 65535");
        }
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    /** Reads what {@link #write} wrote. */
    public static String read(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
