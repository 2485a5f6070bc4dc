package io.tidegate.bench.change;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Waits for what is seen from outside, each time with a limit. Stateless. */
final class Patience {

    /** What no measurement here takes: whoever waits longer waits in vain. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final long STEP_MILLIS = 5;

    private Patience() { }

    /** Something to look at. */
    interface Look {

        /** Whether it is so; a failure is a look too early. */
        boolean isSo() throws IOException;
    }

    /**
     * Looks every few milliseconds.
     *
     * @return {@link System#nanoTime()} when it was so
     * @throws IOException when it was not within {@link #LIMIT}; the message names {@code what} and the last failure
     */
    static long until(String what, Look look) throws IOException {
        long limit = System.nanoTime() + LIMIT.toNanos();
        IOException last = null;
        do {
            try {
                if (look.isSo()) {
                    return System.nanoTime();
                }
            } catch (IOException e) {
                last = e;
            }
            pause(STEP_MILLIS);
        } while (System.nanoTime() < limit);
        throw new IOException("not within " + LIMIT.toSeconds() + " s: " + what + (last == null ? "" : " (" + last.getMessage() + ")"), last);
    }

    static void pause(long millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
