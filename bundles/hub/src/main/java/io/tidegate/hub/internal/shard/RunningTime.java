package io.tidegate.hub.internal.shard;

import io.tidegate.store.Batch;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Seconds that have passed for what is stored: the ages of messages are told by it. While the hub runs it goes on like a
 * stopwatch, whatever the time of day is set to. Across a restart the time of day counts, but only forward from the
 * last time that is stored, and at most as far as the longest age that is configured: a clock that starts in 1970
 * makes nothing younger or older, one that is fifty years ahead makes nothing older than the oldest that may be.
 *
 * <p>Stored under {@link #KEY} in {@link Maps#STATE}: version u8 = 1 | running seconds i64 | time of day, seconds since 1970, i64.
 * Thread-safe.
 */
public final class RunningTime {
    /** Key in {@link Maps#STATE}. */
    public static final byte[] KEY = {'c', 'l', 'o', 'c', 'k'};
    private static final byte VERSION = 1;
    private static final long STORE_SECONDS = 60;

    private final LongSupplier nanoTime;
    private final LongSupplier epochSeconds;
    private final long storeSeconds;
    private final long startNanos;
    // written before anything else runs
    private long before;

    /** @param storeSeconds how often it is to be stored at least; so much is lost when the process is killed */
    public RunningTime(LongSupplier nanoTime, LongSupplier epochSeconds, long storeSeconds) {
        this.nanoTime = nanoTime;
        this.epochSeconds = epochSeconds;
        this.storeSeconds = storeSeconds;
        this.startNanos = nanoTime.getAsLong();
    }

    /** By the system's clocks. */
    public static RunningTime system() {
        return new RunningTime(System::nanoTime, () -> TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()), STORE_SECONDS);
    }

    /**
     * Goes on from what the store holds. Before anything else runs.
     *
     * @param mostSeconds how far the time of day may carry it at the most
     */
    public void recovered(byte[] value, long mostSeconds) {
        ByteBuffer stored = ByteBuffer.wrap(value);
        if (stored.get() == VERSION) {
            long running = stored.getLong();
            long away = epochSeconds.getAsLong() - stored.getLong();
            before = running + Math.max(0, Math.min(away, mostSeconds));
        }
    }

    /** After so many seconds it is to be stored again. */
    public long storeSeconds() {
        return storeSeconds;
    }

    /** Whole seconds, from 0 where nothing was stored. */
    public long seconds() {
        return before + TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - startNanos);
    }

    /** Stores how late it is. */
    public void store(Batch batch) {
        batch.put(Maps.STATE, KEY, ByteBuffer.allocate(17).put(VERSION).putLong(seconds()).putLong(epochSeconds.getAsLong()).array());
    }
}
