package io.tidegate.store.file.internal;

import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What recovery tells: planned on the committing thread, read on the reading one, told on the caller's. */
final class Snapshot {
    private static final long LIMIT_SECONDS = 60;

    private final List<Consumer<Store.Recovery>> told = new ArrayList<>();
    private final List<ReadPlan> plans = new ArrayList<>();

    private Snapshot() {
    }

    /**
     * Plans what there is and hands it on to be read, on the committing thread. Whoever waits is told when that cannot be: for want
     * of heap, or because the store was closed.
     *
     * @param reading takes something to the reading thread; false: there is none any more
     */
    static void plan(Index index, PageReader pages, CompletableFuture<Snapshot> told, Predicate<Runnable> reading) {
        Snapshot snapshot = new Snapshot();
        try {
            snapshot.plan(index);
            if (reading.test(() -> snapshot.read(pages, told))) {
                return;
            }
            told.completeExceptionally(CommitLoop.closed());
        } catch (RuntimeException | OutOfMemoryError e) {
            told.completeExceptionally(unread(e));
        }
        snapshot.plans.forEach(ReadPlan::release);
    }

    private void plan(Index index) {
        index.forEach(q -> {
            if (q.isMap()) {
                plan(q);
            } else {
                long id = q.id;
                String name = q.name;
                long first = q.first();
                long next = q.next;
                long waiting = q.waiting;
                told.add(to -> to.queue(id, name, first, next, waiting));
            }
        });
    }

    private void plan(QueueState map) {
        ReadPlan plan = new ReadPlan(map, 0, Integer.MAX_VALUE - 1);
        plans.add(plan);
        while (!plan.complete) {
            plan = new ReadPlan(map, plan.next, Integer.MAX_VALUE - 1);
            plans.add(plan);
        }
    }

    /** On the reading thread. */
    private void read(PageReader pages, CompletableFuture<Snapshot> done) {
        int visited = 0;
        try {
            while (visited < plans.size()) {
                ReadPlan plan = plans.get(visited++);
                pages.visit(plan, (sequence, entry) -> put((int) plan.queue, entry));
            }
            done.complete(this);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            plans.subList(visited, plans.size()).forEach(ReadPlan::release); // the others were by who read them
            done.completeExceptionally(unread(e));
        }
    }

    private static StoreException unread(Throwable e) {
        return new StoreException(StoreException.Kind.BROKEN, "the log cannot be read: " + e.getMessage(), e);
    }

    /** What is told, once it is known; waits, at most {@value #LIMIT_SECONDS} s. */
    static Snapshot await(CompletableFuture<Snapshot> told) {
        try {
            return told.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(StoreException.Kind.BROKEN, "interrupted while waiting for the store", e);
        } catch (TimeoutException e) {
            throw new StoreException(StoreException.Kind.BROKEN, "no answer within " + LIMIT_SECONDS + " s", e);
        } catch (ExecutionException e) {
            StoreException.Kind kind = e.getCause() instanceof StoreException s ? s.kind() : StoreException.Kind.BROKEN;
            throw new StoreException(kind, e.getCause().getMessage(), e);
        }
    }

    private boolean put(int map, EntryReader entry) {
        int end = entry.offset + entry.length;
        ByteReader in = new ByteReader(entry.array, entry.offset, end);
        byte[] key = in.text();
        byte[] value = Arrays.copyOfRange(entry.array, in.at, end);
        told.add(to -> to.put(map, key, value));
        return true;
    }

    void tell(Store.Recovery to) {
        told.forEach(one -> one.accept(to));
    }
}
