package io.tidegate.store.file.internal;

import io.tidegate.store.Batch;
import io.tidegate.store.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Figures of the log, by hand: {@code fill DIR}, {@code reopen DIR}, {@code drain DIR}, {@code rate DIR}. Not a test:
 * nothing of it depends on time.
 */
final class Bench {
    private static final int MESSAGES = 2_000_000;
    private static final int QUEUES = 100;
    private static final int PAYLOAD = 256;
    private static final Limits LIMITS = Limits.ofDisk(4L << 30);

    private Bench() {
    }

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[1]);
        switch (args[0]) {
            case "fill" -> fill(directory);
            case "reopen" -> reopen(directory);
            case "drain" -> drain(directory);
            case "rate" -> rate(directory);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static long megabytesUsed() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }

    /** 2 M messages of 256 bytes in 100 queues, 1000 a batch. */
    private static void fill(Path directory) throws Exception {
        try (RealDisk disk = RealDisk.lock(directory); FileStore store = Stores.open(disk, LIMITS)) {
            Stores.commit(store, b -> {
                for (long q = 1; q <= QUEUES; q++) {
                    b.open(q, "queue-" + q);
                }
            });
            long begun = System.nanoTime();
            Semaphore room = new Semaphore(8);
            for (int i = 0; i < MESSAGES; i += 1000) {
                room.acquire();
                Batch batch = new Batch(300_000);
                for (int j = 0; j < 1000; j++) {
                    batch.append(new long[] {1 + (i + j) % QUEUES}, 1, PAYLOAD);
                }
                store.submit(batch, done -> room.release());
            }
            room.acquire(8);
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf("fill: %.0f messages/s, disk %d MB, %.2f bytes per payload byte, heap %d MB%n",
                    MESSAGES / seconds, store.diskBytes() >> 20, store.diskBytes() / (double) MESSAGES / PAYLOAD,
                    megabytesUsed());
        }
    }

    private static void reopen(Path directory) throws Exception {
        long begun = System.nanoTime();
        try (RealDisk disk = RealDisk.lock(directory); FileStore store = Stores.open(disk, LIMITS)) {
            long millis = (System.nanoTime() - begun) / 1_000_000;
            System.out.printf("reopen: %d ms, %d entries, heap %d MB%n", millis, store.usage().entries(), megabytesUsed());
        }
    }

    /** Reads a page, removes what is in it; all queues in turn. */
    private static void drain(Path directory) throws Exception {
        try (RealDisk disk = RealDisk.lock(directory); FileStore store = Stores.open(disk, LIMITS)) {
            long begun = System.nanoTime();
            long[] next = new long[QUEUES + 1];
            long entries = store.usage().entries();
            Semaphore room = new Semaphore(64);
            for (long left = entries; left > 0; ) {
                for (int q = 1; q <= QUEUES; q++) {
                    CompletableFuture<Page> answer = new CompletableFuture<>();
                    store.read(q, next[q], 256, 1 << 18, answer::complete);
                    Page page = answer.get(30, TimeUnit.SECONDS);
                    Batch batch = new Batch(6000);
                    for (int i = 0; i < page.count(); i++) {
                        batch.remove(q, page.sequence(i));
                    }
                    left -= page.count();
                    next[q] = page.next();
                    room.acquire();
                    store.submit(batch, done -> room.release());
                }
            }
            room.acquire(64);
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf("drain: %.0f messages/s, heap %d MB, %d left%n", entries / seconds, megabytesUsed(),
                    store.usage().entries());
            TimeUnit.SECONDS.sleep(3);
            System.out.printf("disk after drain: %d MB%n", store.diskBytes() >> 20);
        }
    }

    /** 64 producers with 32 messages each under way, each answered for itself; against the same without any index. */
    private static void rate(Path directory) throws Exception {
        for (int i = 0; i < 8; i++) {
            long queue = i + 1L;
            long device = deviceBytes();
            double rate;
            try (RealDisk disk = RealDisk.lock(directory.resolve("log")); FileStore store = Stores.open(disk, LIMITS)) {
                Stores.commit(store, b -> b.open(queue, "q"));
                rate = produce(store::submit, queue);
            }
            double log = (deviceBytes() - device) / (double) RATE_MESSAGES / PAYLOAD;
            device = deviceBytes();
            double floorRate;
            try (RealDisk disk = RealDisk.lock(directory.resolve("floor")); Floor floor = new Floor(disk)) {
                floorRate = produce(floor::submit, queue);
            }
            double floor = (deviceBytes() - device) / (double) RATE_MESSAGES / PAYLOAD;
            System.out.printf("round %d: log %.0f messages/s (device %.2f), floor %.0f (%.2f), ratio %.2f%n", i, rate, log,
                    floorRate, floor, rate / floorRate);
        }
    }

    private static final int RATE_MESSAGES = Integer.getInteger("bench.messages", 400_000);
    private static final int THREADS = 2;
    private static final int UNDER_WAY = Integer.getInteger("bench.inflight", 64 * 32) / THREADS;

    /** Something that takes batches. */
    private interface Submit {
        void submit(Batch batch, java.util.function.Consumer<Batch> done);
    }

    /** Each message removes one that was answered, so that files are used again. */
    private static double produce(Submit store, long queue) throws Exception {
        long begun = System.nanoTime();
        Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            threads[t] = new Thread(() -> produceSome(store, queue));
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return RATE_MESSAGES / ((System.nanoTime() - begun) / 1e9);
    }

    private static void produceSome(Submit store, long queue) {
        Semaphore room = new Semaphore(UNDER_WAY);
        java.util.concurrent.ConcurrentLinkedQueue<Batch> free = new java.util.concurrent.ConcurrentLinkedQueue<>();
        for (int i = 0; i < RATE_MESSAGES / THREADS; i++) {
            room.acquireUninterruptibly();
            Batch batch = free.poll();
            long done = 0;
            if (batch == null) {
                batch = new Batch(400);
            } else {
                done = batch.sequence(0, 0);
                batch.clear();
            }
            batch.append(new long[] {queue}, 1, PAYLOAD);
            if (done > 0) {
                batch.remove(queue, done);
            }
            store.submit(batch, b -> {
                free.add(b);
                room.release();
            });
        }
        room.acquireUninterruptibly(UNDER_WAY);
    }

    /** Writes and syncs what is in line, and answers it; into files that are written again and again, without an index. */
    private static final class Floor implements AutoCloseable {
        private final java.util.concurrent.ConcurrentLinkedQueue<Runnable> line = new java.util.concurrent.ConcurrentLinkedQueue<>();
        private final ByteWriter group = new ByteWriter(1 << 20);
        private final LogFile file;
        private final Thread thread = new Thread(this::run);
        private volatile boolean parked;
        private volatile boolean ended;
        private long at;

        Floor(RealDisk disk) throws IOException {
            file = disk.names().contains("floor") ? disk.open("floor") : disk.create("floor");
            thread.start();
        }

        void submit(Batch batch, java.util.function.Consumer<Batch> done) {
            line.add(() -> {
                if (done != null) {
                    group.bytes(batch.array(), batch.entry(0), batch.entryLength(0));
                    answers.add(() -> done.accept(batch));
                }
            });
            if (parked) {
                java.util.concurrent.locks.LockSupport.unpark(thread);
            }
        }

        private final java.util.List<Runnable> answers = new java.util.ArrayList<>();

        private void run() {
            while (!ended) {
                for (Runnable task = line.poll(); task != null && group.length < 1 << 20; task = line.poll()) {
                    task.run();
                }
                try {
                    if (group.length > 0) {
                        file.write(at, group.array, 0, group.length);
                        file.sync();
                        at = at > 32 << 20 ? 0 : at + group.length;
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                group.reset(0);
                answers.forEach(Runnable::run);
                answers.clear();
                parked = true;
                if (line.isEmpty()) {
                    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                }
                parked = false;
            }
        }

        @Override
        public void close() throws InterruptedException {
            ended = true;
            thread.join();
            file.close();
        }
    }

    /** Sectors written by all disks of the machine, in bytes; partitions are not counted twice. */
    private static long deviceBytes() throws IOException {
        long sectors = 0;
        for (String line : Files.readAllLines(Path.of("/proc/diskstats"))) {
            String[] words = line.trim().split("\\s+");
            if (words[2].matches("vd[a-z]|sd[a-z]|nvme\\d+n\\d+")) {
                sectors += Long.parseLong(words[9]);
            }
        }
        return sectors * 512;
    }
}
