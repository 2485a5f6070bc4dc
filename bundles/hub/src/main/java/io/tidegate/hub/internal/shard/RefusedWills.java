package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.hub.internal.session.Will;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wills that are due and that the store had no room for, by client identifier. They go out when there is room; one whose client
 * is back does not, for what it says is no longer so. The store has them too, so that the next hub knows of them. Thread-safe.
 */
public final class RefusedWills {
    private final Map<String, Will> all = new ConcurrentHashMap<>();
    private final Backoff backoff = new Backoff();
    private final AtomicBoolean looking = new AtomicBoolean();

    /** On a loop. */
    void add(Shard here, Will will) {
        all.put(clientId(will), will);
        Shard[] shards = here.shared.shards();
        if (shards.length > 0) { // else the first loop looks when there is one again
            begin(shards[0]);
        }
    }

    /** Looks for room, where any wait for it. */
    void begin(Shard first) {
        first.run(() -> {
            if (!all.isEmpty() && !looking.getAndSet(true)) {
                first.loop.schedule(backoff.pause(), () -> look(first));
            }
        });
    }

    /** The first loop is there anew: what an earlier one was to look at, it does not any more. */
    void opened(Shard first) {
        looking.set(false);
        begin(first);
    }

    private void look(Shard first) {
        looking.set(false);
        if (first.committing.retry(() -> all(first))) {
            backoff.tried();
        }
        begin(first);
    }

    private void all(Shard first) {
        for (Iterator<Will> due = all.values().iterator(); due.hasNext();) {
            Will will = due.next();
            due.remove();
            first.clients.wills().again(will);
        }
    }

    /** The store has taken one that was due. On a loop. */
    void taken() {
        backoff.taken();
    }

    /** Its client is back; null when none of it waits. */
    Will take(String clientId) {
        return all.isEmpty() ? null : all.remove(clientId);
    }

    private static String clientId(Will will) {
        return Bytes.text(will.key(), 0, will.key().length - 1 - Long.BYTES);
    }
}
