package io.tidegate.itests.karaf;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for conditions, each with a limit; a test never waits for time to pass. */
final class Wait {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Wait() {}

    /**
     * Looks again and again until {@code enough} likes what {@code look} sees; a look that throws is a look too early.
     *
     * @return what was liked
     * @throws AssertionError with the last thing seen, when the limit has passed
     */
    static <T> T until(String what, Duration limit, Callable<T> look, Predicate<? super T> enough) {
        long end = System.nanoTime() + limit.toNanos();
        Object last;
        do {
            try {
                T seen = look.call();
                if (enough.test(seen)) {
                    return seen;
                }
                last = seen;
            } catch (Exception tooEarly) {
                last = tooEarly;
            }
            LockSupport.parkNanos(STEP_NANOS);
        } while (System.nanoTime() < end);
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what + "; last seen: " + last,
            last instanceof Exception e ? e : null);
    }

    static void until(String what, Duration limit, Callable<Boolean> condition) {
        until(what, limit, condition, Boolean::booleanValue);
    }
}
