package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Entry;
import io.tidegate.hub.internal.session.Route;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.store.Claim;
import io.tidegate.transport.PacketType;
import java.util.Arrays;

/** What of publishing goes through the store: messages for queues, retained messages, QoS 2 of kept sessions. Owned by its loop. */
public final class Publishing {
    private final Shard shard;

    public Publishing(Shard shard) {
        this.shard = shard;
    }

    /**
     * Stores a message, then delivers and acknowledges it. The fact before the answer: message and, for a kept
     * session, QoS 2 identifier are in one batch, and PUBACK or PUBREC leaves after it.
     *
     * @param publisher null: an in-process will or the like
     */
    public void viaStore(Session publisher, int packetId, Route known, int qos, boolean retain, byte[] a, int topic,
            int topicLength, int payload, int payloadLength) {
        Commit c = shard.committing.open(Claim.INTAKE);
        Route r = known;
        boolean full = retain && !hasRoom(r.name(), topicLength, payloadLength);
        if (full && qos > 0 && publisher != null) {
            shard.committing.refuseRetained(publisher, packetId, qos);
            return;
        }
        if (full) {
            shard.shared.publishRefused.incrementAndGet(); // to whoever is there it goes all the same
        } else if (retain) {
            retain(c, r.name(), qos, a, topic, topicLength, payload, payloadLength);
            r = shard.route(a, topic, topicLength); // again: who has subscribed in between takes this one for a later message
        }
        if (qos == 0) {
            shard.delivering.deliver(r, a, topic, topicLength, payload, payloadLength, 0);
            shard.committing.relieve(publisher);
            return;
        }
        if (qos == 2 && publisher != null && publisher.isKept()) {
            c.batch.put(Maps.INCOMING, Maps.incoming(publisher.name(), packetId), new byte[0]);
        }
        if (publisher != null) {
            publisher.owed++;
        }
        shard.committing.append(c, publisher, packetId, r, qos << 1, 0, a, topic, topicLength, payload, payloadLength);
        shard.committing.relieve(publisher);
    }

    /** Whether a message may be retained as far as the heap goes; to remove one takes nothing. Any loop's thread. */
    public boolean hasRoom(String topic, int topicBytes, int payloadBytes) {
        return payloadBytes == 0
                || shard.shared.retained.hasRoom(topic, Entry.size(topicBytes, payloadBytes), shard.shared.settings().retainedBytes());
    }

    /** MQTT 3.1.1 §3.3.1.3: kept in place of an earlier one; an empty payload removes it. Before its receivers are looked for. */
    public void retain(Commit c, String name, int qos, byte[] a, int topic, int topicLength, int payload, int payloadLength) {
        byte[] entry = payloadLength == 0 ? null : new byte[Entry.size(topicLength, payloadLength)];
        if (entry == null) {
            c.batch.delete(Maps.RETAINED, a, topic, topicLength);
        } else {
            Entry.write(entry, 0, qos << 1 | Entry.RETAIN, 0, shard.seconds(), a, topic, topicLength, payload, payloadLength);
            c.batch.put(Maps.RETAINED, a, topic, topicLength, entry, 0, entry.length);
        }
        c.retain(name, entry, shard.shared.retained.begin(name, entry)); // last: what is begun has to be answered
    }

    /** Whether an incoming QoS 2 message is a new one; else it was taken before, MQTT 3.1.1 [MQTT-4.3.3-2]. */
    public boolean isNew(Session publisher, int packetId) {
        boolean unknown = publisher.incoming().add(packetId);
        boolean refused = shard.shared.refusedMessages.take(publisher, packetId);
        return unknown || refused;
    }

    /** An answer that must not overtake what is on its way to the store. */
    public void answer(Session s, int type, int packetId) {
        if (s.owed > 0 || s.isKept()) {
            shard.committing.open(Claim.INTAKE).answer(s, type, packetId);
        } else {
            s.connection.acknowledge(type, packetId, 0);
        }
    }

    /** PUBREL: the identifier's removal is stored before PUBCOMP, else a reused one would be taken for a duplicate. */
    public void released(Session s, int packetId) {
        s.incoming().remove(packetId);
        shard.shared.refusedMessages.take(s, packetId);
        if (s.isKept()) {
            // behind the message itself, where that is still on its way
            forgetIncoming(shard.committing.open(s.owed > 0 ? Claim.INTAKE : Claim.RELEASE), s, packetId);
        } else {
            answer(s, PacketType.PUBCOMP, packetId);
        }
    }

    void forgetIncoming(Commit c, Session s, int packetId) {
        byte[] key = Maps.incoming(s.name(), packetId);
        c.batch.delete(Maps.INCOMING, key, 0, key.length);
        c.answer(s, PacketType.PUBCOMP, packetId);
    }

    /** Whether {@link #publish} takes such a message through the store. */
    boolean isStored(byte[] topic, int qos, boolean retain) {
        Route r = shard.route(topic, 0, topic.length);
        return r.problem == null && (retain || qos > 0 && r.queues.length > 0);
    }

    /** A message from inside the hub with no publisher to tell: a will. */
    public void publish(byte[] topic, byte[] payload, int qos, boolean retain) {
        Route r = shard.route(topic, 0, topic.length);
        if (r.problem != null) {
            return;
        }
        byte[] a = Arrays.copyOf(topic, topic.length + payload.length);
        System.arraycopy(payload, 0, a, topic.length, payload.length);
        if (isStored(topic, qos, retain)) {
            viaStore(null, 0, r, qos, retain, a, 0, topic.length, topic.length, payload.length);
        } else {
            shard.delivering.deliver(r, a, 0, topic.length, topic.length, payload.length, qos);
        }
    }
}
