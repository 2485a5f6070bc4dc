package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.fail;

import io.tidegate.hub.internal.Packets.Got;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;

/** An MQTT client made of a socket. Every read has a limit; nothing is answered by itself. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    private Wire(int port, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** A bare socket. */
    static Wire to(HubServer server) throws IOException {
        return new Wire(server.port(), 0);
    }

    /** A connected client named test, with a clean session. */
    static Wire clean(HubServer server, String clientId) throws IOException {
        Wire wire = to(server);
        wire.connect(clientId, true, false);
        return wire;
    }

    /** A connected client named test, with a kept session. */
    static Wire kept(HubServer server, String clientId, boolean present) throws IOException {
        Wire wire = to(server);
        wire.connect(clientId, false, present);
        return wire;
    }

    /** A connected client with a small receive buffer. */
    static Wire narrow(HubServer server, String clientId, int receiveBuffer) throws IOException {
        Wire wire = new Wire(server.port(), receiveBuffer);
        wire.connect(clientId, true, false);
        return wire;
    }

    /** A connected client of that name, whose password is its name; clean. */
    static Wire as(HubServer server, String user, String clientId) throws IOException {
        Wire wire = to(server);
        wire.send(Packets.connect(clientId, true, 0, null, user, user));
        wire.expectConnack(false, 0);
        return wire;
    }

    /** A connected client named test, with a will. */
    static Wire willing(HubServer server, String clientId, Packets.Will will) throws IOException {
        Wire wire = to(server);
        wire.send(Packets.connect(clientId, true, 0, will, "test", "test"));
        wire.expectConnack(false, 0);
        return wire;
    }

    private void connect(String clientId, boolean clean, boolean present) throws IOException {
        send(Packets.connect(clientId, clean, 0, null, "test", "test"));
        expectConnack(present, 0);
    }

    void send(byte[]... packets) throws IOException {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (byte[] packet : packets) {
            all.writeBytes(packet);
        }
        socket.getOutputStream().write(all.toByteArray());
    }

    void subscribe(String filter, int qos) throws IOException {
        send(Packets.subscribe(77, filter, qos));
        assertEquals(List.of(qos), expect(Packets.SUBACK).codes());
    }

    void publish(String topic, String payload) throws IOException {
        send(Packets.publish(topic, payload, 0, 0, false, false));
    }

    /** QoS 1, to the end. */
    void publish1(String topic, String payload, int id) throws IOException {
        send(Packets.publish(topic, payload, 1, id, false, false));
        assertEquals(id, expect(Packets.PUBACK).packetId());
    }

    /** QoS 2, to the end. */
    void publish2(String topic, String payload, int id) throws IOException {
        send(Packets.publish(topic, payload, 2, id, false, false));
        assertEquals(id, expect(Packets.PUBREC).packetId());
        send(Packets.pubrel(id));
        assertEquals(id, expect(Packets.PUBCOMP).packetId());
    }

    /** Sets a retained message; an empty one removes it. QoS 1, to the end. */
    void retain(String topic, String payload, int id) throws IOException {
        send(Packets.publish(topic, payload, 1, id, false, true));
        assertEquals(id, expect(Packets.PUBACK).packetId());
    }

    /** The next packet. */
    Got next() throws IOException {
        Got got = next(PATIENCE_MILLIS);
        return got != null ? got : fail("no packet within " + PATIENCE_MILLIS + " ms");
    }

    /** The next packet; null when none begins in that time. */
    Got next(int millis) throws IOException {
        socket.setSoTimeout(millis);
        int first;
        try {
            first = in.read();
        } catch (SocketTimeoutException none) {
            return null;
        }
        if (first < 0) {
            return fail("closed instead of a packet");
        }
        socket.setSoTimeout(PATIENCE_MILLIS);
        int length = 0;
        int shift = 0;
        int digit;
        do {
            digit = in.read();
            length |= (digit & 127) << shift;
            shift += 7;
        } while (digit > 127);
        return new Got(first, in.readNBytes(length));
    }

    Got expect(int type) throws IOException {
        Got got = next();
        assertEquals(type, got.type(), () -> "type of " + got);
        return got;
    }

    /** The next packet is this PUBLISH; returned for its identifier. */
    Got expectPublish(String topic, String payload, int qos) throws IOException {
        Got got = expect(Packets.PUBLISH);
        assertEquals(topic + " '" + payload + "' qos=" + qos, got.topic() + " '" + got.payload() + "' qos=" + got.qos());
        return got;
    }

    void expectConnack(boolean present, int code) throws IOException {
        assertEquals(List.of(present ? 1 : 0, code), expect(Packets.CONNACK).codes());
    }

    /** Nothing that was written before the answer to a PINGREQ. Only what this connection's own loop did is judged. */
    void expectNothing() throws IOException {
        send(Packets.pingreq());
        expect(Packets.PINGRESP);
    }

    /** Nothing within that time: where no packet can tell that there is nothing more. */
    void expectNothingWithin(int millis) throws IOException {
        assertNull(next(millis), "a packet");
    }

    /** The server closes without another packet. */
    void expectClosed() throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        int read;
        try {
            read = in.read();
        } catch (SocketTimeoutException open) {
            read = fail("still open after " + PATIENCE_MILLIS + " ms");
        } catch (IOException reset) {
            return; // closed with bytes of ours unread
        }
        assertEquals(-1, read, "a packet instead of the end");
    }

    /** Nothing within that time but, possibly, the end. */
    void expectClosedOrNothingWithin(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            assertEquals(-1, in.read(), "a packet");
        } catch (SocketTimeoutException nothing) {
            return;
        }
    }

    /** Whether the server has not closed; packets that came are passed over. */
    boolean isOpen() throws IOException {
        return isOpen(1);
    }

    /** The same after that time of silence; false as soon as it closes. */
    boolean isOpen(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            while (in.read() >= 0) {
                in.skip(in.available());
            }
            return false;
        } catch (SocketTimeoutException open) {
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    /** Leaves as a client does, and waits until the server has closed. */
    void leave() throws IOException {
        send(Packets.disconnect());
        expectClosed();
        close();
    }

    /** The network breaks: a reset, no DISCONNECT. */
    void drop() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
