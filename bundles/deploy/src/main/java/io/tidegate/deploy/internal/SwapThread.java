package io.tidegate.deploy.internal;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread on which contents are tried, one after the other. */
final class SwapThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SwapThread.class);
    private static final int MOST_WAITING = 1000;
    private final Duration patience;
    private final ExecutorService executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
                Thread thread = new Thread(task, "tidegate-deploy-swap-1");
                thread.setDaemon(true);
                return thread;
            });

    /** @param patience how long {@link #run} waits for its task */
    SwapThread(Duration patience) {
        this.patience = patience;
    }

    /** A piece of work that may be interrupted. */
    interface Task {
        void run() throws InterruptedException;
    }

    /** Hands a task over and returns at once. */
    Future<?> start(Task task) {
        return executor.submit(() -> {
            try {
                task.run();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) { // nobody may look at the future
                LOG.error("event=deploy-failed, this is a bug", e);
            }
        });
    }

    /**
     * Waits for the task, at most as long as the patience lasts; then it goes on alone.
     *
     * @return false when it is not taken, because too many wait or this is closed
     */
    boolean run(Task task) {
        try {
            start(task).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("event=deploy-slow afterMs={} the swap goes on", patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            return false;
        } catch (ExecutionException e) { // every task catches what it throws
            LOG.error("event=deploy-failed, this is a bug", e);
        }
        return true;
    }

    /** A trial under way is given up; the next start puts the former content back. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.warn("event=deploy-stop a swap is still under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
