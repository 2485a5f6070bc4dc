package io.tidegate.itests.durability.client;

import io.tidegate.itests.durability.wire.Packet;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;

/** One socket to the broker. Written by whoever holds the client's lock, read by one thread. */
final class Link implements AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    Link(InetSocketAddress broker) throws IOException {
        this(broker, 0);
    }

    /** @param receiveBuffer bytes that the system may keep for a slow reader; 0: as it likes */
    Link(InetSocketAddress broker, int receiveBuffer) throws IOException {
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.connect(broker, CONNECT_MILLIS);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 14));
            out = socket.getOutputStream();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Waits as long as {@code millis} for each byte. @param millis 0: for ever */
    Packet read(int millis) throws IOException {
        socket.setSoTimeout(millis);
        return Packet.read(in);
    }

    boolean hasMore() throws IOException {
        return in.available() > 0;
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** Breaks it with a reset, as a network does. */
    void drop() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
