package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.HubSession;
import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.hub.internal.shard.Commit;
import io.tidegate.hub.internal.shard.Maps;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.hub.internal.shard.Shared;
import io.tidegate.store.Claim;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The in-process sessions by name, and on which loop each is. Thread-safe. */
public final class LocalSessions {
    private final Shared shared;
    private final Map<String, LocalSession> byName = new ConcurrentHashMap<>();

    public LocalSessions(Shared shared) {
        this.shared = shared;
    }

    /** Opens a session; see {@link io.tidegate.hub.Hub#open}. */
    public HubSession open(SessionSpec spec, Consumer<Delivery> onDelivery) {
        LocalSession session = byName.computeIfAbsent(spec.name(), name -> new LocalSession(shared, name));
        place(session); // after it is in the map, so that either this or attachAll() places it
        spec.clientId().ifPresent(id -> shared.reserved.put(id, spec.name()));
        Handle handle = new Handle(session, spec, onDelivery);
        session.onLoop(here -> session.opened(handle));
        return handle;
    }

    /** Whether a session that {@link #open} returned was closed by its owner. */
    public static boolean isClosed(HubSession session) {
        return ((Handle) session).isClosed();
    }

    /** Ends a session; see {@link io.tidegate.hub.Hub#discard}. */
    public CompletionStage<Long> discard(String name) {
        LocalSession session = byName.remove(name);
        shared.reserved.values().remove(name);
        if (session == null) {
            return CompletableFuture.completedFuture(0L);
        }
        CompletableFuture<Long> result = new CompletableFuture<>();
        session.onLoop(here -> {
            List.copyOf(session.subscriptions.keySet()).forEach(f -> shared.tree.unsubscribe(f, session));
            session.subscriptions.clear();
            long waiting = session.queued;
            session.discard();
            Commit commit = here.committing.open(Claim.RELEASE);
            byte[] key = Bytes.of(name);
            commit.batch.delete(Maps.LOCALS, key, 0, key.length);
            if (session.queue() != 0) {
                shared.owners.remove(session.queue());
                commit.batch.drop(session.queue());
            }
            commit.then(failure -> {
                if (failure == null) {
                    result.complete(waiting);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        });
        return result;
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

    /** Every loop is attached: spread them. */
    public void attachAll() {
        byName.values().forEach(this::place);
    }

    private void place(LocalSession session) {
        Shard[] shards = shared.shards();
        if (shards.length > 0 && session.attached() == null) {
            Shard there = shards[Math.floorMod(session.name().hashCode(), shards.length)];
            there.run(() -> {
                if (session.attached() == null) {
                    session.attach(there);
                }
            });
        }
    }

    /** This loop ends. On it. */
    public void detachAll(Shard here) {
        byName.values().stream().filter(s -> s.attached() == here).forEach(LocalSession::detach);
    }
}
