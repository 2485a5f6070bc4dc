package io.tidegate.hub.internal;

import io.tidegate.store.Batch;
import io.tidegate.store.Claim;
import io.tidegate.store.Page;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A store that can be slow, can be cut off from its hub, so that nothing the hub does any more is kept, and can fail to read. */
final class UnreliableStore extends ForwardingStore {
    private final Queue<Held> held = new ConcurrentLinkedQueue<>();
    private volatile boolean cut;
    private volatile boolean holding;
    private volatile boolean holdingReads;
    private final AtomicLong heldBytes = new AtomicLong();
    private final AtomicInteger heldOperations = new AtomicInteger();
    private volatile boolean refusing;
    private final List<Long> refusedNanos = new CopyOnWriteArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final Growth growth = new Growth();
    /** How much each read asked for at most. */
    final Queue<Integer> readBytes = new ConcurrentLinkedQueue<>();
    /** So many reads fail. */
    final AtomicInteger failingReads = new AtomicInteger();

    UnreliableStore(Store store) {
        super(store);
    }

    /** From now on no batch changes anything: what the store holds is what a kill would have left. */
    void cut() {
        cut = true;
    }

    /** From now on batches wait until they are let go. */
    void hold() {
        holding = true;
    }

    /** From now on reads wait until they are let go. */
    void holdReads() {
        holdingReads = true;
    }

    /** From now on, or no longer, new messages are refused, although there seems to be room. */
    void refuse(boolean refuse) {
        refusing = refuse;
    }

    /** When that happened. */
    List<Long> refusedNanos() {
        return refusedNanos;
    }

    boolean holdsSome() {
        return !held.isEmpty();
    }

    /** How many batches wait. */
    int holds() {
        return held.size();
    }

    /** How many operations wait. */
    int operations() {
        return heldOperations.get();
    }

    /** How many bytes wait. */
    long bytes() {
        return heldBytes.get();
    }

    /** How many of the batches that had to wait were answered. */
    int answered() {
        return answered.get();
    }

    /** What comes meanwhile, as by what is answered, waits behind what waits already. */
    void letGo() {
        heldOperations.set(0);
        heldBytes.set(0);
        for (Held next; (next = nextOrGoOn()) != null;) {
            next.go.run();
        }
    }

    private Held nextOrGoOn() {
        synchronized (held) {
            Held next = held.poll();
            holding &= next != null;
            holdingReads &= next != null;
            return next;
        }
    }

    /** The first batch that waits, alone; the store does in order what it is given. */
    void letGoBatch() {
        letGoFirst(false);
    }

    /** The first read that waits, alone. */
    void letGoRead() {
        letGoFirst(true);
    }

    private void letGoFirst(boolean read) {
        Held first = held.stream().filter(h -> h.isRead == read).findFirst().orElseThrow();
        held.remove(first);
        first.alone.run();
    }

    private record Held(boolean isRead, Runnable go, Runnable alone) {
    }

    @Override
    public void recover(Recovery to) {
        super.recover(new Recovery() {
            @Override
            public void queue(long queue, String name, long first, long next, long waiting) {
                to.queue(queue, name, first, next, waiting);
            }

            @Override
            public void put(int map, byte[] key, byte[] value) {
                growth.recovered(map, key, value);
                to.put(map, key, value);
            }
        });
    }

    @Override
    public void submit(Batch batch, Consumer<Batch> done) {
        growth.submitted(batch);
        synchronized (held) {
            if (holding) {
                heldOperations.addAndGet(batch.operations());
                heldBytes.addAndGet(batch.length());
                Consumer<Batch> counted = b -> {
                    done.accept(b);
                    answered.incrementAndGet();
                };
                held.add(new Held(false, () -> submitNow(batch, counted), () -> super.submit(batch, counted)));
                return;
            }
        }
        submitNow(batch, done);
    }

    private void submitNow(Batch batch, Consumer<Batch> done) {
        if (refusing && batch.claim() == Claim.INTAKE) {
            refusedNanos.add(System.nanoTime());
            batch.failure(new StoreException(StoreException.Kind.FULL, "refused", null));
            done.accept(batch);
        } else if (cut) {
            batch.failure(new StoreException(StoreException.Kind.BROKEN, "cut off", null));
            done.accept(batch);
        } else {
            super.submit(batch, done);
        }
    }

    /** Whether a batch that is never refused, however full the store is, added what nothing bounds. */
    boolean grewWithoutRoom() {
        return growth.seen();
    }

    @Override
    public void read(long queue, long from, int maxEntries, int maxBytes, Consumer<Page> to) {
        readBytes.add(maxBytes);
        synchronized (held) {
            if (holdingReads) {
                held.add(new Held(true, () -> readNow(queue, from, maxEntries, maxBytes, to),
                        () -> super.read(queue, from, maxEntries, maxBytes, to)));
                return;
            }
        }
        readNow(queue, from, maxEntries, maxBytes, to);
    }

    private void readNow(long queue, long from, int maxEntries, int maxBytes, Consumer<Page> to) {
        boolean fails = failingReads.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        super.read(queue, from, maxEntries, maxBytes, page -> to.accept(fails ? new FailedPage(queue, from) : page));
    }

    private record FailedPage(long queue, long next) implements Page {
        @Override
        public int count() {
            return 0;
        }

        @Override
        public long sequence(int i) {
            throw new IndexOutOfBoundsException(i);
        }

        @Override
        public int mark(int i) {
            throw new IndexOutOfBoundsException(i);
        }

        @Override
        public byte[] array(int i) {
            throw new IndexOutOfBoundsException(i);
        }

        @Override
        public int offset(int i) {
            throw new IndexOutOfBoundsException(i);
        }

        @Override
        public int length(int i) {
            throw new IndexOutOfBoundsException(i);
        }

        @Override
        public boolean atEnd() {
            return false;
        }

        @Override
        public StoreException failure() {
            return new StoreException(StoreException.Kind.BROKEN, "this read fails", null);
        }
    }
}
