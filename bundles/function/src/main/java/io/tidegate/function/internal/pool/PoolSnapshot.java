package io.tidegate.function.internal.pool;

import java.time.Instant;
import java.util.List;

/**
 * A pool at one instant.
 *
 * @param well        whether it could give a call to a worker, as far as it knows
 * @param since       when {@code well} became what it is
 * @param reason      why it is not well, or what new version was refused; may be empty
 * @param waiting     calls in line
 * @param interpreter of the last worker that became ready; empty before
 */
public record PoolSnapshot(boolean well, boolean launchable, Instant since, String reason, int waiting, String interpreter,
        long calls, long failures, long timeouts, long crashes, List<WorkerSnapshot> workers) {
    /**
     * One worker.
     *
     * @param pid 0 while it has no process
     */
    public record WorkerSnapshot(String name, String state, Instant since, long pid, long answered, int given, String why) {
    }
}
