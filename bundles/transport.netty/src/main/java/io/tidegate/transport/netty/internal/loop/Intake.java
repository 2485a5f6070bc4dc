package io.tidegate.transport.netty.internal.loop;

import io.netty.buffer.ByteBuf;
import io.tidegate.transport.Packet;
import io.tidegate.transport.PacketType;
import io.tidegate.transport.netty.internal.loop.SocketConnection.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in of one loop: a read is copied once, behind what its connection had left, into the loop's array, and offered
 * from there. A packet larger than a read grows in an array of its own. Loop thread only.
 */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final byte PINGREQ = (byte) (PacketType.PINGREQ << 4);

    private final NettyLoop loop;
    private final Reading reading = new Reading();
    private final byte[] array = new byte[2 * NettyLoop.READ_BYTES];

    Intake(NettyLoop loop) {
        this.loop = loop;
    }

    /** One read of an open connection. */
    void read(SocketConnection connection, ByteBuf bytes) {
        InBuffer in = connection.in();
        if (!connection.isTaking()) { // what came although reading was switched off
            in.append(bytes, bytes.readableBytes());
            if (!loop.isServing()) {
                hold(connection);
            }
            return;
        }
        if (in.missing() > bytes.readableBytes()) {
            in.append(bytes, bytes.readableBytes());
            return;
        }
        if (in.length() + bytes.readableBytes() > array.length) {
            in.append(bytes, in.missing() > 0 ? in.missing() : bytes.readableBytes());
            process(connection, in.array(), in.length());
        }
        if (bytes.isReadable()) {
            readOn(connection, bytes);
        }
    }

    private void readOn(SocketConnection connection, ByteBuf bytes) {
        InBuffer in = connection.in();
        int held = in.length();
        int fresh = bytes.readableBytes();
        if (!connection.isOpen()) {
            return;
        }
        if (!connection.isTaking() || held + fresh > array.length) {
            in.append(bytes, fresh);
            return;
        }
        if (held > 0) {
            in.moveTo(array);
        }
        bytes.readBytes(array, held, fresh);
        process(connection, array, held + fresh);
    }

    /** Offers again what was not taken. */
    void resume(SocketConnection connection) {
        if (!loop.isServing()) {
            hold(connection);
            return;
        }
        InBuffer in = connection.in();
        if (!in.isEmpty() && in.missing() == 0) {
            process(connection, in.array(), in.length());
        }
        if (connection.state() == State.ENDED && connection.isTaking() && !connection.resuming) {
            loop.gone(connection);
        }
    }

    /** Nobody is there to take packets: PINGREQs are answered, at the first other byte reading stops. */
    private void hold(SocketConnection connection) {
        InBuffer in = connection.in();
        byte[] bytes = in.array();
        int at = 0;
        boolean pings = connection.facts() != null && connection.unanswered() == null;
        while (pings && in.length() - at >= 2 && bytes[at] == PINGREQ && bytes[at + 1] == 0) {
            connection.pong();
            at += 2;
        }
        if (at > 0) {
            in.keep(bytes, at, in.length(), 0);
        }
        loop.applyRead(connection);
    }

    /** Whether a held connection has bytes that only a hub can take. */
    static boolean isWaiting(SocketConnection connection) {
        InBuffer in = connection.in();
        return in.length() > 1 || in.length() == 1 && in.array()[0] != PINGREQ;
    }

    private void process(SocketConnection connection, byte[] bytes, int to) {
        reading.set(connection, bytes, 0, to);
        try {
            offer(connection);
            if (connection.isTaking() && reading.isReady()) {
                loop.resume(connection); // the handler stopped although it wanted packets: next turn
            }
        } catch (Throwable bug) { // top of the loop: one connection pays, the others go on
            LOG.error("event=handler-failed client={} text=\"this is a bug\"", connection.name(), bug);
            connection.end(io.tidegate.transport.Cause.LOCAL, null);
        }
        reading.finish();
        if (connection.isOpen()) {
            connection.in().keep(bytes, reading.position(), to, reading.incomplete());
        } else {
            connection.in().release();
        }
    }

    private void offer(SocketConnection connection) {
        if (connection.facts() == null) {
            if (!reading.isReady() || !reading.next()) {
                return;
            }
            Packet.Connect packet = (Packet.Connect) reading.packet();
            connection.connecting(packet, loop.nextOrder());
            reading.connected(connection.version());
            connection.toldConnect();
            loop.handler().connect(connection, packet);
        }
        if (reading.isReady()) {
            loop.handler().received(connection, reading);
        }
    }
}
