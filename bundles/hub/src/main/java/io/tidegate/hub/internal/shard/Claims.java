package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Session;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who owns a client identifier, told by the loop that is its home (by hash), so that of two CONNECTs with one
 * identifier on two loops the later wins and there is never a moment with two sessions. Owned by the home's loop.
 */
public final class Claims {
    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
    /** The answer where nobody could say: it may be given up when asked again. */
    public static final Claimed FAILED = new Claimed(null, "the session of its client identifier could not be ended or moved");

    private final Shard home;
    private final Map<String, Integer> owners = new HashMap<>();
    private final Map<String, Deque<Claimant>> moving = new HashMap<>();

    Claims(Shard home) {
        this.home = home;
    }

    /**
     * Asks for the session of a client identifier. On the home's loop.
     *
     * @param release run on the owner's loop: gives the session up, or says why not
     * @param granted run on the claimant's loop, which from then on owns the identifier if it has a session of it
     */
    public void claim(String clientId, Shard claimant, BiFunction<Shard, String, Claimed> release,
            Consumer<Claimed> granted) {
        Claimant c = new Claimant(claimant, release, granted);
        Deque<Claimant> line = moving.get(clientId);
        if (line != null) {
            line.add(c);
            return;
        }
        moving.put(clientId, new ArrayDeque<>());
        move(clientId, c);
    }

    private void move(String clientId, Claimant c) {
        Integer owner = owners.get(clientId);
        if (owner == null) {
            grant(clientId, c, new Claimed(null, null));
            return;
        }
        Shard there = home.shared.shards()[owner];
        there.run(() -> {
            Claimed given = given(there, clientId, c);
            home.run(() -> grant(clientId, c, given));
        });
    }

    private static Claimed given(Shard there, String clientId, Claimant c) {
        try {
            return c.release.apply(there, clientId);
        } catch (RuntimeException e) { // somebody else's code, as that which is asked about its will
            LOG.error("event=release-failed client={}", clientId, e);
            return FAILED;
        }
    }

    private void grant(String clientId, Claimant c, Claimed given) {
        if (given.refusal() == null) {
            owners.put(clientId, c.shard.index());
        }
        c.shard.run(() -> {
            try {
                c.granted.accept(given);
            } finally { // else whoever asks for it next waits for ever
                boolean took = c.shard.clients.all().containsKey(clientId);
                home.run(() -> settled(clientId, c, took));
            }
        });
    }

    private void settled(String clientId, Claimant c, boolean took) {
        if (!took) { // gone or refused meanwhile, and there was no session to keep
            owners.remove(clientId, c.shard.index());
        }
        Claimant next = moving.get(clientId).poll();
        if (next == null) {
            moving.remove(clientId);
        } else {
            move(clientId, next);
        }
    }

    /** How many identifiers have an owner. On the home's loop. */
    public int size() {
        return owners.size();
    }

    /** A session has ended on that loop. On the home's loop. */
    public void ended(String clientId, int shard) {
        if (!moving.containsKey(clientId)) {
            owners.remove(clientId, shard);
        }
    }

    /** A kept session without a connection is on that loop. On the home's loop. */
    public void placed(String clientId, int shard) {
        owners.put(clientId, shard);
    }

    /**
     * What a claim was answered.
     *
     * @param session the kept session; null when there is none
     * @param refusal why the identifier stays where it is; null when it was given up
     */
    public record Claimed(Session session, String refusal) {
    }

    private record Claimant(Shard shard, BiFunction<Shard, String, Claimed> release, Consumer<Claimed> granted) {
    }
}
