package io.tidegate.transport.netty.internal.loop;

import io.netty.buffer.ByteBuf;

/**
 * Bytes of a connection that were read and not taken: the incomplete tail of a read, a large packet that is growing,
 * or whatever came while nobody wanted packets. Owns no array while empty. Loop thread only.
 */
final class InBuffer {
    /** Up to here a packet that announced its size gets all of it at once; beyond, memory follows the bytes that came. */
    private static final int TRUSTED = 1024 * 1024;

    private final BytePool pool;
    private byte[] array;
    private int length;
    /** Size of the packet that begins here; 0: unknown, or complete. */
    private int needed;

    InBuffer(BytePool pool) {
        this.pool = pool;
    }

    boolean isEmpty() {
        return length == 0;
    }

    int length() {
        return length;
    }

    byte[] array() {
        return array;
    }

    /** Bytes missing to complete the packet that begins here; 0: not known. */
    int missing() {
        return Math.max(0, needed - length);
    }

    void append(ByteBuf source, int bytes) {
        reserve(bytes);
        source.readBytes(array, length, bytes);
        length += bytes;
    }

    /** Copies all of it to the front of that array and keeps nothing. */
    void moveTo(byte[] target) {
        System.arraycopy(array, 0, target, 0, length);
        release();
    }

    /**
     * Keeps that range and nothing else; the range may lie in this very array.
     *
     * @param needed size of the packet that begins there, 0: unknown or complete
     */
    void keep(byte[] source, int from, int to, int needed) {
        int bytes = to - from;
        this.needed = needed;
        if (bytes == 0) {
            release();
            return;
        }
        int capacity = Math.max(bytes, Math.min(needed, TRUSTED));
        byte[] old = array;
        if (old == null || old.length < capacity || old.length > 4 * capacity) {
            array = pool.take(capacity);
        }
        System.arraycopy(source, from, array, 0, bytes);
        if (old != null && old != array) {
            pool.give(old);
        }
        length = bytes;
    }

    void release() {
        if (array != null) {
            pool.give(array);
            array = null;
        }
        length = 0;
        needed = 0;
    }

    private void reserve(int bytes) {
        int wanted = length + bytes;
        if (array != null && wanted <= array.length) {
            return;
        }
        int doubled = array == null ? 0 : array.length * 2;
        int capacity = Math.max(wanted, needed > wanted ? Math.min(needed, doubled) : doubled);
        byte[] larger = pool.take(capacity);
        if (array != null) {
            System.arraycopy(array, 0, larger, 0, length);
            pool.give(array);
        }
        array = larger;
    }
}
