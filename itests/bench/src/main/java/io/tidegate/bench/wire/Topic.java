package io.tidegate.bench.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A Topic Name that can be compared with bytes in place, eight at a time. Immutable. */
public final class Topic {

    private final String name;
    private final long[] words;
    private final byte[] bytes;

    /** @param name the Topic Name */
    public Topic(String name) {
        this.name = name;
        this.bytes = name.getBytes(StandardCharsets.UTF_8);
        this.words = new long[bytes.length / Long.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
    }

    /** The Topic Name as text. */
    public String name() {
        return name;
    }

    /** Whether the {@code length} bytes at {@code at} of a little-endian buffer are this Topic Name. */
    public boolean matches(ByteBuffer in, int at, int length) {
        if (length != bytes.length) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            if (in.getLong(at + i * Long.BYTES) != words[i]) {
                return false;
            }
        }
        for (int i = words.length * Long.BYTES; i < bytes.length; i++) {
            if (in.get(at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
