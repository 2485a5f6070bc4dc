package io.tidegate.bench.broker;

import io.tidegate.bench.load.Target;
import java.io.IOException;

/** A kind of broker that can be started as often as wanted. */
public interface Broker {

    /** Its name in the tables. */
    String name();

    /**
     * Starts a fresh one and waits until it answers a CONNECT.
     *
     * @return the running broker, owned by the caller, who closes it
     * @throws IOException when it does not come up within its limit; nothing is left running
     */
    Running start() throws IOException;

    /** A broker that answers. */
    interface Running extends AutoCloseable {

        /** Where and as whom to connect. */
        Target target();

        /** Its CPU time so far in nanoseconds: user and system, all threads and child processes. */
        long cpuNanos();

        /** Why it is no longer there, or an empty text while it runs. */
        String obituary();

        /** Ends it; returns when it is gone. May be called more than once and by any thread. */
        @Override
        void close() throws IOException;
    }
}
