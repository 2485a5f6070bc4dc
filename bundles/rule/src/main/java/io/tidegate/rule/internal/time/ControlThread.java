package io.tidegate.rule.internal.time;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bundle's control thread {@code tidegate-rule-control-1}. A task that throws is logged and stops nothing. */
@Component(service = Control.class)
public final class ControlThread implements Control {
    private static final Logger LOG = LoggerFactory.getLogger(ControlThread.class);
    private final ScheduledThreadPoolExecutor executor;

    @Activate
    public ControlThread() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "tidegate-rule-control-1");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    @Override
    public Timeout schedule(Duration delay, Runnable task) {
        try {
            Future<?> future = executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("event=task-ignored reason=\"the bundle is stopping\"");
            return () -> { };
        }
    }

    @Deactivate
    public void close() {
        executor.shutdownNow();
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | LinkageError e) { // the second: what it used is of a bundle that is being swapped
                LOG.error("event=task-failed reason=\"this is a bug\"", e);
            }
        };
    }
}
