package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.session.Subscriptions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The topics of messages that are on their way to the store while the hub leaves, and that come to nobody a second time if they are
 * stored: of a QoS 2 message the store then knows the identifier, of a will and of a rule's outputs it no longer has what they came
 * from. Should the hub have to go before the store has answered, a session without a queue can miss them. Thread-safe.
 */
public final class InDoubt {
    /** Above so many, whoever has subscribed to anything counts as concerned: comparing would take longer than the hub has. */
    private static final int MOST_COMPARED = 1000;

    private final Set<String> topics = ConcurrentHashMap.newKeySet();

    void add(Commit commit) {
        for (int i = 0; i < commit.count(); i++) {
            if (commit.kind(i) == Commit.PUBLISH && !isSentAgain(commit, i)) {
                topics.add(commit.route(i).name());
            }
        }
    }

    /** Its publisher, who gets no answer, sends it again, and it counts as new. */
    private static boolean isSentAgain(Commit commit, int i) {
        Session publisher = commit.session(i);
        return publisher != null && (commit.qos(i) < 2 || !publisher.isKept());
    }

    /** Whether this session is to have one of them with QoS 1 or 2. On its loop. */
    public boolean concerns(Session s) {
        if (topics.size() > MOST_COMPARED) {
            return !s.subscriptions.isEmpty();
        }
        return topics.stream().anyMatch(topic -> Subscriptions.granted(s.subscriptions, topic) > 0);
    }

    /** All that a hub had is told, or another stay begins. */
    public void clear() {
        topics.clear();
    }
}
