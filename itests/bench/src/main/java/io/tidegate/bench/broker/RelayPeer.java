package io.tidegate.bench.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One connection of the {@link Relay}. Owned by its thread. */
final class RelayPeer {

    static final int READ_BYTES = 64 * 1024;

    /** Room for the unfinished packet at the end of a read. */
    static final int CARRY_BYTES = 4096;

    /** Bytes waiting for a receiver; the generator's flow window keeps far below. */
    private static final int OUT_LIMIT = 64 << 20;

    /** Whom this peer's messages go to, once it published; null before. */
    List<RelayPeer> route;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final byte[] carry = new byte[CARRY_BYTES];
    private int carried;
    private ByteBuffer out = ByteBuffer.allocateDirect(2 * READ_BYTES);

    RelayPeer(SocketChannel channel, SelectionKey key) {
        this.channel = channel;
        this.key = key;
    }

    /** Reads once; returns how many bytes, those kept before included, now stand in the buffer. */
    int read(ByteBuffer in) throws IOException {
        in.clear().put(carry, 0, carried);
        if (channel.read(in) < 0) {
            throw new IOException("closed");
        }
        return in.position();
    }

    void keep(ByteBuffer in, int from, int to) throws IOException {
        carried = to - from;
        if (carried > carry.length) {
            throw new IOException("a packet too long for the relay");
        }
        in.get(from, carry, 0, carried);
    }

    void add(ByteBuffer bytes, int from, int length) {
        room(length);
        out.put(out.position(), bytes, from, length).position(out.position() + length);
    }

    void acknowledge(int first, byte idHigh, byte idLow) {
        room(4);
        out.put((byte) first).put((byte) 2).put(idHigh).put(idLow);
    }

    private void room(int length) {
        if (out.remaining() < length) {
            if (out.capacity() >= OUT_LIMIT) {
                throw new IllegalStateException("a receiver does not read");
            }
            out = ByteBuffer.allocateDirect(Math.max(out.capacity() * 2, out.position() + length)).put(out.flip());
        }
    }

    void flush() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.write(out.flip());
            out.compact();
            key.interestOps(out.position() == 0 ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        } catch (IOException e) {
            key.cancel();
            close();
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The offset behind the packet at {@code at}, or 0 when it is not yet complete. */
    static int end(ByteBuffer in, int at, int limit) {
        if (limit - at < 2) {
            return 0;
        }
        int low = in.get(at + 1);
        if (low >= 0) {
            return at + 2 + low <= limit ? at + 2 + low : 0;
        }
        if (limit - at < 3) {
            return 0;
        }
        int end = at + 3 + (low & 0x7F | in.get(at + 2) << 7);
        return end > at && end <= limit ? end : 0;
    }

    /** Where the variable header of the packet at {@code at} begins. */
    static int body(ByteBuffer in, int at) {
        return at + (in.get(at + 1) < 0 ? 3 : 2);
    }

    static String text(ByteBuffer in, int at) {
        byte[] bytes = new byte[unsignedShort(in, at)];
        in.get(at + 2, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static int unsignedShort(ByteBuffer in, int at) {
        return (in.get(at) & 0xFF) << 8 | in.get(at + 1) & 0xFF;
    }
}
