package io.tidegate.shell.internal.control;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of the control socket. Protocol, UTF-8:
 *
 * <pre>
 * client → server   one command line, ended by LF (or by the end of the stream)
 * server → client   what the command prints, each NUL of it twice, then   NUL "EXIT " CODE LF   with CODE 0 done, 1 failed
 * </pre>
 *
 * The server then waits for the next line; {@code exit}, {@code logout} or the end of the stream end the connection.
 * {@link #run} owns everything but the idle clock, which is read by the server's thread.
 */
final class ControlConnection implements Runnable {
    /** Longest command line in bytes. */
    static final int MAX_LINE = 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(ControlConnection.class);

    private final InputStream in;
    private final OutputStream bytes;
    private final PrintStream out;
    private final PeerWatch watch;
    private final AutoCloseable channel;
    private final CommandLines commands;
    private final LongSupplier nanoTime;
    /** When it began to wait for a line; {@link Long#MIN_VALUE} while a command runs. */
    private volatile long waitingSince;

    ControlConnection(InputStream in, OutputStream out, AutoCloseable channel, CommandLines commands, LongSupplier nanoTime) {
        this.in = new BufferedInputStream(in);
        this.channel = channel;
        this.watch = new PeerWatch(out, this::close);
        this.bytes = new BufferedOutputStream(watch, 8192);
        this.out = new PrintStream(new OutputBytes(bytes), true, StandardCharsets.UTF_8);
        this.commands = commands;
        this.nanoTime = nanoTime;
        this.waitingSince = nanoTime.getAsLong();
    }

    /** Serves until the peer ends or {@link #close}. */
    @Override
    public void run() {
        watch.servedBy(Thread.currentThread());
        try (CommandLines.Interpreter interpreter = commands.open(out)) {
            for (String line = readLine(); line != null && !isExit(line); line = readLine()) {
                if (!line.isBlank()) {
                    serve(interpreter, line);
                }
            }
        } catch (IOException e) {
            out.println("Error: " + e.getMessage());
            exit(false);
        } finally {
            close();
            watch.servedBy(null); // the thread is the pool's again
            Thread.interrupted();
        }
    }

    /** How long it has been waiting for a line, in nanoseconds; 0 while a command runs. Any thread. */
    long idleNanos(long now) {
        long since = waitingSince;
        return since == Long.MIN_VALUE ? 0 : now - since;
    }

    /** Ends the connection; a command that still writes is interrupted. Any thread. */
    void close() {
        try {
            channel.close();
        } catch (Exception e) {
            LOG.debug("event=control-close error={}", e.toString());
        }
    }

    private void serve(CommandLines.Interpreter interpreter, String line) {
        waitingSince = Long.MIN_VALUE;
        boolean done = interpreter.execute(line.strip());
        exit(done);
        waitingSince = nanoTime.getAsLong();
    }

    private void exit(boolean done) {
        out.flush();
        try {
            bytes.write(("\0EXIT " + (done ? 0 : 1) + "\n").getBytes(StandardCharsets.US_ASCII));
            bytes.flush();
        } catch (IOException left) {
            LOG.debug("event=control-left error={}", left.toString()); // the watch has ended the connection
        }
    }

    private static boolean isExit(String line) {
        return line.strip().equals("exit") || line.strip().equals("logout");
    }

    /** @return null at the end of the stream */
    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (line.size() >= MAX_LINE) {
                throw new IOException("a command line may have " + MAX_LINE + " bytes");
            }
            line.write(b);
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
    }
}
