package io.tidegate.function.internal.launch;

/**
 * Keeps code that never rests from replacing workers for ever, as when workers write beside it: after
 * {@value #FREE} replacements in a row without {@link #QUIET_NANOS} in which nothing changed, the next ones wait, each
 * twice as long as the one before. Confined to its caller.
 */
final class Restlessness {
    static final long QUIET_NANOS = 10_000_000_000L;
    static final long LONGEST_NANOS = 300_000_000_000L;
    private static final int FREE = 3;

    private int replacements;
    private boolean pending;
    private long lastChange;
    private long lastReplacement;
    private long pause = QUIET_NANOS;

    /** Files are not as they were at the look before. */
    void changed(long now) {
        if (replacements > 0 && !pending && now - lastChange >= QUIET_NANOS) {
            replacements = 0;
            pause = QUIET_NANOS;
        }
        pending = true;
        lastChange = now;
    }

    /** Whether what changed has to wait. */
    boolean holds(long now) {
        return replacements >= FREE && now - lastReplacement < pause;
    }

    void replaced(long now) {
        if (replacements >= FREE) {
            pause = Math.min(2 * pause, LONGEST_NANOS);
        }
        replacements++;
        lastReplacement = now;
        rested(now);
    }

    /** What had changed was looked at; quiet is counted from now on. */
    void rested(long now) {
        pending = false;
        lastChange = now;
    }

    /** Of the replacement that waits now. */
    long pauseNanos() {
        return pause;
    }

    boolean calm() {
        return replacements < FREE;
    }
}
