package io.tidegate.hub.internal.packet;

import io.tidegate.hub.internal.session.Luggage;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.shard.Claims;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.transport.Connection;
import io.tidegate.transport.Packet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the connections that the hub before held to their sessions: what was never accepted is sent, nothing else is
 * sent again, and only then they are read on. A connection that closed meanwhile ends like any lost one. Owned by its
 * loop.
 */
public final class Adoption {
    private static final Logger LOG = LoggerFactory.getLogger("io.tidegate.hub.connection");
    private static final Duration RETRY = Duration.ofMillis(10);
    /** How long the other loops, and whoever decides about permissions, may take to be there. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final Shard shard;
    private int left;
    private Runnable whenDone;

    public Adoption(Shard shard) {
        this.shard = shard;
    }

    /**
     * @param held in the order of their CONNECT, so that of two with one client identifier the later wins
     * @param done called on the loop when each was joined or given up
     */
    public void adopt(List<Connection> held, Runnable done) {
        left = held.size();
        whenDone = done;
        held.forEach(c -> c.read(false));
        join(List.copyOf(held), System.nanoTime() + PATIENCE_NANOS);
    }

    private void settled() {
        if (--left == 0) {
            whenDone.run();
        }
    }

    private void join(List<Connection> held, long deadline) {
        boolean ready = shard.shared.shards().length == shard.loop.count() && shard.shared.authorizer() != null;
        if (!ready && System.nanoTime() - deadline < 0) {
            shard.loop.schedule(RETRY, () -> join(held, deadline)); // the rest of the loops
            return;
        }
        LOG.info("event=adopting connections={} loop={}", held.size(), shard.index());
        for (Connection c : held) {
            if (ready) {
                join(c);
            } else {
                giveUp(c, "nobody to decide what it may");
                settled();
            }
        }
    }

    private void join(Connection c) {
        Luggage.Owner owner = Luggage.owner(c.luggage());
        if (owner == null) {
            giveUp(c, "its luggage is of an unknown version");
            settled();
            return;
        }
        String id = c.facts().clientId();
        Shard home = shard.home(id);
        home.post(() -> home.clients.claims().claim(id, shard,
                (there, clientId) -> there.clients.release(clientId, owner.principal()),
                claimed -> {
                    claimed(c, owner, claimed);
                    settled();
                }));
    }

    private void claimed(Connection c, Luggage.Owner owner, Claims.Claimed claimed) {
        Session s = claimed.session();
        if (claimed.refusal() != null || owner.kept() && s == null) {
            giveUp(c, claimed.refusal() != null ? claimed.refusal() : "the store no longer has its session");
            return;
        }
        String holder = shard.shared.reserved.holder(c.facts().clientId());
        if (holder != null) {
            giveUp(c, "its client identifier is reserved by " + holder);
            rest(s);
            return;
        }
        if (!owner.kept()) {
            s = new Session(c.facts().clientId(), shard.index());
        }
        try {
            Luggage.unpack(c.luggage(), s, shard.shared.settings().waitingBytes());
        } catch (IOException cut) {
            giveUp(c, "its luggage is cut: " + cut.getMessage());
            if (owner.kept()) {
                s.disconnected("its luggage was cut");
                s.flightUnknown();
                rest(s);
            }
            return;
        }
        c.luggage(null);
        if (s.will != null) {
            shard.shared.overdueWills.claimed(s.will);
        }
        shard.clients.add(s);
        permitted(s);
        s.connection = c;
        s.reason = "";
        s.windowLimit(shard.review.windowLimit(c));
        shard.delivering.adopted(s);
        if (!c.isOpen()) {
            Session gone = s; // its will is for everybody, also for those who are yet to be joined
            shard.whenOpen(() -> shard.clients.lost(gone, "connection lost while the hub was replaced"));
            return;
        }
        c.attach(s);
        shard.pumpLater(s);
        c.read(true);
    }

    /** A kept session that was given up for a connection that is not to have it: away, as before. */
    private void rest(Session s) {
        if (s != null) {
            shard.clients.add(s);
        }
    }

    /** Subscriptions as far as its principal may still have them; those of a kept session are in the tree already. */
    private void permitted(Session s) {
        Authorizer authorizer = shard.shared.authorizer();
        s.subscriptions.entrySet().removeIf(e -> {
            boolean allowed = authorizer == null || authorizer.maySubscribe(s.principal, TopicFilter.of(e.getKey()));
            if (allowed && !s.isKept()) {
                shard.shared.tree.subscribe(e.getKey(), s, e.getValue());
            } else if (!allowed && s.isKept()) {
                shard.shared.tree.unsubscribe(e.getKey(), s);
            }
            return !allowed;
        });
    }

    private static void giveUp(Connection c, String reason) {
        LOG.warn("event=closed client={} address={} reason={}", Closing.printable(c.facts().clientId()),
                c.facts().address(), Closing.printable(reason));
        c.luggage(null);
        if (c.isOpen()) {
            c.close(new Packet.Disconnect(ReasonCode.SERVER_SHUTTING_DOWN, 0));
        }
    }
}
