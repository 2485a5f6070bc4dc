package io.tidegate.transport.netty.internal.loop;

import io.tidegate.transport.Inbound;
import io.tidegate.transport.PacketType;
import io.tidegate.transport.netty.internal.codec.Cursor;
import io.tidegate.transport.netty.internal.codec.ProtocolException;

/** The cursor as the hub sees it: answers PINGREQ, stops where packets are not wanted, closes on a broken protocol. One per loop. */
final class Reading extends Cursor implements Inbound {
    private SocketConnection connection;
    /** The current packet was looked at and not handed out yet. */
    private boolean peeked;
    private boolean exhausted;

    void set(SocketConnection connection, byte[] array, int from, int to) {
        this.connection = connection;
        peeked = false;
        exhausted = false;
        set(array, from, to, connection.door().maxPacketBytes(), connection.version(), connection.facts() == null);
    }

    @Override
    public boolean next() {
        if (!connection.isTaking()) {
            return false;
        }
        if (peeked) {
            peeked = false;
            return true;
        }
        return find();
    }

    /** Whether {@link #next()} would find a packet; takes none but PINGREQs. */
    boolean isReady() {
        if (!peeked && !exhausted && connection.isTaking()) {
            peeked = find();
        }
        return peeked;
    }

    /**
     * Size of the incomplete packet that ends the read; 0: not known, or the read is not used up. Nor is what somebody claims who
     * has not said who it is: memory then follows the bytes that came.
     */
    int incomplete() {
        return exhausted && connection.facts() != null ? needed() : 0;
    }

    /** Puts a packet back that was looked at only. */
    void finish() {
        if (peeked) {
            pushBack();
            peeked = false;
        }
    }

    private boolean find() {
        try {
            while (advance()) {
                if (type() != PacketType.PINGREQ) {
                    return true;
                }
                connection.pong();
            }
        } catch (ProtocolException problem) {
            connection.fail(problem);
        }
        exhausted = true;
        return false;
    }
}
