package io.tidegate.store.file.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Flies one frame at a time on a thread of its own, so that the committing thread makes the next one while the disk is
 * busy. Worth its two wake-ups only where much is under way: that is what {@link #isWorthwhile} is asked. Methods are
 * the committing thread's.
 */
final class Syncer {
    /** A frame larger than this part of a segment is large. */
    private static final int PART = 160;
    private static final int PAUSE = 16;

    private final Thread thread = new Thread(this::run, "tidegate-store.file-sync-1");
    private final int largeBytes;
    private final Runnable wake;
    private volatile Flight next;
    private volatile boolean ended;
    private volatile long overlaps; // written by the committing thread

    // owned by the committing thread
    private Flight flying;
    private int pause;

    /**
     * @param segmentBytes how large segments are
     * @param wake         called when a flight has landed, on the syncing thread
     */
    Syncer(int segmentBytes, Runnable wake) {
        this.largeBytes = segmentBytes / PART;
        this.wake = wake;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Whether a frame of this size should fly by itself: it is large, and lately more came while one was under way. */
    boolean isWorthwhile(int frameBytes) {
        if (frameBytes < largeBytes) {
            return false;
        }
        pause = Math.max(0, pause - 1);
        return pause == 0;
    }

    /** While it flew, nothing came to be done besides: for a while not worth it. */
    void wasIdle() {
        pause = PAUSE;
    }

    /** While it flew, some of the next frame was made. */
    void wasOfUse() {
        overlaps++;
    }

    /** How many frames were of use; any thread. */
    long overlaps() {
        return overlaps;
    }

    void launch(Flight flight) {
        flying = flight;
        next = flight;
        LockSupport.unpark(thread);
    }

    /** What is under way, landed or not; null: nothing. */
    Flight flying() {
        return flying;
    }

    /** Waits until what is under way has landed. */
    void await() {
        while (!flying.hasLanded()) {
            LockSupport.park(this);
        }
    }

    /** The one that has landed is dealt with. */
    void clear() {
        flying = null;
    }

    private void run() {
        while (!ended) {
            Flight flight = next;
            if (flight == null) {
                LockSupport.park(this);
                continue;
            }
            next = null;
            flight.fly();
            wake.run();
        }
    }

    /** Nothing is under way. Waits for the thread, briefly: it has nothing to do. */
    void close() {
        ended = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
