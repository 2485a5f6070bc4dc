package io.tidegate.launcher;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One connection to a running gateway's control socket.
 *
 * <pre>
 * we send    COMMAND \n                  one line, UTF-8
 * it sends   output bytes                each NUL twice
 *            NUL "EXIT " CODE \n         CODE decimal; the command is over
 * </pre>
 * The gateway may close after an answer or wait for the next line; {@link #execute} serves both.
 * Not for several threads.
 */
final class ControlConnection implements Closeable {
    private static final int MAX_EXIT_LINE_BYTES = 32;

    private final Path socket;
    private final ByteBuffer received = ByteBuffer.allocate(8192).limit(0);
    /** Closed by another thread when a limit is over. */
    private volatile SocketChannel channel;
    private boolean used;

    private ControlConnection(Path socket) throws IOException {
        this.socket = socket;
        this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** @throws IOException when nobody listens there (yet) */
    static ControlConnection open(Layout layout) throws IOException {
        return new ControlConnection(socketPath(layout.data().resolve("control")));
    }

    /** The gateway writes the path that it really took: a socket's path has at most 107 bytes. */
    private static Path socketPath(Path control) throws IOException {
        Path written = control.resolve("path");
        if (Files.exists(written)) {
            String path = Files.readString(written).trim();
            if (!path.isEmpty()) {
                return Path.of(path);
            }
        }
        return control.resolve("ctl.sock");
    }

    /**
     * Runs one command and copies what it prints to {@code out}.
     *
     * @return the command's exit code
     * @throws EOFException when the gateway went away before it had answered
     */
    int execute(String command, OutputStream out) throws IOException {
        byte[] line = (command + "\n").getBytes(StandardCharsets.UTF_8);
        if (used && closedByPeer(line)) {
            reconnect();
            send(line);
        } else if (!used) {
            send(line);
        }
        used = true;
        return copyAnswer(out);
    }

    /**
     * The same for what has to be answered soon. A gateway that is stopped by its debugger or by SIGSTOP takes a connection and a
     * line, and is silent.
     *
     * @throws SocketTimeoutException when the answer was not complete within the limit; this connection is closed then
     */
    int execute(String command, OutputStream out, Duration limit) throws IOException {
        Thread watch = new Thread(() -> closeAfter(limit), "tidegate-launcher-limit-1");
        watch.setDaemon(true);
        watch.start();
        try {
            return execute(command, out);
        } catch (ClosedChannelException tooLate) {
            throw new SocketTimeoutException("no answer within " + limit.toSeconds() + " s");
        } finally {
            watch.interrupt();
        }
    }

    private void closeAfter(Duration limit) {
        try {
            Thread.sleep(limit.toMillis());
            channel.close();
        } catch (InterruptedException answered) {
            return;
        } catch (IOException e) {
            Main.say("a connection cannot be closed: " + e);
        }
    }

    /** Goes on with this connection; true when the gateway had closed it, so that the line was never read. */
    private boolean closedByPeer(byte[] line) throws ClosedChannelException {
        try {
            send(line);
            return !fill();
        } catch (ClosedChannelException tooLate) {
            throw tooLate; // by us: one more connection would have no limit
        } catch (IOException brokenPipe) {
            return true;
        }
    }

    private void reconnect() throws IOException {
        channel.close();
        received.limit(0);
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private void send(byte[] line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private int copyAnswer(OutputStream out) throws IOException {
        ByteArrayOutputStream exitLine = null;
        while (true) {
            if (!received.hasRemaining()) {
                out.flush();
                if (!fill()) {
                    throw new EOFException("the gateway closed the connection before it had answered");
                }
            }
            byte b = received.get();
            if (exitLine == null && b == 0) {
                exitLine = new ByteArrayOutputStream(MAX_EXIT_LINE_BYTES);
            } else if (b == 0 && exitLine.size() == 0) {
                exitLine = null;
                out.write(0);
            } else if (exitLine == null) {
                out.write(b);
            } else if (b == '\n' || exitLine.size() == MAX_EXIT_LINE_BYTES) {
                out.flush();
                return exitCode(exitLine.toString(StandardCharsets.US_ASCII));
            } else {
                exitLine.write(b);
            }
        }
    }

    private static int exitCode(String line) throws IOException {
        if (!line.matches("EXIT \\d{1,9}")) {
            throw new IOException("the gateway ended its answer with a line that this client does not know: " + line);
        }
        return Integer.parseInt(line.substring(5));
    }

    private boolean fill() throws IOException {
        received.clear();
        int n = channel.read(received);
        received.flip();
        return n > 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
