package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.DeadLetters;
import io.tidegate.hub.internal.shard.Commit;
import io.tidegate.hub.internal.shard.Shared;
import io.tidegate.store.Batch;
import io.tidegate.store.Claim;
import io.tidegate.store.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The dead letters of every session: a queue each in the store. Thread-safe; stages complete on a thread of the store, or on a loop. */
public final class DeadLetterBox implements DeadLetters {
    /** Name of a session's queue of dead letters: this, then the session's name. */
    public static final String QUEUE_PREFIX = "$dlq/";

    private final Shared shared;
    private final LocalSessions sessions;
    private final DeadLetterReading reading;
    /** Letters whose removal is under way. */
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();

    public DeadLetterBox(Shared shared, LocalSessions sessions) {
        this.shared = shared;
        this.sessions = sessions;
        this.reading = new DeadLetterReading(shared.store);
    }

    @Override
    public CompletionStage<List<DeadLetter>> list(String session, int max) {
        OldestLetters oldest = new OldestLetters(max);
        return reading.through(queues(session), 1, max, oldest).thenApply(read -> oldest.letters());
    }

    @Override
    public CompletionStage<SummaryPage> page(String session, String after, int max) {
        if (max < 1) {
            throw new IllegalArgumentException("a page of " + max + " letters");
        }
        NavigableMap<String, Long> queues = queues(session);
        PageOfLetters page = new PageOfLetters(max);
        long from = 1;
        if (!after.isEmpty()) {
            Place place = Place.of(after);
            if (place == null) {
                throw new IllegalArgumentException(after + " is no id of a dead letter");
            }
            queues = queues.tailMap(place.session, place.sequence < Long.MAX_VALUE);
            from = queues.containsKey(place.session) ? Math.max(0, place.sequence) + 1 : 1;
        }
        return reading.through(queues, from, max + 1L, page).thenApply(read -> page.page());
    }

    @Override
    public CompletionStage<List<String>> sessionNames() {
        List<String> found = new ArrayList<>();
        return reading.through(queues(""), 1, 1, (session, page, i) -> {
            found.add(session);
            return DeadLetterReading.Next.SESSION;
        }).thenApply(read -> List.copyOf(found));
    }

    /** Of which sessions there may be letters, in order. */
    private NavigableMap<String, Long> queues(String session) {
        NavigableMap<String, Long> queues = new TreeMap<>(shared.deadLetterQueues);
        queues.keySet().removeIf(name -> !session.isEmpty() && !name.equals(session));
        return queues;
    }

    @Override
    public CompletionStage<Optional<DeadLetter>> show(String id) {
        return find(id, (place, page) -> page.map(p -> letter(place.session, p, 0)));
    }

    @Override
    public CompletionStage<Boolean> purge(String id) {
        return purge(List.of(id)).thenApply(gone -> gone == 1);
    }

    @Override
    public CompletionStage<Integer> purge(List<String> ids) {
        List<String> ours = ids.stream().filter(leaving::add).toList();
        CompletionStage<Batch> removal = CompletableFuture.completedFuture(new Batch(64));
        for (String id : ours) { // one after another: never more than one letter is held
            removal = removal.thenCompose(batch -> find(id, (place, page) -> page).thenApply(page -> {
                page.ifPresent(p -> batch.remove(p.queue(), p.sequence(0)));
                return batch;
            }));
        }
        return removal.thenCompose(batch -> batch.operations() == 0 ? CompletableFuture.completedFuture(0) : commit(batch))
                .whenComplete((gone, failure) -> ours.forEach(leaving::remove));
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
        return reading.read(queue, place.sequence, 1).thenApply(page -> then.apply(place,
                page.count() == 1 && page.sequence(0) == place.sequence ? Optional.of(page) : Optional.empty()));
    }

    private static DeadLetter letter(String session, Page page, int i) {
        return DeadLetterFormat.read(session, page.sequence(i), page.array(i), page.offset(i), page.length(i));
    }

    /** @return of how many operations it was */
    private CompletionStage<Integer> commit(Batch batch) {
        int operations = batch.operations();
        CompletableFuture<Integer> result = new CompletableFuture<>();
        shared.store.submit(batch, b -> {
            if (b.failure() == null) {
                result.complete(operations);
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
