package io.tidegate.function.internal.pool;

import io.tidegate.function.internal.worker.WorkerListener;
import io.tidegate.function.internal.worker.WorkerProcess;
import java.io.IOException;
import java.util.function.LongSupplier;

/** One way to start a worker of the function. Immutable; two with the same fingerprint start the same. */
public interface Version {
    /** Changes when command, environment, code or bootstrap change. */
    String fingerprint();

    /** What its n-th instance is called in logs and lists. */
    String instanceName(int instance);

    /**
     * Starts a process of which nothing is read yet ({@link WorkerProcess#begin}); blocks for disk and process.
     *
     * @param instance      its number within the function, 1 and up
     * @param maxReplyBytes largest reply that is passed on; asked at each, on any thread
     * @throws IOException when it cannot be started; its message is a sentence for the operator
     */
    WorkerProcess start(int instance, LongSupplier maxReplyBytes, WorkerListener listener) throws IOException;
}
