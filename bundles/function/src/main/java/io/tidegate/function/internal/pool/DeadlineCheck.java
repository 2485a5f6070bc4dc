package io.tidegate.function.internal.pool;

import io.tidegate.function.internal.pool.Worker.State;

/**
 * Looks whether the call that a worker is at has had its time, else comes back when it will. On the timer, without the lock.
 *
 * @param number of {@link Worker#deadlineChecks}; another one has taken this one's place when that is another
 */
record DeadlineCheck(Pool pool, Worker worker, int number) implements Runnable {
    @Override
    public void run() {
        After after = new After();
        synchronized (pool.lock) {
            if (number != worker.deadlineChecks) {
                return;
            }
            worker.deadlineCheckScheduled = false;
            Call running = worker.given.peek();
            if (running == null || worker.state == State.DEAD) {
                return;
            }
            long now = pool.nanoTime.getAsLong();
            long left = left(pool, running, now);
            if (left > 0) {
                pool.watchDeadline(worker, left);
            } else {
                pool.timedOut(worker, now, after);
            }
        }
        after.run();
    }

    /** Another timeout counts: a check that is scheduled by the old one would come too late for a shorter one. Guarded by the pool's lock. */
    static void anew(Pool pool) {
        long now = pool.nanoTime.getAsLong();
        for (Worker worker : pool.roster.all()) {
            if (worker.deadlineCheckScheduled) {
                worker.deadlineCheckScheduled = false;
                worker.deadlineChecks++;
                Call running = worker.given.peek();
                if (running != null) {
                    pool.watchDeadline(worker, Math.max(1, left(pool, running, now)));
                }
            }
        }
    }

    private static long left(Pool pool, Call running, long now) {
        return pool.limits.timeout().toNanos() - (now - running.begunNanos);
    }
}
