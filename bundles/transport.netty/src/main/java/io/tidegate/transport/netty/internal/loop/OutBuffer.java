package io.tidegate.transport.netty.internal.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/**
 * The bytes that a connection accepted and Netty has not. Owns no array while empty; while the kernel is full the bytes
 * stay here, Netty holds one buffer at most. Loop thread only.
 */
final class OutBuffer {
    /** What one write offers to the kernel. */
    static final int UNIT = 64 * 1024;
    /** More than this is never kept for a peer that does not read: whoever writes looks at the backlog long before. */
    static final int MAX_BYTES = 64 * 1024 * 1024;

    private final NettyLoop loop;
    private byte[] array;
    private int from;
    private int to;
    /** Bytes in Netty's one buffer; above 0 the kernel is full. */
    private int inNetty;
    /** What lately went out at once, so that an array of about that size is taken instead of growing to it. */
    private int habit;

    OutBuffer(NettyLoop loop) {
        this.loop = loop;
    }

    /** Bytes that the kernel has not taken. */
    int backlog() {
        return to - from + inNetty;
    }

    boolean isEmpty() {
        return to == from && inNetty == 0;
    }

    boolean isBlocked() {
        return inNetty > 0;
    }

    /** Whether this many more bytes would go beyond one write, so that it is time to write. */
    boolean isFullWith(int bytes) {
        return to - from + bytes > UNIT && to > from;
    }

    boolean hasRoomFor(int bytes) {
        return (long) to - from + bytes <= MAX_BYTES || to == from;
    }

    /** The array to write into, from {@link #position()}, after {@link #reserve}. */
    byte[] array() {
        return array;
    }

    int position() {
        return to;
    }

    void advance(int bytes) {
        to += bytes;
    }

    void reserve(int bytes) {
        if (array == null) {
            array = loop.pool().take(Math.max(bytes, habit));
        } else if (to + bytes > array.length) {
            makeRoom(bytes);
        }
    }

    private void makeRoom(int bytes) {
        int held = to - from;
        boolean moveOnly = held + bytes <= array.length && held <= array.length / 2;
        byte[] target = moveOnly ? array : loop.pool().take(Math.max(held + bytes, array.length * 2));
        System.arraycopy(array, from, target, 0, held);
        if (!moveOnly) {
            loop.pool().give(array);
        }
        array = target;
        from = 0;
        to = held;
    }

    /** Offers what there is to the kernel, until it takes no more. */
    void flush(Channel channel) {
        int pending = Math.min(to - from, UNIT);
        habit = pending > habit ? pending : habit + pending >>> 1;
        while (to > from && inNetty == 0) {
            int bytes = Math.min(to - from, UNIT);
            ByteBuf direct = loop.writeBuffer();
            direct.writeBytes(array, from, bytes);
            from += bytes;
            channel.writeAndFlush(direct.retain(), channel.voidPromise());
            if (direct.refCnt() > 1) { // not all of it is out: it stays Netty's, the loop takes another
                inNetty = bytes;
                loop.giveUpWriteBuffer();
            }
        }
        if (to == from) {
            release();
        }
    }

    /** Netty's buffer is out. */
    void unblocked() {
        inNetty = 0;
    }

    void discard() {
        from = to;
        inNetty = 0;
        release();
    }

    private void release() {
        if (array != null) {
            loop.pool().give(array);
            array = null;
        }
        from = 0;
        to = 0;
    }
}
