package io.tidegate.function.internal.pool;

import io.tidegate.function.FunctionException.Kind;
import io.tidegate.function.internal.pool.Worker.State;
import java.util.Comparator;
import java.util.List;

/**
 * Workers that are not wanted any more finish what they were given, within {@code grace}, and end. Used once, with the pool's
 * lock held.
 *
 * @param after what is to be done without the lock
 */
record Draining(Pool pool, long now, After after) {
    /** No more are ready than may be, also while there is work: of those with the fewest calls, the ones idle longest go. */
    void surplus() {
        List<Worker> ready = pool.roster.all(w -> w.state == State.READY);
        ready.stream().sorted(Comparator.comparingInt((Worker w) -> w.given.size()).thenComparing(w -> w.idleSinceNanos - now))
                .limit(Math.max(0, ready.size() - pool.limits.max())).forEach(this::drain);
    }

    /** It had its time. That is the gateway's doing, so its call is not to blame: it costs no attempt to make it again. */
    void overdue(Worker worker) {
        String reason = "did not finish within grace=" + pool.limits.grace().toSeconds() + "s";
        pool.remove(worker, Kind.UNAVAILABLE, "function " + pool.name + ": its worker was to end and " + reason, after);
        after.add(() -> pool.log.ended(worker, reason, true));
    }

    void drain(Worker worker) {
        pool.roster.removeIdle(worker);
        worker.state = State.DRAINING;
        worker.stateDeadlineNanos = now + pool.limits.grace().toNanos();
        pool.rest(worker, now, after);
    }
}
