package io.tidegate.function.internal.pool;

import io.tidegate.function.FunctionException.Kind;
import io.tidegate.function.internal.pool.Worker.State;

/**
 * One round of what passing time brings: ends what took too long and what is idle, and lets calls go that wait for
 * workers in vain. Used once, with the pool's lock held.
 *
 * @param after what is to be done without the lock
 */
record Housekeeping(Pool pool, Limits limits, long now, After after) {
    void tick() {
        for (Worker w : pool.roster.all()) {
            boolean over = now - w.stateDeadlineNanos >= 0;
            if (over && w.state == State.STARTING) {
                pool.endedLocked(w, "was not ready in time", after);
            } else if (over && w.state == State.DRAINING) {
                new Draining(pool, now, after).overdue(w);
            } else if (over && w.state == State.STOPPING) {
                pool.drop(w, after);
            } else if (w.state == State.READY && now - w.readyNanos > Pool.PROVEN_NANOS && w.version == pool.current) {
                pool.backoff.reset();
            }
        }
        evictIdle();
        expireWaiting();
    }

    /** The one that is idle longest goes first; none for its idle time while a call waits, as it does for another to drain. */
    private void evictIdle() {
        int live = pool.roster.count(State.READY) + pool.roster.count(State.STARTING);
        long idleNanos = pool.waiting.isEmpty() ? limits.idleTime().toNanos() : Long.MAX_VALUE;
        for (Worker first = pool.roster.longestIdle(); first != null && live > limits.min()
                && (live > limits.max() || now - first.idleSinceNanos >= idleNanos);
                first = pool.roster.longestIdle()) {
            pool.stop(first, now, "idle", after);
            live--;
        }
    }

    /** Where no worker is ready, nothing moves the line: it waits no longer than a call may take. */
    private void expireWaiting() {
        if (pool.roster.count(State.READY) > 0) {
            return;
        }
        String message = "function " + pool.name + " has no worker: " + pool.health.whyNone();
        for (Call first = pool.waiting.peek(); first != null && now - first.takenNanos >= limits.timeout().toNanos();
                first = pool.waiting.peek()) {
            pool.fail(pool.waiting.poll(), Kind.UNAVAILABLE, message, after);
        }
    }
}
