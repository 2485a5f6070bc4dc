package io.tidegate.function.internal.pool;

import io.tidegate.function.internal.pool.Worker.State;

/**
 * One version takes the place of another: at once where there is nothing to lose, else when a worker of it is ready. Used
 * once, with the pool's lock held.
 *
 * @param after what is to be done without the lock
 */
record Replacement(Pool pool, long now, After after) {
    /** See {@link Pool#offer}. */
    void offer(Version version, String why) {
        pool.health.refused("");
        pool.roster.all(w -> w.candidate && w.state == State.STARTING).forEach(w -> pool.drop(w, after));
        boolean same = pool.current != null && pool.current.fingerprint().equals(version.fingerprint());
        if (!same && mayBeLost()) {
            pool.roster.all(w -> w.state == State.STARTING).forEach(w -> pool.drop(w, after));
            pool.backoff.reset();
            pool.health.started(); // what failed was another
            pool.current = version;
        } else if (same) {
            pool.current = version;
        } else {
            pool.start(version, "replaced: " + why, true, now, after);
        }
    }

    /** Whether no call could be answered by what is current, as far as anybody knows. */
    private boolean mayBeLost() {
        return pool.current == null || pool.roster.count(State.READY) == 0 && !pool.health.isProven(pool.current);
    }

    /** See {@link Pool#inherit}. */
    void inherit(Version from, Version version) {
        boolean idle = pool.roster.count(State.READY) + pool.roster.count(State.STARTING) == 0;
        boolean same = from.fingerprint().equals(version.fingerprint());
        if (idle && !same && pool.health.isProven(from)) {
            pool.backoff.reset();
            pool.health.started(); // what failed was another
            pool.health.proven(version.fingerprint());
            pool.current = version;
        }
    }

    /**
     * The candidate's version is the current one; whoever runs another is drained.
     *
     * @return whether the candidate is needed; else it only showed that its version can be started
     */
    boolean takeOver(Worker candidate) {
        pool.current = candidate.version;
        pool.backoff.reset();
        boolean needed = pool.limits.min() > 0 || !pool.waiting.isEmpty();
        for (Worker old : pool.roster.all()) {
            if (old == candidate || old.version.fingerprint().equals(pool.current.fingerprint())) {
                continue;
            }
            if (old.state == State.STARTING) {
                pool.drop(old, after);
            } else if (old.state == State.READY) {
                new Draining(pool, now, after).drain(old);
                needed = true;
            }
        }
        return needed;
    }
}
