package io.tidegate.rule.internal.time;

import java.time.Duration;

/**
 * How long to wait before trying again: doubling from a first delay up to a longest. Immutable; the caller counts.
 *
 * @param first   delay after the first failure
 * @param longest no delay is longer
 */
public record Backoff(Duration first, Duration longest) {
    /** @param failures in a row, 1 or more */
    public Duration after(int failures) {
        int doublings = Math.min(Math.max(failures, 1) - 1, 30);
        Duration delay = first.multipliedBy(1L << doublings);
        return delay.compareTo(longest) > 0 ? longest : delay;
    }
}
