package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.internal.shard.Shard;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * The loop that an in-process session is on, and what is asked of it: while it has none that waits, in order, until it has one again.
 * Thread-safe; tasks run on the loop.
 */
final class OwnLoop {
    private final ConcurrentLinkedQueue<Consumer<Shard>> deferred = new ConcurrentLinkedQueue<>();
    private volatile Shard now;
    private final Map<Consumer<Shard>, CompletableFuture<?>> unfinished = new LinkedHashMap<>(); // owned by the loop

    /** Null while it has none. Any thread. */
    Shard now() {
        return now;
    }

    /** Runs a task on it, now or when there is one. Any thread. */
    void run(Consumer<Shard> task) {
        deferred.add(task);
        Shard there = now;
        if (there != null) {
            there.post(() -> drain(there));
        }
    }

    /**
     * Runs a task on it, and again on the next one where it is left before the result is there: what the task waits for may never be
     * told then. Any thread.
     */
    void untilDone(CompletableFuture<?> result, Consumer<Shard> task) {
        run(here -> {
            unfinished.values().removeIf(CompletableFuture::isDone);
            unfinished.put(task, result);
            task.accept(here);
        });
    }

    /** Runs what follows a commit: at once where its loop is the session's, or was the last one and has yet to let go. There. */
    void after(Shard commits, Consumer<Shard> task) {
        Shard here = now;
        if (here == commits || here == null && !commits.hasLeft()) {
            task.accept(commits);
        } else {
            run(task);
        }
    }

    /** This is its loop, on which it is called. */
    void enter(Shard here) {
        now = here;
        drain(here);
    }

    /** It has none any more. On the one that it had. */
    void leave() {
        now = null;
        unfinished.forEach((task, result) -> {
            if (!result.isDone()) {
                untilDone(result, task);
            }
        });
        unfinished.clear();
    }

    private void drain(Shard here) {
        if (now != here) {
            return; // the loop that it is on now was told too, or will drain when it is entered
        }
        for (Consumer<Shard> task; now == here && (task = deferred.poll()) != null;) {
            task.accept(here);
        }
    }
}
