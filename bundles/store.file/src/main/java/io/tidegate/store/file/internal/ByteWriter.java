package io.tidegate.store.file.internal;

import java.util.Arrays;

/** A growing byte array. Integers big endian; varints little end first, seven bits a byte. One thread at a time. */
final class ByteWriter {
    byte[] array;
    int length;

    ByteWriter(int initialBytes) {
        array = new byte[initialBytes];
    }

    private void ensure(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, Math.addExact(length, more)));
        }
    }

    ByteWriter u8(int value) {
        ensure(1);
        array[length++] = (byte) value;
        return this;
    }

    ByteWriter i32(int value) {
        ensure(4);
        set(length, value);
        length += 4;
        return this;
    }

    void set(int at, int value) {
        array[at] = (byte) (value >>> 24);
        array[at + 1] = (byte) (value >>> 16);
        array[at + 2] = (byte) (value >>> 8);
        array[at + 3] = (byte) value;
    }

    ByteWriter i64(long value) {
        return i32((int) (value >>> 32)).i32((int) value);
    }

    ByteWriter varint(long value) {
        ensure(10);
        if ((value & ~0x7FL) == 0) {
            array[length++] = (byte) value;
            return this;
        }
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            array[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[length++] = (byte) rest;
        return this;
    }

    ByteWriter bytes(byte[] from, int offset, int count) {
        ensure(count);
        System.arraycopy(from, offset, array, length, count);
        length += count;
        return this;
    }

    /** Length first. */
    ByteWriter text(byte[] text) {
        return varint(text.length).bytes(text, 0, text.length);
    }

    /** Zeros up to a multiple. */
    void align(int multiple) {
        while (length % multiple != 0) {
            u8(0);
        }
    }

    /** So many zero bytes behind the end, not counted in the length. */
    ByteWriter zeros(int count) {
        ensure(count);
        Arrays.fill(array, length, length + count, (byte) 0);
        return this;
    }

    /** Back to this many bytes; a large array is given back. */
    void reset(int keep) {
        if (array.length > 4 << 20) {
            array = Arrays.copyOf(array, 1 << 20);
        }
        length = keep;
    }
}
