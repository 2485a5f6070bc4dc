package io.tidegate.deploy.internal;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks once a second. */
final class WatchThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchThread.class);
    private final Runnable look;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tidegate-deploy-watch-1");
        thread.setDaemon(true);
        return thread;
    });

    WatchThread(Runnable look) {
        this.look = look;
        executor.scheduleWithFixedDelay(this::lookSafely, 1, 1, TimeUnit.SECONDS);
    }

    private void lookSafely() {
        try {
            look.run();
        } catch (Throwable e) { // of whatever kind: one failed look must not end the looking
            LOG.error("event=deploy-watch-failed, this is a bug", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
