package io.tidegate.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection: one read per turn, scanned in place; one write per turn. Bytes to send collect in {@link #out} between
 * {@code head} and {@code tail}. Owned by the thread of the run.
 */
abstract class Link {

    /** Bytes taken by one read. */
    static final int READ_BYTES = 64 * 1024;

    /** Bytes of PUBLISH packets that a publisher adds in one turn at most. */
    static final int BATCH_BYTES = 64 * 1024;

    /** What one read can ask for in answers: each four bytes of PUBREL take four of PUBCOMP. */
    private static final int ANSWER_BYTES = READ_BYTES + 64;

    private static final int OUT_BYTES = BATCH_BYTES + 2 * ANSWER_BYTES;

    /** Longest packet that this generator can be sent: everything it asks for is far shorter. */
    private static final int PACKET_BYTES = 4096;

    final ByteBuffer out = ByteBuffer.allocateDirect(OUT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int head;
    int tail;

    private final String name;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final byte[] carry = new byte[PACKET_BYTES];
    private int carried;
    private int interest = SelectionKey.OP_READ;
    private boolean blocked;

    Link(String name, SocketChannel channel, SelectionKey key) {
        this.name = name;
        this.channel = channel;
        this.key = key;
        key.attach(this);
    }

    /** The buffer that all links of a run read into; only an unfinished packet is kept per link. */
    static ByteBuffer readBuffer() {
        return ByteBuffer.allocateDirect(READ_BYTES + PACKET_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** One whole packet: its first byte, where its variable header begins and where it ends. */
    abstract void packet(ByteBuffer in, int first, int body, int end);

    final void read(ByteBuffer in) throws IOException {
        if (OUT_BYTES - tail < ANSWER_BYTES) {
            return;                                             // flush() takes READ from the interest until there is room
        }
        in.clear().put(carry, 0, carried).limit(carried + READ_BYTES);
        if (channel.read(in) < 0) {
            throw new ProtocolFault(name + ": connection closed by the broker");
        }
        scan(in, in.position());
    }

    private void scan(ByteBuffer in, int limit) {
        int at = 0;
        while (limit - at >= 2) {
            int body = at + 2;
            int length = in.get(at + 1);
            if (length < 0) {                                   // Remaining Length of two bytes; longer ones are refused
                if (limit - at < 3) {
                    break;
                }
                length = length & 0x7F | in.get(body++) << 7;
            }
            int end = body + length;
            if (length < 0 || end - at > PACKET_BYTES) {
                throw new ProtocolFault(name + ": a packet longer than " + PACKET_BYTES + " bytes");
            }
            if (end > limit) {
                break;
            }
            packet(in, in.get(at) & 0xFF, body, end);
            at = end;
        }
        carried = limit - at;
        in.get(at, carry, 0, carried);
    }

    /** Adds an acknowledgement; {@link #read} saw to the room for it. */
    final void acknowledge(int first, int packetId) {
        out.put(tail, (byte) first);
        out.put(tail + 1, (byte) 2);
        out.put(tail + 2, (byte) (packetId >>> 8));
        out.put(tail + 3, (byte) packetId);
        tail += 4;
    }

    final void flush() throws IOException {
        if (head < tail) {
            out.limit(tail).position(head);
            channel.write(out);
            head = out.position();
            out.clear();
            compact();
            blocked = head < tail;
        }
        int wanted = (OUT_BYTES - tail < ANSWER_BYTES ? 0 : SelectionKey.OP_READ) | (blocked ? SelectionKey.OP_WRITE : 0);
        if (wanted != interest) {
            interest = wanted;
            key.interestOps(wanted);
        }
    }

    private void compact() {
        if (head == tail) {
            head = 0;
            tail = 0;
        } else if (OUT_BYTES - tail < ANSWER_BYTES) {
            out.limit(tail).position(head);
            out.compact().clear();
            tail -= head;
            head = 0;
        }
    }

    /** Whether the kernel has not taken all of an earlier turn's bytes. */
    final boolean blocked() {
        return blocked;
    }

    final ProtocolFault unexpected(int first) {
        return new ProtocolFault(String.format("%s: unexpected packet 0x%02X", name, first));
    }

    final ProtocolFault unknown(int first, int packetId) {
        return new ProtocolFault(String.format("%s: packet 0x%02X for identifier %d, which is not waiting for it", name, first, packetId));
    }

    static int unsignedShort(ByteBuffer in, int at) {
        return (in.get(at) & 0xFF) << 8 | in.get(at + 1) & 0xFF;
    }
}
