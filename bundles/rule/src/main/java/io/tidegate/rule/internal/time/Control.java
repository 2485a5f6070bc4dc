package io.tidegate.rule.internal.time;

import java.time.Duration;

/** One thread on which rules decide, and a clock that calls back. Tasks run one at a time; any thread may hand in. */
public interface Control {
    /** Runs the task soon, after those handed in before. Ignored once this bundle is stopping. */
    void execute(Runnable task);

    /** Runs the task once the delay is over. Ignored once this bundle is stopping. */
    Timeout schedule(Duration delay, Runnable task);

    /** A scheduled task. */
    interface Timeout {
        /** It will not run if it has not begun. */
        void cancel();
    }
}
