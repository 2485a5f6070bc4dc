package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.HubSession;
import io.tidegate.hub.PublishResult;
import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.Subscription;
import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.hub.internal.shard.Commit;
import io.tidegate.hub.internal.shard.Maps;
import io.tidegate.hub.internal.shard.SessionRecord;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.mqtt.Message;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.store.Claim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What somebody who opened an in-process session holds of it; worth nothing once closed or opened anew by another. */
final class Handle implements HubSession {
    private final LocalSession session;
    final Permissions permissions;
    final Consumer<Delivery> onDelivery;
    /** All credit ever given. Owned by the session's loop. */
    int requested;
    private volatile boolean closed;

    Handle(LocalSession session, SessionSpec spec, Consumer<Delivery> onDelivery) {
        this.session = session;
        this.permissions = new Permissions(session.shared, spec);
        this.onDelivery = onDelivery;
    }

    /** The session was discarded. */
    void ended() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public CompletionStage<List<ReasonCode>> subscribe(Set<Subscription> all) {
        Set<Subscription> wanted = new LinkedHashSet<>(all);
        CompletableFuture<List<ReasonCode>> result = new CompletableFuture<>();
        if (closed) {
            result.complete(wanted.stream().map(s -> ReasonCode.SESSION_TAKEN_OVER).toList());
        } else {
            session.loop.run(here -> subscribe(here, wanted, result));
        }
        return result;
    }

    private void subscribe(Shard here, Set<Subscription> wanted, CompletableFuture<List<ReasonCode>> result) {
        List<ReasonCode> reasons = new ArrayList<>();
        Map<String, Integer> granted = new LinkedHashMap<>();
        if (!session.isOpenedBy(this)) {
            wanted.forEach(s -> reasons.add(ReasonCode.SESSION_TAKEN_OVER));
            result.complete(reasons);
            return;
        }
        for (Subscription s : wanted) {
            String filter = s.filter().toString();
            boolean valid = here.shared.settings().filterProblem(filter) == null;
            ReasonCode reason = valid ? permissions.subscribe(s.filter()) : ReasonCode.TOPIC_FILTER_INVALID;
            if (!reason.isError()) {
                granted.put(filter, s.qos().value());
            }
            reasons.add(reason.isError() ? reason : ReasonCode.granted(s.qos().value()));
        }
        // nobody can say: what was granted stays until somebody does. All refused: a bad edit takes nothing away that ran
        if (reasons.contains(ReasonCode.SERVER_UNAVAILABLE) || granted.isEmpty() && !wanted.isEmpty()) {
            result.complete(reasons);
            return;
        }
        Commit commit = here.committing.open(Claim.WORK);
        change(here, commit, granted);
        commit.then(failure -> {
            if (failure == null) {
                result.complete(reasons);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    /** Queue and record first, then the tree: a message that finds the subscription finds the queue. */
    private void change(Shard here, Commit commit, Map<String, Integer> granted) {
        if (session.queue() == 0) {
            session.queue(here.shared.newQueue());
            here.shared.owners.put(session.queue(), session);
        }
        commit.batch.open(session.queue(), session.name()); // each time: an earlier one may have been refused
        commit.batch.put(Maps.LOCALS, Bytes.of(session.name()),
                new SessionRecord(session.queue(), "", granted).bytes());
        for (String old : List.copyOf(session.subscriptions.keySet())) {
            if (!granted.containsKey(old)) {
                session.subscriptions.remove(old);
                here.shared.tree.unsubscribe(old, session);
            }
        }
        granted.forEach((filter, qos) -> {
            session.subscriptions.put(filter, qos);
            here.shared.tree.subscribe(filter, session, qos);
        });
    }

    @Override
    public CompletionStage<PublishResult> publish(Message message) {
        CompletableFuture<PublishResult> result = new CompletableFuture<>();
        if (closed || !session.shared.isOpen()) {
            result.complete(new PublishResult(ReasonCode.SERVER_UNAVAILABLE,
                    closed ? "the session is closed" : "no transport: the session rests"));
        } else {
            session.loop.run(here -> session.outcomes.publish(here, permissions, message, result));
        }
        return result;
    }

    @Override
    public void request(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("credit " + n + ": at least 1");
        }
        session.loop.run(here -> session.credit(this, n));
    }

    @Override
    public long waiting() {
        return closed ? 0 : session.waiting();
    }

    @Override
    public void close() {
        closed = true;
        session.loop.run(here -> session.closed(this));
    }
}
