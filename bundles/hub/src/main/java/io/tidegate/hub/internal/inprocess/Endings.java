package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.hub.internal.shard.Commit;
import io.tidegate.hub.internal.shard.Maps;
import io.tidegate.hub.internal.shard.SessionRecord;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.hub.internal.shard.Shared;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How in-process sessions end: at once, or as soon as no message keeps them. Thread-safe. */
final class Endings {
    /** What {@link #retire} answers when somebody has the session open. */
    static final long OPEN = -1;

    private final Shared shared;
    private final ConcurrentMap<String, LocalSession> byName;
    /** Sessions that have no name any more and have yet to end: on the next loop, where they have none. */
    private final Set<LocalSession> ending = ConcurrentHashMap.newKeySet();

    Endings(Shared shared, ConcurrentMap<String, LocalSession> byName) {
        this.shared = shared;
        this.byName = byName;
    }

    /** See {@link io.tidegate.hub.Hub#discard}. */
    CompletionStage<Long> discard(String name) {
        LocalSession session = byName.remove(name);
        release(name);
        if (session == null) {
            return CompletableFuture.completedFuture(0L);
        }
        ending.add(session);
        CompletableFuture<Long> result = new CompletableFuture<>();
        session.loop.run(here -> end(here, session, result));
        return result;
    }

    /** See {@link io.tidegate.hub.Hub#discardUnlessOpen}. */
    CompletionStage<Long> discardUnlessOpen(String name) {
        LocalSession session = byName.get(name);
        if (session == null) {
            return CompletableFuture.completedFuture(0L);
        }
        CompletableFuture<Long> result = new CompletableFuture<>();
        session.loop.run(here -> {
            byName.computeIfPresent(name, (same, s) -> { // under its lock: an open() comes before and is seen, or behind and makes another
                if (s != session || s.isWanted()) {
                    return s;
                }
                release(name);
                return null;
            });
            if (byName.get(name) == session) {
                result.complete(OPEN);
            } else {
                end(here, session, result);
            }
        });
        return result;
    }

    /** Those that are to be given a loop although no name leads to them. */
    Collection<LocalSession> ending() {
        return ending;
    }

    /** See {@link io.tidegate.hub.Hub#retire}. */
    CompletionStage<Long> retire(String name) {
        LocalSession session = byName.get(name);
        if (session == null) {
            release(name);
            return CompletableFuture.completedFuture(0L);
        }
        CompletableFuture<Long> result = new CompletableFuture<>();
        session.loop.untilDone(result, here -> retire(here, session, result));
        return result;
    }

    private void retire(Shard here, LocalSession session, CompletableFuture<Long> result) {
        byName.computeIfPresent(session.name(), (name, s) -> { // under its lock: an open() reserves the identifier again
            if (!s.isWanted()) {
                release(name);
            }
            return s;
        });
        if (session.isWanted()) {
            result.complete(OPEN);
        } else if (byName.get(session.name()) != session) {
            result.complete(0L); // ended meanwhile
        } else {
            unsubscribe(session);
            session.orphaned(Instant.now());
            store(here.committing.behindAll(), session);
            shared.afterAllLoops(here, () -> endIfEmpty(here, session, result));
        }
    }

    private static void store(Commit commit, LocalSession session) {
        if (session.queue() != 0) {
            byte[] key = Bytes.of(session.name());
            commit.batch.put(Maps.LOCALS, key, new SessionRecord(session.queue(), "", Map.of()).bytes());
            byte[] since = ByteBuffer.allocate(Long.BYTES).putLong(session.orphanedSince().toEpochMilli()).array();
            commit.batch.put(Maps.ORPHANS, key, since);
        }
    }

    private void endIfEmpty(Shard here, LocalSession session, CompletableFuture<Long> result) {
        if (session.isWanted()) {
            result.complete(OPEN);
            return;
        }
        long messages = session.held();
        if (messages > 0) {
            result.complete(messages);
            return;
        }
        byName.computeIfPresent(session.name(), (name, s) -> s == session && !s.isWanted() ? null : s);
        if (byName.get(session.name()) == session) {
            result.complete(OPEN);
        } else {
            end(here, session, result);
        }
    }

    /** It is no longer among the sessions: its subscriptions, queue and record go. On its loop. */
    private void end(Shard here, LocalSession session, CompletableFuture<Long> result) {
        ending.remove(session);
        if (session.isDiscarded()) {
            result.complete(0L);
            return;
        }
        unsubscribe(session);
        long messages = session.held();
        session.discard();
        Commit commit = here.committing.behindAll(); // what goes into its queue in this turn goes with it
        byte[] key = Bytes.of(session.name());
        commit.batch.delete(Maps.LOCALS, key, 0, key.length);
        commit.batch.delete(Maps.ORPHANS, key, 0, key.length);
        commit.batch.delete(Maps.LENT, key, 0, key.length);
        if (session.queue() != 0) {
            shared.owners.remove(session.queue());
            commit.batch.drop(session.queue());
        }
        commit.then(failure -> {
            if (failure == null) {
                result.complete(messages);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    private void unsubscribe(LocalSession session) {
        List.copyOf(session.subscriptions.keySet()).forEach(f -> shared.tree.unsubscribe(f, session));
        session.subscriptions.clear();
    }

    private void release(String name) {
        shared.reserved.release(name);
    }
}
