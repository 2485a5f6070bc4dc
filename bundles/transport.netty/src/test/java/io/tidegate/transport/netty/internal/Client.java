package io.tidegate.transport.netty.internal;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An MQTT client of bytes over a blocking socket; every read waits at most 10 s. */
final class Client implements AutoCloseable {
    final Socket socket = new Socket();
    final DataInputStream in;

    Client(InetSocketAddress address) throws IOException {
        this(address, 0);
    }

    /** @param receiveBuffer bytes, 0: the system's default */
    Client(InetSocketAddress address, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        socket.connect(address, 10_000);
        in = new DataInputStream(socket.getInputStream());
    }

    void send(byte[]... packets) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] packet : packets) {
            all.writeBytes(packet);
        }
        socket.getOutputStream().write(all.toByteArray());
    }

    /** Sends CONNECT and checks the CONNACK. */
    Client connect(String clientId, int keepAliveSeconds) throws IOException {
        send(connectPacket(clientId, keepAliveSeconds));
        byte[] connack = read(4);
        if (connack[0] != 0x20 || connack[3] != 0) {
            throw new IOException("CONNACK " + java.util.Arrays.toString(connack));
        }
        return this;
    }

    byte[] read(int bytes) throws IOException {
        byte[] read = new byte[bytes];
        in.readFully(read);
        return read;
    }

    /** Whether the peer has closed, with nothing left to read. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    static byte[] connectPacket(String clientId, int keepAliveSeconds) {
        byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0x10);
        packet.write(12 + id.length);
        packet.writeBytes(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 4, 2, (byte) (keepAliveSeconds >> 8), (byte) keepAliveSeconds});
        packet.write(0);
        packet.write(id.length);
        packet.writeBytes(id);
        return packet.toByteArray();
    }

    /** PUBLISH; QoS 0 where the identifier is 0, else QoS 1. */
    static byte[] publish(String topic, byte[] payload, int packetId) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(packetId == 0 ? 0x30 : 0x32);
        int remaining = 2 + name.length + (packetId == 0 ? 0 : 2) + payload.length;
        do {
            packet.write(remaining > 127 ? remaining & 0x7F | 0x80 : remaining);
            remaining >>= 7;
        } while (remaining > 0);
        packet.write(name.length >> 8);
        packet.write(name.length);
        packet.writeBytes(name);
        if (packetId != 0) {
            packet.write(packetId >> 8);
            packet.write(packetId);
        }
        packet.writeBytes(payload);
        return packet.toByteArray();
    }

    static byte[] publish(String topic, String payload) {
        return publish(topic, payload.getBytes(StandardCharsets.UTF_8), 0);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
