package io.tidegate.store.file.bench;

import io.tidegate.store.Batch;
import io.tidegate.store.StoreException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Producers that keep so many messages under way each, one message a batch, each answered for itself; two threads play
 * them, as loops play sessions. A message removes the one that its place in the window held before, so the backlog stays
 * as long as what is under way.
 *
 * @param name      of the load
 * @param producers how many
 * @param window    messages under way of each
 * @param queues    that each message goes to
 * @param messages  in one run
 */
record Load(String name, int producers, int window, int queues, int messages) {
    static final int PAYLOAD = 256;
    private static final int SAMPLED = 16;
    private static final long LIMIT_NANOS = 60_000_000_000L;

    /**
     * Of one run.
     *
     * @param rate      messages a second
     * @param cpuMicros processor time of the whole process a message
     * @param p50Micros from handing a batch over until it is answered
     */
    record Figures(double rate, double cpuMicros, double p50Micros, double p99Micros, double deviceBytes) {
    }

    /** @param firstQueue number of the first one; they are open */
    Figures run(Keeper keeper, long firstQueue, Device device) throws Exception {
        int threads = Math.min(2, producers);
        Side[] sides = new Side[threads];
        for (int i = 0; i < threads; i++) {
            sides[i] = new Side(keeper, targets(firstQueue), producers * window / threads, messages / threads);
        }
        long written = device.writtenBytes();
        long cpu = cpuNanos();
        long begun = System.nanoTime();
        for (Side side : sides) {
            side.thread.start();
        }
        for (Side side : sides) {
            side.thread.join();
        }
        double nanos = System.nanoTime() - begun;
        double spent = cpuNanos() - cpu;
        double bytes = device.writtenBytes() - written;
        long[] waits = Arrays.stream(sides).flatMapToLong(s -> Arrays.stream(s.waits, 0, s.sampled)).sorted().toArray();
        for (Side side : sides) {
            if (side.failure != null) {
                throw new IllegalStateException(name + ": not answered as committed", side.failure);
            }
        }
        return new Figures(messages / nanos * 1e9, spent / messages / 1e3, waits[waits.length / 2] / 1e3,
                waits[waits.length * 99 / 100] / 1e3, bytes / messages / PAYLOAD);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private long[] targets(long firstQueue) {
        long[] targets = new long[queues];
        Arrays.setAll(targets, i -> firstQueue + i);
        return targets;
    }

    /** A thread that plays some of the producers. All but {@code answered} and {@code parked} belongs to it. */
    private final class Side {
        final ConcurrentLinkedQueue<Place> answered = new ConcurrentLinkedQueue<>();
        final Thread thread = new Thread(this::play, "producers");
        private final Keeper keeper;
        private final int places;
        private final int total;
        private final long[] targets;
        private volatile boolean parked;
        long[] waits = new long[1 << 12];
        int sampled;
        StoreException failure;

        Side(Keeper keeper, long[] targets, int places, int total) {
            this.keeper = keeper;
            this.targets = targets;
            this.places = places;
            this.total = total;
            for (int i = 0; i < places; i++) {
                answered.add(new Place(this, i % SAMPLED == 0));
            }
        }

        void play() {
            for (int i = 0; i < total; i++) {
                Place place = await();
                place.next(targets);
                place.begun = place.isSampled ? System.nanoTime() : 0;
                keeper.submit(place.batch, place.done);
            }
            awaitAll();
        }

        private void awaitAll() {
            for (int i = 0; i < places; i++) {
                await();
            }
        }

        private Place await() {
            Place place = answered.poll();
            long limit = place == null ? System.nanoTime() + LIMIT_NANOS : 0;
            while (place == null) {
                parked = true;
                if (answered.isEmpty()) {
                    LockSupport.parkNanos(this, LIMIT_NANOS);
                }
                parked = false;
                place = answered.poll();
                if (place == null && System.nanoTime() > limit) {
                    throw new IllegalStateException("no answer");
                }
            }
            if (place.batch.failure() != null) {
                failure = place.batch.failure();
            }
            if (place.begun != 0) {
                waits = sampled == waits.length ? Arrays.copyOf(waits, sampled * 2) : waits;
                waits[sampled++] = place.waited;
                place.begun = 0;
            }
            return place;
        }
    }

    /** A place in a window: a batch that is used again and again. Its thread's; between submit and answer the keeper's. */
    private static final class Place {
        final Batch batch = new Batch(PAYLOAD + 64);
        final Consumer<Batch> done = this::done;
        final boolean isSampled;
        private final Side side;
        private long[] held = new long[0];
        private int appended = -1;
        long begun;
        long waited;

        Place(Side side, boolean isSampled) {
            this.side = side;
            this.isSampled = isSampled;
        }

        /** Fills the batch: appends, and removes what it appended last. */
        void next(long[] targets) {
            int n = appended < 0 ? 0 : targets.length;
            held = held.length == n ? held : new long[n];
            for (int i = 0; i < n; i++) {
                held[i] = batch.sequence(appended, i);
            }
            batch.clear();
            appended = batch.append(targets, targets.length, PAYLOAD);
            for (int i = 0; i < n; i++) {
                batch.remove(targets[i], held[i]);
            }
        }

        /** On the keeper's thread. */
        private void done(Batch answered) {
            if (begun != 0) {
                waited = System.nanoTime() - begun;
            }
            side.answered.add(this);
            if (side.parked) {
                LockSupport.unpark(side.thread);
            }
        }
    }
}
