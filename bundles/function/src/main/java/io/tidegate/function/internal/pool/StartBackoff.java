package io.tidegate.function.internal.pool;

import java.time.Duration;

/** How long to wait before the next start after failed ones: 500 ms, doubling up to a minute. Guarded by the pool's lock. */
final class StartBackoff {
    static final Duration FIRST = Duration.ofMillis(500);
    static final Duration LONGEST = Duration.ofMinutes(1);

    private long delayNanos;
    private long notBefore;
    private boolean waiting;

    void failed(long now) {
        delayNanos = delayNanos == 0 ? FIRST.toNanos() : Math.min(delayNanos * 2, LONGEST.toNanos());
        notBefore = now + delayNanos;
        waiting = true;
    }

    /** A worker proved itself, or what is started has changed. */
    void reset() {
        delayNanos = 0;
        waiting = false;
    }

    /** How long a start has to wait still; 0: none. */
    long remainingNanos(long now) {
        return waiting ? Math.max(0, notBefore - now) : 0;
    }
}
