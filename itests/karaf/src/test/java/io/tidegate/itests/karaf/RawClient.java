package io.tidegate.itests.karaf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A connection that says whatever bytes it is given. */
final class RawClient implements AutoCloseable {
    private static final int LIMIT_MILLIS = 15_000;

    private final Socket socket;

    RawClient(String host, int port) throws IOException {
        socket = new Socket(host, port);
        socket.setSoTimeout(LIMIT_MILLIS);
    }

    RawClient say(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** A CONNECT of MQTT 3.1.1 with user and password. @return this, after CONNACK accepted it */
    RawClient connect(String clientId, String username, String password) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 4, (byte) 0xC2, 0, 60});
        for (String text : new String[] {clientId, username, password}) {
            body.write(text.length() >> 8);
            body.write(text.length());
            body.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        socket.getOutputStream().write(new byte[] {0x10, (byte) body.size()});
        say(body.toByteArray());
        byte[] connack = socket.getInputStream().readNBytes(4);
        if (connack.length < 4 || connack[3] != 0) {
            throw new IOException("refused: " + Arrays.toString(connack));
        }
        return this;
    }

    /** Waits until the other side ends the connection. @throws java.net.SocketTimeoutException when it does not */
    void awaitEnd() throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // what it says before is of no interest
            }
        } catch (SocketException reset) {
            // an end too: it had not read everything
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
