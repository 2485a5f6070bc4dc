package io.tidegate.function.internal;

import io.tidegate.function.internal.launch.Places;
import io.tidegate.function.internal.launch.WorkerEnvironment;
import io.tidegate.function.internal.pool.Leaving;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the functions of one gateway share: places, the timer, starting and looking threads, who has which name, and the last look at workers
 * that did not end by themselves. Lives as long as the bundle; any thread.
 */
@Component(service = Common.class)
public final class Common {
    private static final Logger LOG = LoggerFactory.getLogger(Common.class);
    private static final int LONGEST_LINE = 10_000;
    private static final long END_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    private final Places places;
    private final WorkerEnvironment environment;
    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor launcher;
    private final ThreadPoolExecutor looker;
    private final BooleanSupplier gatewayStops;
    private final ConcurrentLinkedQueue<Leaving> ending = new ConcurrentLinkedQueue<>();
    /** By function name: who has it, then who wants it. Guarded by itself. */
    private final Map<String, ArrayDeque<Claim>> names = new HashMap<>();

    /**
     * A configuration's wish for a function name.
     *
     * @param source  the PID or file to name to others
     * @param granted called without a lock when the name becomes free for this claim
     */
    record Claim(String source, Runnable granted) {
    }

    @Activate
    public Common(BundleContext context) {
        this(placesOf(context), System.getenv(), () -> context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STOPPING);
    }

    Common(Places places, Map<String, String> gatewayEnvironment, BooleanSupplier gatewayStops) {
        this.gatewayStops = gatewayStops;
        this.places = places;
        this.environment = new WorkerEnvironment(gatewayEnvironment);
        this.timer = new ScheduledThreadPoolExecutor(1, threads("timer"));
        this.launcher = oneThread("launch");
        this.looker = oneThread("code");
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static ThreadPoolExecutor oneThread(String role) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.NANOSECONDS, new LinkedBlockingQueue<>(LONGEST_LINE), threads(role));
    }

    private static ThreadFactory threads(String role) {
        return task -> {
            Thread thread = new Thread(task, "tidegate-function-" + role + "-1");
            thread.setDaemon(true);
            return thread;
        };
    }

    private static Places placesOf(BundleContext context) {
        String data = context.getProperty("karaf.data");
        String gateway = context.getProperty("tidegate.dir");
        String base = context.getProperty("karaf.base");
        Path own = Path.of(base != null ? base : gateway != null ? gateway : ".");
        Path home = gateway != null ? Path.of(gateway) : own;
        return new Places(home, own, data == null ? home.resolve("data") : Path.of(data));
    }

    Places places() {
        return places;
    }

    WorkerEnvironment environment() {
        return environment;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /**
     * Starts workers, one at a time, on one thread that lives as long as the bundle: Linux ends a worker whose starting
     * thread is gone, which is meant for the gateway's sudden death and must not happen before.
     */
    void launch(Runnable start) {
        launcher.execute(() -> {
            try {
                start.run();
            } catch (Throwable e) { // whatever it is, the thread has to stay
                LOG.error("event=bug what=\"a start failed in an unforeseen way\"", e);
            }
        });
    }

    /** Again and again on the timer. Whatever one round ends with, the next one comes: else nothing would see to deadlines any more. */
    Future<?> every(long millis, Runnable round) {
        return timer.scheduleWithFixedDelay(() -> {
            try {
                round.run();
            } catch (Throwable e) { // an executor would keep it, and never come again
                LOG.error("event=bug what=\"a round of housekeeping failed, the next one comes\"", e);
            }
        }, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Reads the disk, one function after the other. */
    void look(Runnable look) {
        looker.execute(look);
    }

    /** @return whose the name is when it is not this claim's; null when it is */
    String claim(String name, Claim claim) {
        synchronized (names) {
            ArrayDeque<Claim> line = names.computeIfAbsent(name, n -> new ArrayDeque<>());
            if (!line.contains(claim)) {
                line.add(claim);
            }
            return line.getFirst() == claim ? null : line.getFirst().source();
        }
    }

    void release(String name, Claim claim) {
        Claim next;
        synchronized (names) {
            ArrayDeque<Claim> line = names.get(name);
            if (line == null) {
                return;
            }
            boolean had = line.peek() == claim;
            line.remove(claim);
            if (line.isEmpty()) {
                names.remove(name);
            }
            next = had ? line.peek() : null;
        }
        if (next != null) {
            next.granted().run();
        }
    }

    /** Takes over workers that were asked to end: those that are there after 2 s are killed, also when the bundle stops. */
    void awaitEnd(List<Leaving> leaving) {
        ending.addAll(leaving);
        if (!timer.isShutdown()) {
            timer.schedule(() -> leaving.forEach(this::killIfAlive), END_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void killIfAlive(Leaving leaving) {
        ending.remove(leaving);
        if (leaving.process().alive()) {
            leaving.process().kill();
        }
    }

    /**
     * Waits for workers that are in the middle of a call, so that the next content of this bundle does not run the same call
     * beside them. Idle ones end while that content is started already; but with the gateway nobody would see to them later.
     */
    @Deactivate
    void deactivate() {
        timer.shutdownNow();
        looker.shutdownNow();
        long end = System.nanoTime() + CLOSE_NANOS;
        boolean all = gatewayStops.getAsBoolean();
        await(Leaving::awaitCall, end);
        Thread rest = new Thread(() -> {
            await((leaving, nanos) -> leaving.process().awaitEnd(nanos), end);
            ending.forEach(this::killIfAlive);
            launcher.shutdownNow();
        }, "tidegate-function-end-1");
        rest.setDaemon(true);
        if (all) {
            rest.run();
        } else {
            rest.start();
        }
    }

    private interface Wait {
        void on(Leaving leaving, long nanos) throws InterruptedException;
    }

    private void await(Wait wait, long end) {
        try {
            for (Leaving leaving : ending) {
                wait.on(leaving, Math.max(0, end - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
