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

    /** 64 producers with 32 messages each under way, against the same bytes written and synced without any index. */
    private static void rate(Path directory) throws Exception {
        for (int round = 0; round < 3; round++) {
            try (RealDisk disk = RealDisk.lock(directory.resolve("r" + round)); FileStore store = Stores.open(disk, LIMITS)) {
                Stores.commit(store, b -> b.open(1, "q"));
                long written = deviceBytes();
                double rate = produce(store);
                System.out.printf("log:   %.0f messages/s, device %.2f bytes per payload byte%n", rate,
                        (deviceBytes() - written) / (double) RATE_MESSAGES / PAYLOAD);
            }
            long written = deviceBytes();
            double rate = floor(directory.resolve("floor" + round));
            System.out.printf("floor: %.0f messages/s, device %.2f bytes per payload byte%n", rate,
                    (deviceBytes() - written) / (double) RATE_MESSAGES / PAYLOAD);
        }
    }

    private static final int RATE_MESSAGES = 400_000;
    private static final int UNDER_WAY = 64 * 32;

    /** Each answer sends the next: a message and the removal of the one 2048 before, so that files are used again. */
    private static double produce(FileStore store) throws Exception {
        long begun = System.nanoTime();
        CompletableFuture<Void> end = new CompletableFuture<>();
        long[] sent = {0};
        long[] answered = {0};
        for (int i = 0; i < UNDER_WAY; i++) {
            send(store, new Batch(400), sent, answered, end);
        }
        end.get(120, TimeUnit.SECONDS);
        return RATE_MESSAGES / ((System.nanoTime() - begun) / 1e9);
    }

    private static void send(FileStore store, Batch batch, long[] sent, long[] answered, CompletableFuture<Void> end) {
        batch.clear();
        batch.append(new long[] {1}, 1, PAYLOAD);
        if (sent[0]++ > UNDER_WAY) {
            batch.remove(1, sent[0] - UNDER_WAY);
        }
        store.submit(batch, done -> {
            if (++answered[0] == RATE_MESSAGES) {
                end.complete(null);
            } else if (sent[0] < RATE_MESSAGES) {
                send(store, done, sent, answered, end);
            }
        });
    }

    /** Groups of the size that forms here, into files that are written again and again. */
    private static double floor(Path file) throws IOException {
        byte[] group = new byte[UNDER_WAY / 2 * (PAYLOAD + 16) + 32];
        Files.createDirectories(file);
        try (RealDisk disk = RealDisk.lock(file)) {
            LogFile f = disk.create("floor");
            long begun = System.nanoTime();
            long at = 0;
            for (int done = 0; done < RATE_MESSAGES; done += UNDER_WAY / 2) {
                f.write(at, group, 0, group.length);
                f.sync();
                at = at + group.length > 8 << 20 ? 0 : at + group.length;
            }
            double rate = RATE_MESSAGES / ((System.nanoTime() - begun) / 1e9);
            f.close();
            return rate;
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
