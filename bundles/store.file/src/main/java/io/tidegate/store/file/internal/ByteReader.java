package io.tidegate.store.file.internal;

import java.util.Arrays;

/** A cursor over bytes that {@link ByteWriter} wrote; reading past the end is a {@link ByteReader.FormatException}. */
final class ByteReader {
    final byte[] array;
    int at;
    private final int end;

    ByteReader(byte[] array, int from, int to) {
        this.array = array;
        this.at = from;
        this.end = to;
    }

    boolean hasMore() {
        return at < end;
    }

    private int take(int count) {
        if (count < 0 || count > end - at) {
            throw new FormatException(count + " bytes wanted, " + (end - at) + " there");
        }
        int from = at;
        at += count;
        return from;
    }

    int u8() {
        return array[take(1)] & 0xFF;
    }

    int i32() {
        return int32(array, take(4));
    }

    static int int32(byte[] a, int i) {
        return a[i] << 24 | (a[i + 1] & 0xFF) << 16 | (a[i + 2] & 0xFF) << 8 | a[i + 3] & 0xFF;
    }

    long i64() {
        return (long) i32() << 32 | i32() & 0xFFFFFFFFL;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = u8();
            value |= (long) (b & 0x7F) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw new FormatException("a number without an end");
    }

    int count() {
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new FormatException("a count of " + value);
        }
        return (int) value;
    }

    /** Steps over bytes; returns where they begin. */
    int skip(int count) {
        return take(count);
    }

    byte[] text() {
        int from = skip(count());
        return Arrays.copyOfRange(array, from, at);
    }

    /** What was written is not what this version writes. Without a stack trace: it is about bytes, not about code. */
    static final class FormatException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FormatException(String message) {
            super(message, null, false, false);
        }
    }
}
