package io.tidegate.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a running gateway with SIGTERM and waits until it is gone. */
final class Stop {
    /** Longer than the container takes at most ({@code karaf.shutdown.timeout}). */
    private static final long LIMIT_SECONDS = 30;

    private Stop() {
    }

    /** @return 0 also when there was nothing to stop: the wish is fulfilled */
    static int run(Layout layout, PrintStream out) throws IOException, Refusal {
        Optional<ProcessHandle> running = RunningGateway.find(layout.pidFile());
        if (running.isEmpty()) {
            out.println("not running on " + layout.dir());
            return 0;
        }
        ProcessHandle gateway = running.get();
        if (!gateway.destroy() && gateway.isAlive()) {
            throw new Refusal(Refusal.FAILED, "no permission to stop pid " + gateway.pid());
        }
        try {
            gateway.onExit().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Refusal(Refusal.FAILED, "pid " + gateway.pid() + " has not ended within " + LIMIT_SECONDS
                + " s; it is safe to end it with: kill -9 " + gateway.pid());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.FAILED, "interrupted while waiting for pid " + gateway.pid());
        } catch (ExecutionException e) {
            throw new IOException("cannot wait for pid " + gateway.pid(), e);
        }
        out.println("stopped pid " + gateway.pid());
        return 0;
    }
}
