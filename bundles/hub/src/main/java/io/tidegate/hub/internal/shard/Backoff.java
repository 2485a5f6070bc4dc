package io.tidegate.hub.internal.shard;

import java.time.Duration;

/**
 * How long to wait before what a full store refused is tried again: twice as long each time that a try was of no use, up to a minute.
 * To look whether there is room costs nothing and is no try. Thread-safe.
 */
final class Backoff {
    private static final long FIRST_SECONDS = 1;
    private static final long MOST_SECONDS = 60;

    private long seconds = FIRST_SECONDS; // guarded by this

    /** Before the next look. */
    synchronized Duration pause() {
        return Duration.ofSeconds(seconds);
    }

    /** It was tried; what comes of it is not known yet. */
    synchronized void tried() {
        seconds = Math.min(MOST_SECONDS, seconds * 2);
    }

    /** The store took some. */
    synchronized void taken() {
        seconds = FIRST_SECONDS;
    }
}
