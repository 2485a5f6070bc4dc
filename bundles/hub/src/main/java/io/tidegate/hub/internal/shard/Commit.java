package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Entry;
import io.tidegate.hub.internal.session.Recorded;
import io.tidegate.hub.internal.session.Route;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.store.Batch;
import io.tidegate.store.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A batch with what is to be done once it is committed, in order: parallel arrays, so that a message makes no object.
 * Owned by its loop, but while the store has it.
 */
public final class Commit {
    static final byte PUBLISH = 1;
    static final byte ANSWER = 2;
    static final byte THEN = 3;

    public final Batch batch = new Batch(1 << 14);
    private final List<Retain> retained = new ArrayList<>();
    private final List<Kept> kept = new ArrayList<>();
    private int count;
    private byte[] kinds = new byte[16];
    private Session[] sessions = new Session[16];
    private int[] epochs = new int[16];
    private int[] first = new int[16];
    private int[] second = new int[16];
    private Route[] routes = new Route[16];
    private Object[] thens = new Object[16];

    /**
     * A message that was appended: deliver it, then acknowledge it to its publisher.
     *
     * @param publisher null: nobody is told
     */
    public void publish(Session publisher, int packetId, int operation, Route route) {
        int i = add(PUBLISH, publisher);
        first[i] = packetId;
        second[i] = operation;
        routes[i] = route;
    }

    /** An answer to a peer that may leave once everything before it is stored; later ones wait in the same line. */
    public void answer(Session peer, int type, int packetId) {
        peer.owed++;
        int i = add(ANSWER, peer);
        first[i] = type;
        second[i] = packetId;
    }

    /** Anything else; told null when it was committed. */
    public void then(Consumer<StoreException> then) {
        int i = add(THEN, null); // first: it may replace the array
        thens[i] = then;
    }

    /**
     * A retained message to be visible once stored; null: none any more.
     *
     * @param since as {@link Retained#begin} has said
     */
    void retain(String topic, byte[] entry, long since) {
        retained.add(new Retain(topic, entry, since));
    }

    /** A session's record that is in the batch. */
    void keeps(Session session, Recorded record) {
        kept.add(new Kept(session, record));
    }

    /** All of it is stored. On the committing thread, so that the order of loops is the order of the store. */
    void tellStored(Retained all) {
        retained.forEach(r -> all.changed(r.topic, r.entry, r.since));
        kept.forEach(k -> k.session.stored = k.record);
    }

    /** On the committing thread, as {@link #tellStored}: nothing of it was stored. */
    void tellRefused(Retained retainedOnes, RefusedMessages all) {
        retained.forEach(r -> retainedOnes.refused(r.topic, r.entry));
        for (int i = 0; i < count; i++) {
            if (kinds[i] == PUBLISH && sessions[i] != null && sessions[i].isKept() && qos(i) == 2) {
                all.add(sessions[i], first[i]);
            }
        }
    }

    private record Retain(String topic, byte[] entry, long since) {
    }

    private record Kept(Session session, Recorded record) {
    }

    private int add(byte kind, Session session) {
        if (count == kinds.length) {
            grow(count * 2);
        }
        kinds[count] = kind;
        sessions[count] = session;
        epochs[count] = session == null ? 0 : session.epoch;
        return count++;
    }

    private void grow(int n) {
        kinds = Arrays.copyOf(kinds, n);
        sessions = Arrays.copyOf(sessions, n);
        epochs = Arrays.copyOf(epochs, n);
        first = Arrays.copyOf(first, n);
        second = Arrays.copyOf(second, n);
        routes = Arrays.copyOf(routes, n);
        thens = Arrays.copyOf(thens, n);
    }

    public boolean isEmpty() {
        return count == 0 && batch.isEmpty();
    }

    /** Whether anything is done or seen when it is stored. */
    boolean isAwaited() {
        return count > 0 || !retained.isEmpty() || !kept.isEmpty();
    }

    int count() {
        return count;
    }

    byte kind(int i) {
        return kinds[i];
    }

    Session session(int i) {
        return sessions[i];
    }

    /** Whether the session is still on the connection that caused this. */
    boolean sameConnection(int i) {
        return sessions[i].epoch == epochs[i] && sessions[i].connection != null;
    }

    int packetId(int i) {
        return kinds[i] == PUBLISH ? first[i] : second[i];
    }

    int type(int i) {
        return first[i];
    }

    int operation(int i) {
        return second[i];
    }

    /** Of a message. */
    int qos(int i) {
        return Entry.qos(batch.array(), batch.entry(second[i]));
    }

    Route route(int i) {
        return routes[i];
    }

    @SuppressWarnings("unchecked")
    Consumer<StoreException> then(int i) {
        return (Consumer<StoreException>) thens[i];
    }

    /** Empties it for reuse and forgets every object. */
    void clear() {
        Arrays.fill(sessions, 0, count, null);
        Arrays.fill(routes, 0, count, null);
        Arrays.fill(thens, 0, count, null);
        retained.clear();
        kept.clear();
        count = 0;
        batch.clear();
    }
}
