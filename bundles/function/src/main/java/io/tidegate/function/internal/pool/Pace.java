package io.tidegate.function.internal.pool;

import java.time.Duration;

/**
 * How long calls take, and what follows from it: how many calls a worker is given ahead, and when one more worker is worth
 * its start. Guarded by the pool's lock.
 */
final class Pace {
    /** A worker is given as many calls ahead as it probably answers in this time. */
    private static final long AHEAD_NANOS = Duration.ofMillis(2).toNanos();
    /** One more worker is worth its start when calls would otherwise wait for longer. */
    static final long WORTH_A_START_NANOS = Duration.ofMillis(30).toNanos();

    private final int startsAtOnce = Math.max(1, Runtime.getRuntime().availableProcessors());
    private long averageNanos;

    void answered(long tookNanos) {
        averageNanos = averageNanos == 0 ? tookNanos : averageNanos + (tookNanos - averageNanos) / 8;
    }

    /** @return the busy worker that is given a call ahead; null: none is */
    Worker ahead(Roster roster, Limits limits, long now) {
        return averageNanos == 0 ? null : roster.leastBusy(Math.min(limits.ahead(), 1 + AHEAD_NANOS / averageNanos), AHEAD_NANOS, now);
    }

    boolean isWorthAStart(int waiting, int starting, int ready, Roster roster, long now) {
        if (waiting <= starting || starting >= startsAtOnce) {
            return false;
        }
        if (ready == 0) {
            return starting == 0;
        }
        return averageNanos > 0 && waiting * averageNanos / ready > WORTH_A_START_NANOS || roster.allBusyFor(WORTH_A_START_NANOS, now);
    }
}
