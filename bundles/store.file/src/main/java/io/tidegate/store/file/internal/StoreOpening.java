package io.tidegate.store.file.internal;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a store: recovers what is there, deletes what is of no use, and begins a segment.
 *
 * @param disk       locked for it
 * @param limits     how much room it may take
 * @param durability when what is answered is on the disk
 * @param cut        where the one before it failed; {@link Cut#NONE} when it did not
 */
record StoreOpening(Disk disk, Limits limits, Durability durability, Cut cut) {
    private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);

    /** What {@link FileStore} begins with; {@code counts}, then {@code afterwards}, are for when its first segment counts. */
    record Opened(Disk disk, UUID identity, Limits limits, DamageLog damage, FreeBytes freeBytes, LogMaker maker,
            Runnable counts, Log.Filler afterwards) {
        Log log(BiConsumer<Segment, byte[]> sealer) {
            return maker.make(sealer);
        }
    }

    /** The log lacks only who writes its footers. */
    interface LogMaker {
        Log make(BiConsumer<Segment, byte[]> sealer);
    }

    FileStore open(Consumer<FileStore> onFailure) throws IOException {
        return open(onFailure, () -> { });
    }

    /**
     * Waits for the disk.
     *
     * @param onFailure called once, on the committing thread, when the store ends by itself
     * @param counts    called before this returns or throws, as soon as the first segment is on the disk and holds all that
     *                  lived before {@link #cut}, which from then on must not be used again
     * @throws IOException when it cannot be opened; a sentence
     */
    FileStore open(Consumer<FileStore> onFailure, Runnable counts) throws IOException {
        long begun = System.nanoTime();
        DamageLog damage = new DamageLog();
        LogRecovery found = recovered(damage);
        Spares spares = null;
        try {
            FreeBytes freeBytes = new FreeBytes(disk);
            spares = new Spares(disk, limits, freeBytes);
            FileStore store = new FileStore(opened(found, damage, freeBytes, spares, counts), onFailure).start();
            LOG.info("event=store-recovered queues={} entries={} bytes={} segments={} damages={} ms={}", found.index.size(),
                    store.usage().entries(), store.usage().bytes(), found.segments.size(), damage.count(),
                    (System.nanoTime() - begun) / 1_000_000);
            return store;
        } catch (IOException | RuntimeException | Error e) {
            found.close();
            if (spares != null) {
                spares.close();
            }
            throw e;
        }
    }

    private Opened opened(LogRecovery found, DamageLog damage, FreeBytes freeBytes, Spares spares, Runnable counts)
            throws IOException {
        UUID identity = found.identity == null ? UUID.randomUUID() : found.identity;
        found.unused.forEach(spares::named);
        for (Segment s : found.segments.values()) {
            spares.found(s.name, s.file.size());
        }
        for (String name : found.leftAlone) {
            spares.found(name, size(name));
        }
        for (String name : found.failed) {
            disk.delete(name);
        }
        adopt(found.blank, found, spares);
        // Not before the first segment is on the disk: the newest that was found may have been in memory alone.
        Log.Filler afterwards = () -> adopt(found.unused, found, spares);
        if (!spares.canBegin()) {
            afterwards.fill();
            found.unused.clear();
        }
        return new Opened(disk, identity, limits, damage, freeBytes, sealer -> {
            Log log = new Log(disk, identity, limits, durability, found.index, new TreeMap<>(found.segments), spares, sealer);
            log.highestNumber(found.highestNumber);
            return log;
        }, counts, afterwards);
    }

    private long size(String name) throws IOException {
        LogFile file = disk.open(name);
        try {
            return file.size();
        } finally {
            file.close();
        }
    }

    private LogRecovery recovered(DamageLog damage) throws IOException {
        LogRecovery recovery = new LogRecovery(disk, damage, cut);
        try {
            recovery.run();
            return recovery;
        } catch (ByteReader.FormatException e) {
            throw new IOException("the log is not what this version writes: " + e.getMessage(), e);
        }
    }

    /** Files in which nothing lives: written again, or deleted; left alone when something is missing that may be in them. */
    private void adopt(List<String> names, LogRecovery found, Spares spares) throws IOException {
        for (String name : names) {
            LogFile file = disk.open(name);
            try {
                adopt(name, file, found, spares);
            } catch (IOException | RuntimeException | Error e) {
                file.close();
                throw e;
            }
        }
    }

    private static void adopt(String name, LogFile file, LogRecovery found, Spares spares) throws IOException {
        spares.found(name, file.size());
        if (found.missing.isEmpty()) {
            spares.giveBack(name, file);
        } else {
            LOG.warn("event=store-file-left-alone file={} reason=\"a segment is missing and may be in it\"", name);
            file.close();
        }
    }
}
