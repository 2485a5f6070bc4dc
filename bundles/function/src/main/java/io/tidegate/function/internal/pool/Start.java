package io.tidegate.function.internal.pool;

import io.tidegate.function.internal.pool.Worker.State;
import io.tidegate.function.internal.worker.WorkerProcess;
import java.io.IOException;

/** Starts the process of a worker that is on the roster already. Runs on the launcher, without the pool's lock; blocks. */
record Start(Pool pool, Worker worker) implements Runnable {
    @Override
    public void run() {
        synchronized (pool.lock) {
            if (worker.state == State.DEAD) {
                return;
            }
        }
        try {
            begin(worker.version.start(worker.number, () -> pool.limits.maxReplyBytes(), worker));
        } catch (IOException | RuntimeException | OutOfMemoryError e) { // the last: no more threads or memory for one
            pool.ended(worker, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private void begin(WorkerProcess process) {
        boolean wanted;
        synchronized (pool.lock) {
            wanted = worker.state != State.DEAD;
            worker.process = process;
        }
        if (wanted) {
            process.begin();
        } else {
            process.kill();
        }
    }
}
