package io.tidegate.transport.netty.internal.loop;

import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Cause;
import io.tidegate.transport.Packet;
import io.tidegate.transport.PacketType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The limits of one connection's patience, looked at a few times a second: coarse, but no timer per connection or packet. */
final class Clocks {
    private static final Logger LOG = LoggerFactory.getLogger(Clocks.class);

    private Clocks() {
    }

    /**
     * @param serving   packets are given to a handler
     * @param somebody  a handler is there, perhaps on its way out
     */
    static void look(SocketConnection connection, long now, boolean serving, boolean somebody) {
        boolean late = connection.deadline() != 0 && now - connection.deadline() >= 0;
        switch (connection.state()) {
            case OPEN -> {
                if (late) {
                    tooLate(connection, somebody);
                } else if (serving && isSilent(connection, now)) {
                    LOG.info("event=keep-alive-timeout client={} address={}", connection.name(), connection.address());
                    connection.end(Cause.KEEP_ALIVE, new Packet.Disconnect(ReasonCode.KEEP_ALIVE_TIMEOUT, -1));
                }
            }
            case CLOSING, LINGERING -> {
                if (late) {
                    connection.channel().close();
                }
            }
            case ENDED, GONE -> { }
        }
    }

    /** MQTT 3.1.1 [MQTT-3.1.2-24]. Its clock stands still while nobody reads it. */
    private static boolean isSilent(SocketConnection connection, long now) {
        return connection.keepAliveNanos() > 0 && connection.isWanted()
                && now - connection.heard() > connection.keepAliveNanos();
    }

    private static void tooLate(SocketConnection connection, boolean somebody) {
        if (somebody) {
            LOG.info("event=no-connect address={} listener={}", connection.address(), connection.door().name());
            connection.end(Cause.PROTOCOL, null);
            return;
        }
        LOG.info("event=server-unavailable client={} address={} text=\"no hub for 10 s\"", connection.name(),
                connection.address());
        connection.end(Cause.STOPPING, isConnecting(connection)
                ? new Packet.Connack(ReasonCode.SERVER_UNAVAILABLE, false, null, -1)
                : new Packet.Disconnect(ReasonCode.SERVER_UNAVAILABLE, -1));
    }

    private static boolean isConnecting(SocketConnection connection) {
        InBuffer in = connection.in();
        return connection.unanswered() != null
                || connection.facts() == null && !in.isEmpty() && in.array()[0] == PacketType.CONNECT << 4;
    }
}
