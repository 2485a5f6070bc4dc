package io.tidegate.bench.load;

import io.tidegate.bench.wire.Frames;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/** Opens connections in blocking mode, step by step; every step has a limit. Stateless. */
public final class Handshake {

    /** What a client wants its session to be. */
    public enum Session {
        /** Ends with the connection. */
        CLEAN,
        /** Outlives it. */
        KEPT,
        /** Outlived an earlier one: the broker must have it. */
        RESUMED
    }

    /** Topic Filters in one SUBSCRIBE: its answer has a Remaining Length of one byte. */
    private static final int FILTERS = 100;

    /** Longest wait for the TCP connection and for each answer. */
    private static final int LIMIT_MILLIS = 10_000;

    private Handshake() { }

    /**
     * Connects over TCP and MQTT.
     *
     * @return a connected channel in blocking mode, owned by the caller
     * @throws IOException   when there is no connection or no answer in time
     * @throws ProtocolFault when the broker refuses or answers something else
     */
    public static SocketChannel connect(Target target, String clientId, Session session) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), target.port()), LIMIT_MILLIS);
            send(channel, Frames.connect(clientId, session != Session.CLEAN, target.user(), target.password()));
            byte[] answer = answer(channel, Frames.CONNACK, clientId);
            if (answer.length != 2 || answer[1] != 0) {
                throw new ProtocolFault(clientId + ": connection refused with code " + (answer.length == 2 ? answer[1] : -1));
            }
            if (answer[0] != (session == Session.RESUMED ? 1 : 0)) {
                throw new ProtocolFault(clientId + ": session present " + answer[0] + " for one that is to be " + session);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Subscribes to all filters at one QoS; each must be granted. */
    public static void subscribe(SocketChannel channel, List<String> filters, int qos) throws IOException {
        for (int from = 0; from < filters.size(); from += FILTERS) {
            List<String> some = filters.subList(from, Math.min(filters.size(), from + FILTERS));
            send(channel, Frames.subscribe(1, some, qos));
            byte[] answer = answer(channel, Frames.SUBACK, some.get(0));
            for (int i = 0; i < some.size(); i++) {
                if (answer.length != 2 + some.size() || answer[2 + i] != qos) {
                    throw new ProtocolFault(some.get(i) + ": subscription not granted at QoS " + qos);
                }
            }
        }
    }

    /** Says goodbye, so that ending a run is not a storm of broken connections; a broker that is gone already is no fault. */
    public static void disconnect(SocketChannel channel) throws IOException {
        try (channel) {
            farewell(channel);
        }
    }

    private static void farewell(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(Frames.disconnect()));
        } catch (IOException e) {
            // The broker closed first. If that was a fault, the run has found it; the result must not be lost over a farewell.
        }
    }

    private static void send(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    private static byte[] answer(SocketChannel channel, int first, String who) throws IOException {
        channel.socket().setSoTimeout(LIMIT_MILLIS);
        InputStream in = channel.socket().getInputStream();
        DataInputStream data = new DataInputStream(in);
        int type = data.readUnsignedByte();
        byte[] body = new byte[data.readUnsignedByte()];
        data.readFully(body);
        if (type != first) {
            throw new ProtocolFault(String.format("%s: packet 0x%02X where 0x%02X was due", who, type, first));
        }
        return body;
    }
}
