package io.tidegate.hub.internal;

import io.tidegate.hub.internal.inprocess.DeadLetterBox;
import io.tidegate.hub.internal.inprocess.LocalSession;
import io.tidegate.hub.internal.inprocess.LocalSessions;
import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.hub.internal.session.Recorded;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.shard.Maps;
import io.tidegate.hub.internal.shard.RunningTime;
import io.tidegate.hub.internal.shard.SessionRecord;
import io.tidegate.hub.internal.shard.Shared;
import io.tidegate.store.Store;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sessions, subscriptions and retained messages of what the store tells, once, before anything else runs. */
final class Recovered implements Store.Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovered.class);

    private final Shared shared;
    private final LocalSessions locals;
    private final Map<Long, Queue> queues = new HashMap<>();
    private final Map<String, SessionRecord> clients = new LinkedHashMap<>();
    private final Map<String, SessionRecord> inProcess = new LinkedHashMap<>();
    private final Map<String, Instant> orphans = new HashMap<>();
    private final Map<String, Integer> lent = new HashMap<>();
    private final Map<String, String> reserved = new HashMap<>();
    private boolean unclean;
    private final List<byte[]> incoming = new ArrayList<>();

    Recovered(Shared shared, LocalSessions locals) {
        this.shared = shared;
        this.locals = locals;
    }

    @Override
    public void queue(long queue, String name, long first, long next, long waiting) {
        shared.queueSeen(queue);
        queues.put(queue, new Queue(first, next, waiting));
        if (name.startsWith(DeadLetterBox.QUEUE_PREFIX)) {
            shared.deadLetterQueues.put(name.substring(DeadLetterBox.QUEUE_PREFIX.length()), queue);
        }
    }

    @Override
    public void put(int map, byte[] key, byte[] value) {
        String name = Bytes.text(key, 0, map == Maps.INCOMING ? key.length - 3 : key.length);
        switch (map) {
            case Maps.SESSIONS -> clients.put(name, SessionRecord.of(value));
            case Maps.LOCALS -> inProcess.put(name, SessionRecord.of(value));
            case Maps.RETAINED -> shared.retained.set(name, value);
            case Maps.INCOMING -> incoming.add(key);
            case Maps.WILLS -> shared.overdueWills.add(key, value);
            case Maps.LENT -> lent.put(name, ByteBuffer.wrap(value).getInt());
            case Maps.RESERVED -> reserved.put(name, Bytes.text(value, 0, value.length));
            case Maps.STATE -> state(key, value);
            case Maps.ORPHANS -> orphans.put(name, Instant.ofEpochMilli(ByteBuffer.wrap(value).getLong()));
            default -> LOG.warn("store holds an unknown map={} left alone", map);
        }
    }

    /** The kept sessions, away; in-process ones are with {@link LocalSessions} by then. */
    List<Session> sessions() {
        inProcess.forEach(this::local);
        shared.reserved.recovered(reserved, inProcess.keySet());
        Map<String, Session> made = new LinkedHashMap<>();
        clients.forEach((clientId, record) -> made.put(clientId, client(clientId, record)));
        for (byte[] key : incoming) {
            Session s = made.get(Bytes.text(key, 0, key.length - 3));
            if (s != null) {
                s.incoming().add((key[key.length - 2] & 0xFF) << 8 | key[key.length - 1] & 0xFF);
            }
        }
        return List.copyOf(made.values());
    }

    private void state(byte[] key, byte[] value) {
        if (Arrays.equals(key, RunningTime.KEY)) {
            shared.time.recovered(value, shared.settings().messageAgeSeconds());
        } else {
            unclean |= Arrays.equals(key, Maps.RUNNING);
        }
    }

    /** Whether the hub before did not get to its end. */
    boolean isUnclean() {
        return unclean;
    }

    private Session client(String clientId, SessionRecord record) {
        Queue q = queues.getOrDefault(record.queue(), Queue.EMPTY);
        Session s = new Session(clientId, -1);
        s.principal = record.principal();
        s.stored = Recorded.of(record.bytes());
        s.asked = s.stored;
        s.queue(record.queue());
        s.end = q.next;
        s.resendBelow = q.next; // nobody knows any more what of it was sent
        s.queued = q.waiting;
        s.reason = "restored from the store";
        s.subscriptions.putAll(record.subscriptions());
        shared.owners.put(record.queue(), s);
        record.subscriptions().forEach((filter, qos) -> shared.tree.subscribe(filter, s, qos));
        return s;
    }

    private void local(String name, SessionRecord record) {
        Queue q = queues.getOrDefault(record.queue(), Queue.EMPTY);
        LocalSession session = locals.recovered(name);
        session.recovered(record.queue(), record.subscriptions(), q.next, q.waiting, lent.getOrDefault(name, 0));
        shared.owners.put(record.queue(), session);
        if (orphans.containsKey(name)) {
            session.orphaned(orphans.get(name));
        }
        record.subscriptions().forEach((filter, qos) -> shared.tree.subscribe(filter, session, qos));
    }

    private record Queue(long first, long next, long waiting) {
        static final Queue EMPTY = new Queue(1, 1, 0);
    }
}
