package io.tidegate.store.file.internal;

import io.tidegate.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A store and its directory, opened as the gateway opens it, for the benchmark. Its owner closes it. */
public final class BenchedStore implements AutoCloseable {
    private final RealDisk disk;
    private final FileStore store;

    private BenchedStore(RealDisk disk, FileStore store) {
        this.disk = disk;
        this.store = store;
    }

    /** @param quotaBytes of the disk */
    public static BenchedStore open(Path directory, long quotaBytes) throws IOException {
        RealDisk disk = RealDisk.lock(directory);
        try {
            return new BenchedStore(disk, new StoreOpening(disk, Limits.ofDisk(quotaBytes), Durability.ALWAYS, Cut.NONE)
                    .open(failed -> { }));
        } catch (IOException | RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    public Store store() {
        return store;
    }

    /** Waits until what a new store does besides, at its beginning, is done. */
    public BenchedStore awaitReserve() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!store.hasReserve()) { // a benchmark runs without JUnit, which Stores needs
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the store has not made its reserve within 30 s");
            }
            Thread.onSpinWait();
        }
        return this;
    }

    /** Bytes of all its files. */
    public long diskBytes() {
        return store.diskBytes();
    }

    @Override
    public void close() {
        store.close();
        disk.close();
    }

    /** One file that is written and synced as those of the log are. */
    public static final class Plain implements AutoCloseable {
        private final RealDisk disk;
        private final LogFile file;

        public Plain(Path directory) throws IOException {
            disk = RealDisk.lock(directory);
            file = disk.names().contains("plain") ? disk.open("plain") : disk.create("plain");
        }

        public void write(long position, byte[] from, int length) throws IOException {
            file.write(position, from, 0, length);
            file.sync();
        }

        @Override
        public void close() {
            file.close();
            disk.close();
        }
    }
}
