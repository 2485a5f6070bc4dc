package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Entry;
import io.tidegate.hub.internal.session.Route;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.store.Batch;
import io.tidegate.store.Claim;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import io.tidegate.transport.Packet;
import io.tidegate.transport.PacketType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loop's way to the store: gathers what a turn wants stored in one batch per {@link Claim}, so that a full store
 * refuses new messages without refusing what empties it; submits at the end of the turn or when a batch is large, and
 * does what follows when the batch comes back. Owned by its loop.
 */
public final class Committing {
    private static final Logger LOG = LoggerFactory.getLogger(Committing.class);
    private static final int BATCH_BYTES = 64 << 10;
    /** Bytes on the way to the store above which publishers are no longer read. */
    private static final int PAUSE_BYTES = 4 << 20;
    private static final int SPARE_BATCHES = 8;
    private static final StoreException RETAINED_FULL = new StoreException(StoreException.Kind.FULL,
            "no room for another retained message, or for a larger one (retained.bytes.max)", null);
    private static final StoreException REFUSED_BEFORE = new StoreException(StoreException.Kind.FULL,
            "the store has refused the message whose resend this is", null);

    private final Shard shard;
    private final Commit[] open = new Commit[Claim.values().length];
    private final ArrayDeque<Commit> spare = new ArrayDeque<>();
    private final List<Session> paused = new ArrayList<>();
    /** Kept sessions that have yet to get retained messages. */
    private final Set<Session> yetToGet = new LinkedHashSet<>();
    private final Set<Commit> underWay = ConcurrentHashMap.newKeySet(); // changed on the loop, looked at by any thread
    private long bytesUnderWay;
    private Runnable idle;

    private final Queue<Commit> answered = new ConcurrentLinkedQueue<>(); // any thread
    /** Whose loop does what follows: this one's, and when that has let go, another's; null while there is none. */
    private volatile Shard here;

    Committing(Shard shard) {
        this.shard = shard;
        this.here = shard;
    }

    /** The batch being filled for this claim. What one caller adds before it returns to the loop is never torn apart. */
    public Commit open(Claim claim) {
        Commit c = open[claim.ordinal()];
        if (c == null) {
            c = spare.isEmpty() ? new Commit() : spare.poll();
            c.batch.claim(claim);
            open[claim.ordinal()] = c;
        }
        return c;
    }

    /** The batch of what is always accepted, behind all that this loop has gathered so far: what it takes back is there by then. */
    public Commit behindAll() {
        if (has(Claim.WORK) || has(Claim.INTAKE)) { // else the one that is open is: no batch for each of many
            submit();
        }
        return open(Claim.RELEASE);
    }

    private boolean has(Claim claim) {
        Commit c = open[claim.ordinal()];
        return c != null && !c.isEmpty();
    }

    /** Appends a message for its queues, to be delivered and acknowledged once stored. */
    public void append(Commit c, Session publisher, int packetId, Route route, int flags, int hops, byte[] a, int topic,
            int topicLength, int payload, int payloadLength) {
        int queues = (flags >> 1 & 3) == 0 ? 0 : route.queues.length; // QoS 0 is kept for nobody
        int operation = c.batch.append(route.queues, queues, Entry.size(topicLength, payloadLength));
        Entry.write(c.batch.array(), c.batch.entry(operation), flags, hops, shard.seconds(), a, topic, topicLength, payload,
                payloadLength);
        c.publish(publisher, packetId, operation, route);
    }

    /** After a packet: submits early what has grown large, and pauses a publisher when the store is far behind. */
    void relieve(Session publisher) {
        relieve(publisher, Claim.INTAKE);
    }

    /** The same after something else than a message, as a session's record, which is stored as a whole with each change. */
    public void relieve(Session publisher, Claim claim) {
        Commit gathered = open[claim.ordinal()];
        if (gathered != null && gathered.batch.length() >= BATCH_BYTES) {
            if (claim == Claim.WORK) {
                submit(Claim.RELEASE); // an older record of the same session may lie there
            }
            submit(claim);
        }
        // also where little was gathered: a slow store is far behind by many small turns too
        if (bytesUnderWay > PAUSE_BYTES && publisher != null && publisher.connection != null && !publisher.paused) {
            publisher.paused = true;
            publisher.connection.read(false);
            paused.add(publisher);
        }
    }

    /** Submits what there is; release first, so that room is made before it is asked for. */
    public void submit() {
        submit(Claim.RELEASE);
        submit(Claim.WORK);
        submit(Claim.INTAKE);
    }

    private void submit(Claim claim) {
        Commit c = open[claim.ordinal()];
        if (c == null || c.isEmpty()) {
            return;
        }
        open[claim.ordinal()] = null;
        if (idle != null) {
            shard.shared.inDoubt.add(c);
        } else if (!c.isAwaited()) {
            c.batch.unawaited();
        }
        underWay.add(c);
        bytesUnderWay += c.batch.length();
        shard.shared.store.submit(c.batch, b -> {
            if (b.failure() == null) {
                c.tellStored(shard.shared.retained);
            } else {
                c.tellRefused(shard.shared.retained, shard.shared.refusedMessages);
            }
            answered.add(c);
            Shard now = here; // read behind that: whoever follows finds it
            if (now != null) {
                now.post(this::takeAnswer);
            }
        });
    }

    /**
     * One for each that was posted, never those behind it: a page of a queue that the store has read in between is on its way to the
     * loop too, and until it is there what it still shows must count as under way.
     */
    private boolean takeAnswer() {
        Commit c = answered.poll();
        if (c != null) {
            committed(c);
        }
        return c != null;
    }

    private void takeAnswers() {
        while (takeAnswer()) {
            // each that is there
        }
    }

    /** Its loop lets go of the hub: submits everything, and leaves what the store says of it to whoever follows. */
    void letGo() {
        submit();
        idle = null;
        here = null;
    }

    /**
     * After {@link #letGo}, each time that there are loops again: what the store has to say is taken on that one. Nothing is answered
     * there, for connections are others by then, but owners of queues are told what they have, and who waits for an outcome learns it.
     * Any thread.
     */
    public void follow(Shard next) {
        here = next;
        next.post(this::takeAnswers);
    }

    /** Whether the store has said all. Any thread. */
    public boolean isAnswered() {
        return underWay.isEmpty();
    }

    private void committed(Commit c) {
        underWay.remove(c);
        bytesUnderWay -= c.batch.length();
        StoreException failure = c.batch.failure();
        if (failure != null) {
            shard.shared.publishRefused.incrementAndGet();
            LOG.warn("event=store-refused claim={} operations={} reason={}", c.batch.claim(), c.batch.operations(),
                    failure.getMessage());
        }
        for (int i = 0; i < c.count(); i++) {
            switch (c.kind(i)) {
                case Commit.PUBLISH -> published(c, i, failure);
                case Commit.ANSWER -> answer(c, i, failure);
                default -> c.then(i).accept(failure);
            }
        }
        c.clear();
        if (spare.size() < SPARE_BATCHES) {
            spare.add(c);
        }
        resume();
        if (idle != null) {
            whenIdle(idle);
        }
    }

    private void published(Commit c, int i, StoreException failure) {
        Session publisher = c.session(i);
        boolean missed = c.route(i).otherShards.length > 0 && shard.shared.shards().length == 0;
        if (publisher != null && c.sameConnection(i) && !missed) {
            publisher.owed--;
        }
        Batch b = c.batch;
        int operation = c.operation(i);
        int at = b.entry(operation);
        int qos = Entry.qos(b.array(), at);
        if (failure == null) {
            shard.delivering.deliverStored(c.route(i), b, operation);
            if (publisher != null && qos > 0 && c.sameConnection(i) && !missed) { // else: another loop has left that was to have it
                publisher.connection.acknowledge(qos == 1 ? PacketType.PUBACK : PacketType.PUBREC, c.packetId(i), 0);
            }
        } else if (publisher != null && qos > 0) {
            refused(c, i, qos);
            refuse(c, i, failure);
        }
    }

    /** Its identifier is free again, as far as the session is here; else it is when the message comes again. */
    private void refused(Commit c, int i, int qos) {
        Session publisher = c.session(i);
        if (qos == 2 && c.sameConnection(i)) {
            publisher.incoming().remove(c.packetId(i));
            shard.shared.refusedMessages.take(publisher, c.packetId(i));
        } else if (publisher.ended) {
            shard.shared.refusedMessages.forget(publisher);
        }
    }

    private void answer(Commit c, int i, StoreException failure) {
        if (!c.sameConnection(i)) {
            return;
        }
        Session peer = c.session(i);
        peer.owed--;
        // whose messages were refused is told so; an answer shares their batch for its place in line, and asks for no room
        boolean noRoom = failure != null && failure.kind() == StoreException.Kind.FULL;
        if (failure != null && !noRoom) {
            refuse(c, i, failure);
        } else if (noRoom && c.type(i) == PacketType.PUBCOMP && peer.isKept()) {
            shard.publishing.forgetIncoming(open(Claim.RELEASE), peer, c.packetId(i)); // that it is released was refused with them
        } else if (c.type(i) == PacketType.PUBREC && shard.shared.refusedMessages.take(peer, c.packetId(i))) {
            peer.incoming().remove(c.packetId(i)); // it was sent again before it was known that the first one was refused
            refuse(c, i, REFUSED_BEFORE);
        } else {
            peer.connection.acknowledge(c.type(i), c.packetId(i), 0);
        }
    }

    /** A message that is not to be retained is none that was taken either, as where the store is full. */
    void refuseRetained(Session publisher, int packetId, int qos) {
        shard.shared.publishRefused.incrementAndGet();
        if (qos == 2) {
            publisher.incoming().remove(packetId);
        }
        refuse(publisher, RETAINED_FULL);
    }

    private static void refuse(Commit c, int i, StoreException failure) {
        if (c.sameConnection(i)) {
            refuse(c.session(i), failure);
        }
    }

    /** MQTT 3.1.1 knows no refusal of a PUBLISH: unanswered and closed, the client sends it again. */
    private static void refuse(Session publisher, StoreException failure) {
        publisher.reason = "closed: " + failure.getMessage();
        publisher.connection.close(new Packet.Disconnect(ReasonCode.QUOTA_EXCEEDED, 0));
    }

    /** Its connection is gone; whether the next one is read is for the loop that has it. */
    void disconnected(Session publisher) {
        if (publisher.paused) {
            publisher.paused = false;
            paused.remove(publisher);
        }
    }

    /** Whether so much is on its way to the store that this session is to get no retained message now; it goes on by itself. */
    boolean isBehind(Session s) {
        boolean behind = bytesUnderWay > PAUSE_BYTES;
        if (behind) {
            yetToGet.add(s);
        }
        return behind;
    }

    private void resume() {
        if (bytesUnderWay > PAUSE_BYTES / 2) {
            return;
        }
        if (!yetToGet.isEmpty()) {
            List<Session> all = List.copyOf(yetToGet);
            yetToGet.clear();
            all.forEach(shard.delivering.retained::go);
        }
        if (paused.isEmpty()) {
            return;
        }
        List<Session> waiting = List.copyOf(paused);
        paused.clear();
        for (Session s : waiting) {
            if (s.paused && s.connection != null) {
                s.paused = false;
                s.connection.read(true);
            }
        }
    }

    /**
     * Tries again what the store refused, where new messages may have room by now; by itself, so that nobody's message is
     * refused with it. Not while the hub leaves: what this loop publishes then, others may be gone for.
     *
     * @return whether it was tried
     */
    boolean retry(Runnable again) {
        Store.Usage usage = shard.shared.store.usage();
        if (!shard.shared.isOpen() || usage.bytes() >= usage.quota() / 10 * 9) {
            return false;
        }
        submit();
        again.run();
        submit();
        return true;
    }

    /** Submits everything and says so once all of it is answered. */
    public void whenIdle(Runnable done) {
        submit();
        if (idle == null) {
            underWay.forEach(shard.shared.inDoubt::add);
        }
        idle = underWay.isEmpty() ? null : done;
        if (idle == null) {
            done.run();
        }
    }
}
