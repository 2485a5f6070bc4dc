package io.tidegate.function.internal.pool;

import io.tidegate.function.internal.pool.Worker.State;

/** Looks whether the call that a worker is at has had its time, else comes back when it will. On the timer, without the lock. */
record DeadlineCheck(Pool pool, Worker worker) implements Runnable {
    @Override
    public void run() {
        After after = new After();
        synchronized (pool.lock) {
            worker.deadlineCheckScheduled = false;
            Call running = worker.given.peek();
            if (running == null || worker.state == State.DEAD) {
                return;
            }
            long now = pool.nanoTime.getAsLong();
            long left = pool.limits.timeout().toNanos() - (now - running.begunNanos);
            if (left > 0) {
                pool.watchDeadline(worker, left);
            } else {
                pool.timedOut(worker, now, after);
            }
        }
        after.run();
    }
}
