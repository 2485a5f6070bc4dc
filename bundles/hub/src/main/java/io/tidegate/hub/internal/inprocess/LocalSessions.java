package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.HubSession;
import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.hub.internal.shard.Shared;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The in-process sessions by name, and on which loop each is. Thread-safe. */
public final class LocalSessions {
    private final Shared shared;
    private final ConcurrentMap<String, LocalSession> byName = new ConcurrentHashMap<>();
    private final Endings endings;

    public LocalSessions(Shared shared) {
        this.shared = shared;
        this.endings = new Endings(shared, byName);
    }

    /** Opens a session; see {@link io.tidegate.hub.Hub#open}. */
    public HubSession open(SessionSpec spec, Consumer<Delivery> onDelivery) {
        LocalSession session = byName.compute(spec.name(), (name, known) -> {
            LocalSession it = known == null ? new LocalSession(shared, name) : known;
            it.opening.incrementAndGet(); // in here, so that nobody ends what is about to be opened
            if (shared.reserved.only(spec.clientId().orElse(null), name)) {
                closeConnections(spec.clientId().get());
            }
            return it;
        });
        place(session); // after it is in the map, so that either this or attachAll() places it
        Handle handle = new Handle(session, spec, onDelivery);
        session.loop.run(here -> session.opened(here, handle));
        return handle;
    }

    /** Whether a session that {@link #open} returned was closed by its owner. */
    public static boolean isClosed(HubSession session) {
        return ((Handle) session).isClosed();
    }

    /** Ends a session; see {@link io.tidegate.hub.Hub#discard}. */
    public CompletionStage<Long> discard(String name) {
        CompletionStage<Long> ended = endings.discard(name);
        endings.ending().forEach(this::place); // after it is there, so that either this or attachAll() places it
        return ended;
    }

    /** Ends a session unless somebody has it open; see {@link io.tidegate.hub.Hub#discardUnlessOpen}. */
    public CompletionStage<Long> discardUnlessOpen(String name) {
        return endings.discardUnlessOpen(name);
    }

    /** Ends a session unless something keeps it; see {@link io.tidegate.hub.Hub#retire}. */
    public CompletionStage<Long> retire(String name) {
        return endings.retire(name);
    }

    /** See {@link io.tidegate.hub.Hub#reserve}. */
    public void reserve(String clientId, String name) {
        if (shared.reserved.add(clientId, name)) {
            closeConnections(clientId);
        }
    }

    /** Whoever is let in from now on finds it reserved; those who were before are closed. */
    private void closeConnections(String clientId) {
        for (Shard shard : shared.shards()) {
            shard.post(() -> shard.clients.reserved(clientId));
        }
    }

    /** One that the store told of at start. */
    public LocalSession recovered(String name) {
        LocalSession session = new LocalSession(shared, name);
        byName.put(name, session);
        return session;
    }

    /** Null when there is none of this name. */
    public LocalSession get(String name) {
        return byName.get(name);
    }

    public Collection<LocalSession> all() {
        return byName.values();
    }

    /** Every loop is attached and has joined what it held: spread them. */
    public void attachAll() {
        endings.ending().forEach(this::place); // first: one of the same name that was opened since is stored behind
        byName.values().forEach(this::place);
    }

    /** Not before every loop has joined what it held: what the session publishes is not to miss a receiver of before. */
    private void place(LocalSession session) {
        Shard[] shards = shared.shards();
        if (shards.length > 0 && shared.isOpen() && session.loop.now() == null) {
            Shard there = shards[Math.floorMod(session.name().hashCode(), shards.length)];
            there.run(() -> {
                if (shared.isOpen() && session.loop.now() == null) { // the loop may be leaving by now
                    session.attach(there);
                }
            });
        }
    }

    /** This loop ends. On it. */
    public void detachAll(Shard here) {
        Stream.concat(byName.values().stream(), endings.ending().stream()).filter(s -> s.loop.now() == here).forEach(LocalSession::detach);
    }
}
