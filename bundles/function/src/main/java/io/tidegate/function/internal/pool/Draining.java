package io.tidegate.function.internal.pool;

import io.tidegate.function.internal.pool.Worker.State;

/**
 * Workers that are not wanted any more finish what they were given, within {@code grace}, and end. Used once, with the pool's
 * lock held.
 *
 * @param after what is to be done without the lock
 */
record Draining(Pool pool, long now, After after) {
    /** The candidate's version is the current one; whoever runs another is drained. */
    void takeOver(Worker candidate) {
        pool.current = candidate.version;
        pool.backoff.reset();
        for (Worker old : pool.roster.all()) {
            if (old == candidate || old.version.fingerprint().equals(pool.current.fingerprint())) {
                continue;
            }
            if (old.state == State.STARTING) {
                pool.drop(old, after);
            } else if (old.state == State.READY) {
                drain(old);
            }
        }
    }

    private void drain(Worker worker) {
        pool.roster.removeIdle(worker);
        worker.state = State.DRAINING;
        worker.stateDeadlineNanos = now + pool.limits.grace().toNanos();
        pool.rest(worker, now, after);
    }
}
