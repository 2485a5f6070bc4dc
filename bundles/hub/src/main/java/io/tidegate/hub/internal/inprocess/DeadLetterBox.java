package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.DeadLetters;
import io.tidegate.hub.internal.shard.Commit;
import io.tidegate.hub.internal.shard.Shared;
import io.tidegate.store.Batch;
import io.tidegate.store.Claim;
import io.tidegate.store.Page;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The dead letters of every session: a queue each in the store. Thread-safe; stages complete on a thread of the store, or on a loop. */
public final class DeadLetterBox implements DeadLetters {
    /** Name of a session's queue of dead letters: this, then the session's name. */
    public static final String QUEUE_PREFIX = "$dlq/";
    private static final int PAGE_BYTES = 256 << 10;

    private final Shared shared;
    private final LocalSessions sessions;
    /** Letters whose removal is under way. */
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();

    public DeadLetterBox(Shared shared, LocalSessions sessions) {
        this.shared = shared;
        this.sessions = sessions;
    }

    @Override
    public CompletionStage<List<DeadLetter>> list(String session, int max) {
        Map<String, Long> wanted = new TreeMap<>(shared.deadLetterQueues);
        wanted.keySet().removeIf(name -> !session.isEmpty() && !name.equals(session));
        CompletionStage<List<DeadLetter>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (Map.Entry<String, Long> q : wanted.entrySet()) {
            all = all.thenCombine(more(q.getKey(), q.getValue(), 1, max, new ArrayList<>()), (a, b) -> {
                a.addAll(b);
                return a;
            });
        }
        return all.thenApply(found -> found.stream().sorted(Comparator.comparing(DeadLetter::since)).limit(max).toList());
    }

    private CompletionStage<List<DeadLetter>> more(String session, long queue, long from, int max,
            List<DeadLetter> found) {
        return read(queue, from, max - found.size()).thenCompose(page -> {
            for (int i = 0; i < page.count(); i++) {
                found.add(letter(session, page, i));
            }
            return page.atEnd() || page.count() == 0 || found.size() >= max ? CompletableFuture.completedFuture(found)
                    : more(session, queue, page.next(), max, found);
        });
    }

    @Override
    public CompletionStage<Optional<DeadLetter>> show(String id) {
        return find(id, (place, page) -> page.map(p -> letter(place.session, p, 0)));
    }

    @Override
    public CompletionStage<Boolean> purge(String id) {
        return once(id, () -> find(id, (place, page) -> page).thenCompose(page -> page.isEmpty()
                ? CompletableFuture.completedFuture(false)
                : commit(batch -> batch.remove(page.get().queue(), page.get().sequence(0)))));
    }

    /** Of two who want to remove a letter at the same time one does; the other is told that there is none. */
    private CompletionStage<Boolean> once(String id, Supplier<CompletionStage<Boolean>> removal) {
        if (!leaving.add(id)) {
            return CompletableFuture.completedFuture(false);
        }
        return removal.get().whenComplete((done, failure) -> leaving.remove(id));
    }

    @Override
    public CompletionStage<Boolean> replay(String id) {
        Place place = Place.of(id);
        LocalSession session = place == null ? null : sessions.get(place.session);
        if (session == null || session.queue() == 0) {
            return CompletableFuture.completedFuture(false);
        }
        return once(id, () -> show(id).thenCompose(letter -> letter.isEmpty() ? CompletableFuture.completedFuture(false)
                : replay(session, place, DeadLetterFormat.entry(letter.get().message(), shared.time.seconds()))));
    }

    /**
     * Back into the session's own queue and out of the box, in one batch; on the session's loop, so that the session is not
     * ended, or looked at for messages that keep it, between its being asked and the batch.
     */
    private CompletionStage<Boolean> replay(LocalSession session, Place place, byte[] entry) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        session.loop.run(here -> {
            if (session.isDiscarded() || session.orphanedSince() != null) {
                result.complete(false);
                return;
            }
            Commit commit = here.committing.open(Claim.WORK);
            int operation = commit.batch.append(new long[] {session.queue()}, 1, entry.length);
            System.arraycopy(entry, 0, commit.batch.array(), commit.batch.entry(operation), entry.length);
            commit.batch.remove(shared.deadLetterQueues.get(place.session), place.sequence);
            commit.then(failure -> {
                if (failure == null) {
                    session.told(commit.batch.sequence(operation, 0) + 1);
                    result.complete(true);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        });
        return result;
    }

    private <T> CompletionStage<Optional<T>> find(String id,
            java.util.function.BiFunction<Place, Optional<Page>, Optional<T>> then) {
        Place place = Place.of(id);
        Long queue = place == null ? null : shared.deadLetterQueues.get(place.session);
        if (queue == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return read(queue, place.sequence, 1).thenApply(page -> then.apply(place,
                page.count() == 1 && page.sequence(0) == place.sequence ? Optional.of(page) : Optional.empty()));
    }

    private static DeadLetter letter(String session, Page page, int i) {
        return DeadLetterFormat.read(session, page.sequence(i), page.array(i), page.offset(i), page.length(i));
    }

    private CompletionStage<Page> read(long queue, long from, int max) {
        CompletableFuture<Page> result = new CompletableFuture<>();
        shared.store.read(queue, from, Math.max(1, max), PAGE_BYTES, page -> {
            if (page.failure() == null) {
                result.complete(page);
            } else {
                result.completeExceptionally(page.failure());
            }
        });
        return result;
    }

    private CompletionStage<Boolean> commit(Consumer<Batch> fill) {
        Batch batch = new Batch(64);
        fill.accept(batch);
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        shared.store.submit(batch, b -> {
            if (b.failure() == null) {
                result.complete(true);
            } else {
                result.completeExceptionally(b.failure());
            }
        });
        return result;
    }

    /** Where a letter is, as its id says. */
    private record Place(String session, long sequence) {
        static Place of(String id) {
            int slash = id.lastIndexOf('/');
            try {
                return slash < 0 ? null : new Place(id.substring(0, slash), Long.parseLong(id.substring(slash + 1)));
            } catch (NumberFormatException notAnId) {
                return null;
            }
        }
    }
}
