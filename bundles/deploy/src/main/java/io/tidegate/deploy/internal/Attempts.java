package io.tidegate.deploy.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs what a bundle's own code may hold up, its stop and its start, each on a thread of its own and for a limited time. A
 * thread cannot be ended from outside. When its time is over it is interrupted, for a while again and again, because each
 * component of the bundle may wait in turn; one that does not come back then is left alone, and its bundle is held until it
 * does. {@link #run} by one thread at a time; {@link #holds} by any.
 */
final class Attempts {
    private static final long AGAIN_MILLIS = 50;
    private final Duration grace;
    private final Map<String, Thread> holding = new ConcurrentHashMap<>();

    /** @param grace how long one that is interrupted has for coming back */
    Attempts(Duration grace) {
        this.grace = grace;
    }

    /** What is done with a bundle. */
    interface Work {
        void run() throws DeployFault, IOException;
    }

    /**
     * An attempt that took too long.
     *
     * @param where what its thread was doing when its time was over
     * @param held  whether it goes on all the same
     */
    record Overrun(String where, boolean held) {
    }

    /**
     * Returns when the work is done, or when it cannot be waited for any longer.
     *
     * @return empty: it was done in time
     * @throws DeployFault or IOException the work's own, when it ended in time
     */
    Optional<Overrun> run(String symbolicName, Work work, Duration limit) throws DeployFault, IOException, InterruptedException {
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Thread thread = new Thread(task, "tidegate-deploy-attempt-1");
        thread.setDaemon(true);
        thread.start();
        try {
            if (ends(task, limit.toMillis())) {
                rethrow(task);
                return Optional.empty();
            }
            String where = where(thread);
            long end = System.nanoTime() + grace.toNanos();
            boolean ended = false;
            while (!ended && System.nanoTime() - end < 0) {
                thread.interrupt();
                ended = ends(task, AGAIN_MILLIS);
            }
            if (!ended) {
                holding.put(symbolicName, thread);
            }
            return Optional.of(new Overrun(where, !ended));
        } catch (InterruptedException stopping) {
            thread.interrupt();
            throw stopping;
        }
    }

    /** Whether an attempt with this bundle still goes on long after its time. */
    boolean holds(String symbolicName) {
        Thread thread = holding.get(symbolicName);
        return thread != null && thread.isAlive();
    }

    private static boolean ends(FutureTask<Void> task, long millis) throws InterruptedException {
        try {
            task.get(Math.max(0, millis), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException failed) {
            return true;
        } catch (TimeoutException goesOn) {
            return false;
        }
    }

    /** What an ended task threw. */
    private static void rethrow(FutureTask<Void> task) throws DeployFault, IOException, InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof DeployFault fault) {
                throw fault;
            }
            if (cause instanceof IOException fault) {
                throw fault;
            }
            throw new DeployFault(cause.toString()); // of code that is not ours, whatever it is
        }
    }

    /** The innermost line of code that is not Java's own. */
    private static String where(Thread thread) {
        return Arrays.stream(thread.getStackTrace()).filter(frame -> !frame.getClassName().matches("(java|javax|jdk|sun)\\..*"))
                .map(StackTraceElement::toString).map(line -> line.replaceFirst("^.*/", "")).findFirst().orElse("nowhere");
    }
}
