package io.tidegate.function.internal.pool;

import io.tidegate.function.internal.worker.WorkerProcess;

/**
 * A worker of a pool that is closed, asked to end.
 *
 * @param busy whether it was in the middle of a call, which it finishes for nobody
 */
public record Leaving(WorkerProcess process, boolean busy) {
}
