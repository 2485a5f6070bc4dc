package io.tidegate.shell.internal.control;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the control server, now or as soon as it can be: what stands in the way, such as a disk that is full, goes away
 * without anybody telling us. The retrying thread owns the server until it ends, then whoever closes.
 */
final class ControlDoor implements AutoCloseable {
    /** How long {@link #close} waits for a try that is under way. */
    private static final long END_MILLIS = 2000;
    private static final Logger LOG = LoggerFactory.getLogger(ControlDoor.class);

    private final Opening opening;
    private final Duration pause;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread retrying = new Thread(this::retry, "tidegate-shell-door-1");
    private volatile ControlServer server;

    /** How a server is opened; it leaves nothing behind when it fails. */
    @FunctionalInterface
    interface Opening {
        ControlServer open() throws IOException;
    }

    /** Tries at once, on this thread, then after each pause on one of its own. */
    ControlDoor(Opening opening, Duration pause) {
        this.opening = opening;
        this.pause = pause;
        try {
            server = opening.open();
        } catch (IOException e) {
            LOG.error("event=control-closed error=\"{}\" note=\"bin/tidegate cannot ask the gateway; tried again every {} s\"", e.toString(),
                    pause.toSeconds());
            retrying.setDaemon(true);
            retrying.start();
        }
    }

    private void retry() {
        try {
            while (server == null && !closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    server = opening.open();
                } catch (IOException still) {
                    LOG.debug("event=control-closed error=\"{}\"", still.toString());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isOpen() {
        return server != null;
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        try {
            retrying.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ControlServer open = server;
        if (open != null) {
            open.close();
        }
    }
}
