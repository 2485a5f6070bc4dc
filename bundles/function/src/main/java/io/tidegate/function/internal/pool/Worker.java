package io.tidegate.function.internal.pool;

import io.tidegate.function.internal.worker.Frames;
import io.tidegate.function.internal.worker.WorkerListener;
import io.tidegate.function.internal.worker.WorkerProcess;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * A worker as its pool sees it. All fields are guarded by the pool's lock; what the process tells is passed on.
 *
 * <pre>
 * STARTING → READY      it loaded the function and takes calls
 * READY    → DRAINING   it is being replaced and finishes what it was given
 * READY, DRAINING → STOPPING   it has nothing to do and was asked to end
 * any      → DEAD       it is gone, or being killed: no call is its any more
 * </pre>
 */
final class Worker implements WorkerListener {
    enum State { STARTING, READY, DRAINING, STOPPING, DEAD }

    final int number;
    final Version version;
    final String why;
    /** Its version becomes the current one when it is ready. */
    final boolean candidate;
    private final Pool pool;
    /** Given and not answered, in order; the first is the one that it runs. */
    final ArrayDeque<Call> given = new ArrayDeque<>();
    State state = State.STARTING;
    /** Null until the process exists. */
    WorkerProcess process;
    Instant since = Instant.now();
    /** When the current state must be over: start, drain, stop. */
    long stateDeadlineNanos;
    long readyNanos;
    long idleSinceNanos;
    long answered;
    boolean deadlineCheckScheduled;
    /** The number of the last check that was scheduled; those before it are stale. */
    int deadlineChecks;
    /** Null until its pool is closed. */
    Leaving leaving;
    private long lastCall;

    Worker(Pool pool, int number, Version version, String why, boolean candidate) {
        this.pool = pool;
        this.number = number;
        this.version = version;
        this.why = why;
        this.candidate = candidate;
    }

    String name() {
        return version.instanceName(number);
    }

    void give(Call call, long timeoutMillis, long now) {
        call.number = ++lastCall;
        if (given.isEmpty()) {
            call.begunNanos = now;
        }
        given.add(call);
        process.send(Frames.callHead(call.number, timeoutMillis, call.invocation), call.invocation.payload());
    }

    /** @return null when it was given no such call */
    Call take(long callNumber, long now) {
        Call first = given.peek();
        if (first != null && first.number == callNumber) {
            given.poll();
            Call next = given.peek();
            if (next != null) {
                next.begunNanos = now;
            }
            return first;
        }
        for (Iterator<Call> i = given.iterator(); i.hasNext();) { // a runtime that answers out of order
            Call call = i.next();
            if (call.number == callNumber) {
                i.remove();
                call.begunNanos = now;
                return call;
            }
        }
        return null;
    }

    @Override
    public void onReady(String interpreter) {
        pool.ready(this, interpreter);
    }

    @Override
    public void onReply(long call, boolean raised, byte[] body) {
        pool.answered(this, call, raised, body);
    }

    @Override
    public void onTooLarge(long call, long bytes) {
        pool.answeredTooMuch(this, call, bytes);
    }

    @Override
    public void onEnd(String reason) {
        pool.ended(this, reason);
    }
}
