package io.tidegate.function.internal.worker;

/** What a worker process tells its pool. Called on the process's threads, one call at a time for one process, without a lock held. */
public interface WorkerListener {
    /** The function is loaded. At most once, first. */
    void onReady(String interpreter);

    /** One call is answered. */
    void onReply(long call, boolean raised, byte[] body);

    /** One call is answered with more than is allowed; the answer was thrown away. */
    void onTooLarge(long call, long bytes);

    /** The process is gone or is being killed for what it did; the last call. @param why a sentence without the function's name */
    void onEnd(String why);
}
