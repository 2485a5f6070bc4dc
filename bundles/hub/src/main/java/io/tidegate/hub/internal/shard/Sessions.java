package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Recorded;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.store.Claim;
import io.tidegate.transport.Connection;
import io.tidegate.transport.Packet;
import java.util.HashMap;
import java.util.Map;

/** The sessions with sockets of one loop: their beginning, resting and end. Owned by its loop. */
public final class Sessions {
    private final Shard shard;
    private final Wills wills;
    private final Claims claims;
    private final Map<String, Session> byClientId = new HashMap<>();

    public Sessions(Shard shard, Publishing publishing) {
        this.shard = shard;
        this.wills = new Wills(shard, publishing);
        this.claims = new Claims(shard);
    }

    public Wills wills() {
        return wills;
    }

    /** The identifiers whose home is this loop. */
    public Claims claims() {
        return claims;
    }

    public Map<String, Session> all() {
        return byClientId;
    }

    /** Takes a session over to this loop. */
    public void add(Session s) {
        byClientId.put(s.name(), s);
        if (s.shard() != shard.index()) {
            s.shard(shard.index());
            shard.shared.tree.invalidate();
        }
        shard.retainedToQueues.moved(s);
        shard.delivering.retained.moved(s);
    }

    /** Gives a session up to a later CONNECT with its identifier; its principal alone may take it. */
    public Claims.Claimed release(String clientId, String principal) {
        Session s = byClientId.get(clientId);
        if (s == null) {
            return new Claims.Claimed(null, null);
        }
        if (!s.principal.equals(principal)) {
            return new Claims.Claimed(null, "the session belongs to another principal");
        }
        if (s.connection != null || s.arriving != null) {
            var old = s.connection != null ? s.connection : s.arriving;
            old.attach(null); // closed() is not to find it any more
            old.close(new Packet.Disconnect(ReasonCode.SESSION_TAKEN_OVER, 0)); // MQTT 3.1.1 [MQTT-3.1.4-2]
            lost(s, "taken over by a later CONNECT");
        }
        byClientId.remove(clientId);
        shard.pumpNoMore(s);
        shard.committing.submit(); // before the loop that gets it stores or reads anything of it
        return new Claims.Claimed(s.ended ? null : s, null);
    }

    /** Its connection is gone: the will goes out, and a session that ends with its connection ends. */
    public void lost(Session s, String why) {
        if (s.will != null) {
            wills.due(s);
        }
        shard.delivering.disconnected(s);
        shard.committing.disconnected(s);
        s.disconnected(why);
        s.resendBelow = Math.max(s.resendBelow, s.cursor);
        if (!s.isKept()) {
            end(s);
        }
        shard.delivering.retained.go(s); // no connection holds them up any more on their way into its queue
    }

    /**
     * An identifier is an in-process session's now: its connection ends. A kept session stays as that of any client that is away,
     * for what waits in it is nobody else's; it is there again when the identifier is.
     */
    public void reserved(String clientId) {
        Session s = byClientId.get(clientId);
        String holder = shard.shared.reserved.holder(clientId);
        if (s != null && holder != null) {
            close(s, new Review.Refusal(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "its client identifier is reserved by " + holder));
        }
    }

    /** Ends the connection of somebody who is not let in any more, or not after all. */
    void close(Session s, Review.Refusal why) {
        Connection c = s.connection != null ? s.connection : s.arriving;
        if (c != null) {
            if (s.connection == null && s.will != null) { // it was never let in: nothing of it counts
                wills.forget(s, () -> { });
            }
            s.reason = "closed: " + why.reason();
            c.close(s.connection != null ? new Packet.Disconnect(ReasonCode.ADMINISTRATIVE_ACTION, 0)
                    : new Packet.Connack(why.code(), false, null, -1));
        }
    }

    /** Ends a session for good; a kept one is removed from the store. */
    public void end(Session s) {
        s.ended = true;
        shard.shared.refusedMessages.forget(s);
        s.subscriptions.keySet().forEach(f -> shard.shared.tree.unsubscribe(f, s));
        byClientId.remove(s.name(), s);
        if (s.isKept()) {
            Commit c = shard.committing.behindAll(); // what is stored of it in this turn is not to bring it back
            byte[] id = io.tidegate.hub.internal.routing.Bytes.of(s.name());
            c.batch.delete(Maps.SESSIONS, id, 0, id.length);
            c.batch.drop(s.queue());
            s.incoming().forEach(packetId -> {
                byte[] key = Maps.incoming(s.name(), packetId);
                c.batch.delete(Maps.INCOMING, key, 0, key.length);
            });
            shard.shared.owners.remove(s.queue());
            return; // the identifier goes on to the CONNECT that ended it
        }
        Shard home = shard.home(s.name());
        if (home != null) {
            home.run(() -> home.clients.claims().ended(s.name(), shard.index()));
        }
    }

    /** Making it a kept one was refused: it never was. */
    public void neverKept(Session s, String why) {
        shard.shared.owners.remove(s.queue());
        s.queue(0);
        s.asked = null;
        lost(s, why);
    }

    /**
     * The record of a session that is to be kept from now on, or has changed.
     *
     * @return null when the store has it as it is now, and will not be told otherwise by what is under way
     */
    public Changed toStore(Session s) {
        if (!s.isKept()) {
            s.queue(shard.shared.newQueue());
            shard.shared.owners.put(s.queue(), s);
        }
        byte[] record = new SessionRecord(s.queue(), s.principal, s.subscriptions).bytes();
        Recorded as = Recorded.of(record);
        boolean has = s.stored != null && s.stored.equals(s.asked) && s.stored.equals(as);
        return has ? null : new Changed(record, as);
    }

    /** A session's record, to be stored. */
    public record Changed(byte[] record, Recorded as) {
    }

    /**
     * The batch for a session's record: always accepted where the store has it, or would have no more than it has. Whoever
     * fills a full store must be able to come and take what is his.
     */
    public Commit room(Session s, Changed changed) {
        boolean fits = changed == null || s.stored != null && changed.as.bytes() <= s.stored.bytes();
        return fits ? shard.committing.behindAll() : shard.committing.open(Claim.WORK);
    }

    /** Stores what {@link #toStore} gave. */
    public void store(Commit c, Session s, Changed changed) {
        if (s.stored == null) {
            c.batch.open(s.queue(), s.name()); // each time: an earlier one may have been refused
        }
        c.batch.put(Maps.SESSIONS, io.tidegate.hub.internal.routing.Bytes.of(s.name()), changed.record);
        s.asked = changed.as;
        c.keeps(s, s.asked);
    }
}
