package io.tidegate.function.internal.pool;

import java.util.ArrayList;
import java.util.List;

/** What is to be done once the pool's lock is released: callers' code, logs, kills. One thread. */
final class After {
    private final List<Runnable> actions = new ArrayList<>(2);

    void add(Runnable action) {
        actions.add(action);
    }

    void run() {
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException e) {
                PoolLog.LOG.error("event=bug what=\"an action after the pool's lock failed\"", e);
            }
        }
    }
}
