package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Session;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * QoS 2 messages of kept sessions that the store refused, by packet identifier, until their publisher sends them again.
 * Told on the committing thread, in the order of commits: an answer that was stored behind such a message finds it
 * here, also where the loop on which the message came in has yet to be told. Thread-safe; empty unless a store is full.
 */
public final class RefusedMessages {
    private final Map<Session, Set<Integer>> all = new ConcurrentHashMap<>();

    void add(Session publisher, int packetId) {
        if (!publisher.ended) {
            all.compute(publisher, (s, ids) -> {
                Set<Integer> with = ids == null ? new HashSet<>() : ids;
                with.add(packetId);
                return with;
            });
        }
    }

    /** Whether this one was refused; then it is not known here any more. On the session's loop. */
    boolean take(Session publisher, int packetId) {
        if (all.isEmpty()) {
            return false;
        }
        boolean[] was = new boolean[1];
        all.computeIfPresent(publisher, (s, ids) -> {
            was[0] = ids.remove(packetId);
            return ids.isEmpty() ? null : ids;
        });
        return was[0];
    }

    /** The session has ended. */
    void forget(Session publisher) {
        all.remove(publisher);
    }
}
