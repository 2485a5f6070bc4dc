package io.tidegate.hub.internal.packet;

import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.shard.Commit;
import io.tidegate.hub.internal.shard.Sessions;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.store.StoreException;
import io.tidegate.transport.Connection;
import io.tidegate.transport.Packet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** SUBSCRIBE and UNSUBSCRIBE, MQTT 3.1.1 §3.8 to §3.11. Owned by its loop. */
public final class SubscribeHandler {
    /** No QoS: it was not subscribed. */
    private static final int NONE = -1;

    private final Shard shard;

    public SubscribeHandler(Shard shard) {
        this.shard = shard;
    }

    public void subscribe(Session s, Connection c, Packet.Subscribe p, Authorizer authorizer) {
        List<ReasonCode> reasons = new ArrayList<>(p.requests().size());
        List<Packet.Subscribe.Request> granted = new ArrayList<>(p.requests().size());
        Map<String, Integer> before = new LinkedHashMap<>();
        for (Packet.Subscribe.Request r : p.requests()) {
            ReasonCode reason = judge(s, r, authorizer);
            reasons.add(reason);
            if (!reason.isError()) {
                Integer had = s.subscriptions.put(r.filter(), r.qos());
                before.putIfAbsent(r.filter(), had == null ? NONE : had);
                shard.shared.tree.subscribe(r.filter(), s, r.qos());
                granted.add(r);
            }
        }
        long since = shard.shared.retained.now(); // behind the tree: what is retained from now on comes like any message
        Packet.Suback answer = new Packet.Suback(p.packetId(), reasons);
        Sessions.Changed record = s.isKept() && !granted.isEmpty() ? shard.clients.toStore(s) : null;
        if (record != null) {
            Commit commit = shard.clients.room(s, record);
            shard.clients.store(commit, s, record);
            commit.then(failure -> {
                if (failure != null) {
                    undo(s, before);
                }
            });
            whenStored(commit, s, c, () -> subscribed(s, c, answer, granted, since));
            shard.committing.relieve(s, commit.batch.claim());
        } else {
            subscribed(s, c, answer, granted, since);
        }
    }

    /** What was refused is not subscribed either: else the session could not be stored, and so not come back, before there is room. */
    private void undo(Session s, Map<String, Integer> before) {
        Shard there = shard.of(s);
        if (there == null || s.ended) {
            return;
        }
        there.run(() -> before.forEach((filter, qos) -> {
            if (qos == NONE) {
                s.subscriptions.remove(filter);
                there.shared.tree.unsubscribe(filter, s);
            } else {
                s.subscriptions.put(filter, qos);
                there.shared.tree.subscribe(filter, s, qos);
            }
        }));
    }

    private ReasonCode judge(Session s, Packet.Subscribe.Request r, Authorizer authorizer) {
        if (shard.shared.settings().filterProblem(r.filter()) != null) {
            return ReasonCode.TOPIC_FILTER_INVALID;
        }
        return authorizer.maySubscribe(s.principal, TopicFilter.of(r.filter()))
                ? ReasonCode.granted(r.qos()) : ReasonCode.NOT_AUTHORIZED;
    }

    private void subscribed(Session s, Connection c, Packet.Suback answer, List<Packet.Subscribe.Request> granted, long since) {
        c.send(answer);
        shard.delivering.retained.begin(s, granted, since);
    }

    public void unsubscribe(Session s, Connection c, Packet.Unsubscribe p) {
        List<ReasonCode> reasons = new ArrayList<>(p.filters().size());
        for (String filter : p.filters()) {
            boolean existed = s.subscriptions.remove(filter) != null;
            reasons.add(existed ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED);
            if (existed) {
                shard.shared.tree.unsubscribe(filter, s);
            }
        }
        Packet.Unsuback answer = new Packet.Unsuback(p.packetId(), reasons);
        Sessions.Changed record = s.isKept() ? shard.clients.toStore(s) : null;
        if (record != null) {
            Commit commit = shard.clients.room(s, record);
            shard.clients.store(commit, s, record);
            whenStored(commit, s, c, () -> c.send(answer));
            shard.committing.relieve(s, commit.batch.claim());
        } else {
            c.send(answer);
        }
    }

    private static void whenStored(Commit commit, Session s, Connection c, Runnable then) {
        s.owed++;
        commit.then((StoreException failure) -> {
            if (s.connection != c) {
                return;
            }
            s.owed--;
            if (failure == null) {
                then.run();
            } else {
                Closing.close(s, c, ReasonCode.QUOTA_EXCEEDED, failure.getMessage());
            }
        });
    }
}
