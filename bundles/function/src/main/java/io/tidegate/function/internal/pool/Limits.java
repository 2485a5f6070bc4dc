package io.tidegate.function.internal.pool;

import java.time.Duration;

/**
 * Sizes and times of one pool. They may change while it runs.
 *
 * @param min           workers kept ready, also when idle
 * @param max           workers at most (a replacement overlaps: one more while it becomes ready)
 * @param idleTime      how long a worker above {@code min} may be idle before it is ended
 * @param timeout       for one call, from the moment it is a worker's turn
 * @param grace         how long a worker that is being replaced may take to finish what it was given
 * @param maxReplyBytes largest reply
 * @param ahead         calls given to one worker at a time at most; it runs the first, the others wait in its pipe
 * @param queueCalls    calls waiting for a worker at most; one more is SATURATED
 * @param queueBytes    payload bytes waiting for a worker at most; a single larger call may wait alone
 */
public record Limits(int min, int max, Duration idleTime, Duration timeout, Duration grace, long maxReplyBytes,
        int ahead, int queueCalls, long queueBytes) {
}
