package io.tidegate.launcher;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;

/**
 * Ends a gateway that was told to end and does not, because somebody's component hangs and the framework waits for it without a
 * limit. Our own bundles have {@link #OURS}, and when they have stopped all is in order; the container has {@link #REST} more. Together
 * less than {@code bin/tidegate stop} and an init system wait. On a thread of its own, from the framework's first step of stopping
 * until its last.
 */
final class EndWatch implements Runnable {
    static final Duration OURS = Duration.ofSeconds(20);
    static final Duration REST = Duration.ofSeconds(5);
    private static final String PREFIX = "io.tidegate.";
    private static final long LOOK_MILLIS = 100;
    private static final int STOPPED = Bundle.INSTALLED | Bundle.RESOLVED | Bundle.UNINSTALLED;

    private final Bundle framework;
    private final List<Bundle> bundles;
    private final Duration ours;
    private final Duration rest;
    private final IntConsumer halt;

    /** @param halt ends the JVM with this code, without anybody's hooks: they may be what would hang next */
    EndWatch(Bundle framework, List<Bundle> bundles, Duration ours, Duration rest, IntConsumer halt) {
        this.framework = framework;
        this.bundles = bundles;
        this.ours = ours;
        this.rest = rest;
        this.halt = halt;
    }

    static void start(Bundle framework, Bundle[] bundles) {
        EndWatch watch = new EndWatch(framework, Arrays.asList(bundles), OURS, REST, Runtime.getRuntime()::halt);
        Thread thread = new Thread(watch, "tidegate-launcher-end-1");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            await(ours, () -> ourRunning().isEmpty());
            await(rest, () -> false);
            if (isStopping()) {
                end(ourRunning().isEmpty());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(Duration atMost, BooleanSupplier over) throws InterruptedException {
        long limit = System.nanoTime() + atMost.toNanos();
        while (isStopping() && !over.getAsBoolean() && System.nanoTime() - limit < 0) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private void end(boolean inOrder) {
        String hanging = ourRunning().stream().map(Bundle::getSymbolicName).collect(Collectors.joining(", "));
        Main.say(inOrder ? "the gateway has stopped, the container still waits for somebody's component: ended by force"
            : "ended by force, as by kill -9: not stopped within " + ours.plus(rest).toSeconds() + " s: " + hanging);
        halt.accept(inOrder ? 0 : Refusal.FAILED);
    }

    private boolean isStopping() {
        return framework.getState() == Bundle.STOPPING;
    }

    private List<Bundle> ourRunning() {
        return bundles.stream().filter(b -> String.valueOf(b.getSymbolicName()).startsWith(PREFIX) && runs(b)).toList();
    }

    private static boolean runs(Bundle bundle) {
        return bundle.getBundleId() != 0 && (bundle.getState() & STOPPED) == 0;
    }
}
