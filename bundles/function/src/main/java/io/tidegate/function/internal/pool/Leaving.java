package io.tidegate.function.internal.pool;

import io.tidegate.function.internal.worker.WorkerProcess;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A worker of a pool that is closed, asked to end. It finishes the call that it is at, for nobody. Any thread. */
public final class Leaving {
    private static final long NONE = 0;

    private final WorkerProcess process;
    /** The number of the call after whose answer it surely is at none: of several it may have begun the next one. */
    private final long last;
    private final CompletableFuture<Void> atNoCall = new CompletableFuture<>();

    /** @param given what it was given and has not answered; read with the pool's lock held */
    Leaving(WorkerProcess process, Deque<Call> given) {
        this.process = process;
        this.last = given.size() == 1 ? given.peek().number : NONE;
        if (given.isEmpty()) {
            atNoCall.complete(null);
        }
    }

    public WorkerProcess process() {
        return process;
    }

    void answered(long call) {
        if (call == last) {
            atNoCall.complete(null);
        }
    }

    void ended() {
        atNoCall.complete(null);
    }

    /**
     * Waits until it is in the middle of no call any more.
     *
     * @return false when it still was after that long
     */
    public boolean awaitCall(long nanos) throws InterruptedException {
        try {
            atNoCall.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // nobody completes it so
        }
    }
}
