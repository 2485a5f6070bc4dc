package io.tidegate.hub.internal;

import io.tidegate.hub.internal.inprocess.DeadLetterBox;
import io.tidegate.hub.internal.inprocess.LocalSessions;
import io.tidegate.hub.internal.session.Luggage;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.shard.Committing;
import io.tidegate.hub.internal.shard.HubSettings;
import io.tidegate.hub.internal.shard.RunningTime;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.hub.internal.shard.Shared;
import io.tidegate.hub.internal.shard.Told;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.store.Store;
import io.tidegate.transport.ConnectionHandler;
import io.tidegate.transport.Loop;
import io.tidegate.transport.LoopHandler;
import io.tidegate.transport.Packet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub as a plain object: what all loops share, the loops that are attached, and the sessions that rest while none
 * is. Attaching and detaching are guarded by {@code lock}; all else is the loops'.
 */
public final class HubCore implements ConnectionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HubCore.class);

    private final Shared shared;
    private final LocalSessions locals;
    private final DeadLetterBox deadLetters;
    private final UncleanEnd unclean;
    private final Object lock = new Object();
    private final List<Shard> attaching = new ArrayList<>(); // guarded by lock
    private final Map<Shard, Runnable> finishing = new LinkedHashMap<>(); // guarded by lock
    private int toAdopt; // guarded by lock
    private final Set<Shard> leaving = new HashSet<>(); // guarded by lock
    /** Whether every loop had nothing under way at one time, and has what others had for it before it lets go. */
    private boolean settled; // guarded by lock
    /** A loop left before all were settled. */
    private boolean torn; // guarded by lock
    /** Loops that have let go, and to which the store has yet to say what became of what they gave it. */
    private final List<Committing> unanswered = new ArrayList<>(); // guarded by lock
    private final List<Session> resting = new ArrayList<>(); // guarded by lock

    /** Reads what the store holds. */
    public HubCore(Store store, HubSettings settings, RunningTime time) {
        this.shared = new Shared(store, settings, time);
        this.locals = new LocalSessions(shared);
        this.deadLetters = new DeadLetterBox(shared, locals);
        Recovered recovered = new Recovered(shared, locals);
        store.recover(recovered);
        resting.addAll(recovered.sessions());
        unclean = new UncleanEnd(store);
        unclean.begin(recovered.isUnclean(), locals.all());
    }

    /** The end of this hub, once no loop is attached any more. */
    public void close() {
        unclean.end(shared.time);
    }

    public Shared shared() {
        return shared;
    }

    public LocalSessions locals() {
        return locals;
    }

    public DeadLetterBox deadLetters() {
        return deadLetters;
    }

    @Override
    public LoopHandler attach(Loop loop) {
        Shard shard = new Shard(shared, loop);
        HubLoop handler = new HubLoop(shard, this);
        shard.post(handler::begun);
        synchronized (lock) {
            if (attaching.isEmpty()) {
                toAdopt = loop.count();
                leaving.clear();
                settled = false;
                torn = false;
                shared.inDoubt.clear();
            }
            attaching.add(shard);
            if (attaching.size() == loop.count()) {
                attachedAll(loop.count());
            }
        }
        return handler;
    }

    private void attachedAll(int count) {
        Shard[] all = new Shard[count];
        attaching.forEach(s -> all[s.index()] = s);
        // also who was on the way from one loop to another when the loops left
        Set<Session> kept = new LinkedHashSet<>(resting);
        shared.owners.values().stream().filter(o -> o instanceof Session s && !s.ended).forEach(o -> kept.add((Session) o));
        for (Session s : kept) {
            s.expiring = false;
            Shard home = all[Math.floorMod(s.name().hashCode(), count)];
            s.shard(home.index()); // at once: what another loop stores for it before the post has run is told behind the post
            home.post(() -> {
                home.clients.add(s);
                home.clients.claims().placed(s.name(), home.index());
            });
        }
        resting.clear();
        shared.tree.invalidate();
        shared.shards(all); // behind those posts: whoever claims a session from now on finds it placed
        List<Told> untold = new ArrayList<>();
        for (Told told; (told = shared.untold.poll()) != null;) {
            untold.add(told);
        }
        untold.forEach(told -> told.again(all[0]));
        unanswered.removeIf(Committing::isAnswered);
        unanswered.forEach(c -> c.follow(all[0]));
        LOG.info("event=hub-attached loops={}", count);
    }

    /**
     * A loop has joined every connection that the hub before held. Only when all have is anything read or published:
     * a message of one loop is not to miss a receiver that another loop has yet to join. On the loop.
     */
    void adopted() {
        synchronized (lock) {
            if (--toAdopt > 0 || !leaving.isEmpty()) {
                return;
            }
            shared.open(true);
        }
        for (Shard shard : shared.shards()) {
            shard.post(shard::opened);
        }
        locals.attachAll();
        Shard any = shared.shards()[0];
        any.post(() -> shared.overdueWills.publish(any));
    }

    /**
     * A loop begins to finish. In-process sessions leave it now: an outcome that came after its last look at what is under
     * way would take the input away, and its outputs would reach sessions whose luggage is packed. On the loop.
     */
    void leaving(Shard shard) {
        synchronized (lock) {
            leaving.add(shard); // also for loops that have yet to join what they hold
            shared.open(false);
        }
        locals.detachAll(shard);
    }

    /**
     * A loop takes no further packet and has nothing under way. Only when all are so far, and what they have for each
     * other is delivered, are they done. On the loop.
     */
    void idle(Shard shard, Runnable done) {
        Map<Shard, Runnable> all;
        synchronized (lock) {
            finishing.put(shard, done);
            if (finishing.size() < attaching.size()) {
                return;
            }
            all = Map.copyOf(finishing);
            finishing.clear();
            settled = !torn;
        }
        all.forEach((s, then) -> s.post(() -> s.committing.whenIdle(then)));
    }

    /** A loop lets go: its kept sessions rest until there are loops again. On the loop. */
    void detached(Shard shard) {
        shard.drainMailbox(); // what another loop had for this one, where the limit came in between
        synchronized (lock) {
            torn |= !settled;
            boolean mayMiss = !settled;
            boolean mayMissAny = mayMiss && !leaving.containsAll(attaching); // another loop still takes packets
            shared.open(false);
            shared.shards(new Shard[0]);
            attaching.remove(shard);
            finishing.remove(shard);
            for (Session s : List.copyOf(shard.clients.all().values())) {
                if (s.connection != null) {
                    s.connection.luggage(Luggage.pack(s));
                    s.connection.attach(null);
                    closeUnanswered(s);
                    closeOwing(s);
                    if (mayMiss && !s.isKept() && (mayMissAny || shared.inDoubt.concerns(s))) {
                        closeInDoubt(s);
                    }
                } else if (s.arriving != null && s.will != null) {
                    shard.clients.wills().forget(s, () -> { }); // its CONNECT is asked again, and brings it again
                }
                s.will = null; // it travels with the connection, which lives on, and stays in the store
                shard.clients.lost(s, "the transport or the hub is being replaced");
                if (s.isKept()) {
                    s.expiring = false;
                    s.shard(-1);
                    resting.add(s);
                }
            }
            shard.leave();
            unanswered.add(shard.committing);
            locals.detachAll(shard);
            shared.tree.invalidate();
        }
    }

    /**
     * The store was too slow: what it says of the packets that this connection sent, nobody hears any more. Its client is to
     * ask again, so the connection ends; with its luggage, for its will is the next hub's.
     */
    private static void closeUnanswered(Session s) {
        if (s.owed > 0) {
            LOG.warn("event=closed-unanswered client={} answers={} reason=\"the store has not answered before the hub had to leave\"",
                    s.name(), s.owed);
            s.connection.close(new Packet.Disconnect(ReasonCode.SERVER_SHUTTING_DOWN, 0));
        }
    }

    /** Which retained messages a new subscription has had, the next hub is not told: its client is to subscribe again. */
    private static void closeOwing(Session s) {
        if (s.newSubscriptions != null && !s.isKept()) {
            LOG.info("event=closed-unfinished client={} reason=\"it has not had all retained messages before the hub had to leave\"", s.name());
            s.connection.close(new Packet.Disconnect(ReasonCode.SERVER_SHUTTING_DOWN, 0));
        }
    }

    /**
     * Some message that it is to have is stored, or not, when nobody can deliver it any more, and no queue has it for this session:
     * it ends, as does its connection, rather than miss one behind its client's back.
     */
    private static void closeInDoubt(Session s) {
        LOG.warn("event=closed-in-doubt client={} reason=\"the store has not said whether a message for it is stored before the hub had to leave\"",
                s.name());
        s.connection.close(new Packet.Disconnect(ReasonCode.SERVER_SHUTTING_DOWN, 0));
    }

    /** How many loops are attached; 0 while there is no transport. */
    public int loops() {
        return shared.shards().length;
    }
}
