package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Entry;
import io.tidegate.hub.internal.session.OwedRetained;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import io.tidegate.store.Claim;
import io.tidegate.store.StoreException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Retained messages on their way into the queues of kept sessions that have subscribed. For the store they are new
 * messages like those of any publisher. Refused ones are owed and tried again when there is room: to close the client for
 * it would keep those who subscribe each time from ever emptying a full store. What is owed is remembered with the session for
 * as long as this hub runs. Owned by its loop.
 */
public final class RetainedToQueues {
    private final Shard shard;
    /** Sessions of this loop that are owed some. */
    private final Set<Session> owing = new LinkedHashSet<>();
    private final Backoff backoff = new Backoff();
    private boolean looking;

    RetainedToQueues(Shard shard) {
        this.shard = shard;
    }

    /** @param entry with RETAIN set; the receiver's own copy of the store's, never changed */
    public void queue(Session s, byte[] entry, int qos) {
        Commit commit = shard.committing.open(Claim.INTAKE);
        int operation = commit.batch.append(new long[] {s.queue()}, 1, entry.length);
        System.arraycopy(entry, 0, commit.batch.array(), commit.batch.entry(operation), entry.length);
        commit.then(failure -> {
            long sequence = commit.batch.sequence(operation, 0);
            if (failure == null) {
                backoff.taken();
            }
            if (failure == null && sequence != 0 && !shard.shared.retained.is(Entry.topicText(entry, 0), entry)) {
                // a newer one, which came like any message, may stand before it already
                shard.committing.open(Claim.RELEASE).batch.remove(s.queue(), sequence);
            } else if (failure == null && sequence != 0) {
                shard.delivering.offer(s, sequence, qos, commit.batch.array(), commit.batch.entry(operation), entry.length);
            } else if (failure != null && failure.kind() == StoreException.Kind.FULL) {
                Shard there = shard.of(s);
                if (there != null) {
                    there.run(() -> there.retainedToQueues.owe(s, entry, qos));
                }
            }
        });
        shard.committing.relieve(s);
    }

    private void owe(Session s, byte[] entry, int qos) {
        if (s.ended) {
            return;
        }
        if (s.owedRetained == null) {
            s.owedRetained = new LinkedHashMap<>();
        }
        s.owedRetained.put(Entry.topicText(entry, 0), new OwedRetained(entry, qos));
        moved(s);
    }

    /** The session is on this loop now, with what it is owed. */
    void moved(Session s) {
        if (s.owedRetained != null) {
            owing.add(s);
            lookLater();
        }
    }

    private void lookLater() {
        if (!looking) {
            looking = true;
            shard.loop.schedule(backoff.pause(), this::look);
        }
    }

    private void look() {
        looking = false;
        owing.removeIf(s -> s.ended || s.owedRetained == null || s.shard() != shard.index());
        if (shard.committing.retry(() -> List.copyOf(owing).forEach(this::again))) {
            backoff.tried();
            owing.clear();
        }
        if (!owing.isEmpty()) {
            lookLater();
        }
    }

    private void again(Session s) {
        Map<String, OwedRetained> owed = s.owedRetained;
        s.owedRetained = null;
        owed.forEach((topic, one) -> {
            if (shard.shared.retained.is(topic, one.entry()) && wants(s, TopicName.of(topic))) {
                queue(s, one.entry(), one.qos());
            }
        });
    }

    private static boolean wants(Session s, TopicName topic) {
        return s.subscriptions.entrySet().stream().anyMatch(e -> e.getValue() > 0 && TopicFilter.of(e.getKey()).matches(topic));
    }
}
