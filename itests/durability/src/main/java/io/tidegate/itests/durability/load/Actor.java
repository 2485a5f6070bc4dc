package io.tidegate.itests.durability.load;

import io.tidegate.itests.durability.client.Client;
import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.History;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One client and what it does, on a thread of its own: it connects whenever it is not connected, tells that to its part, and
 * lets it act again and again until the load is to rest. A failed connection is a reason to connect again, nothing else.
 */
final class Actor implements AutoCloseable {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What a client is for. On the actor's thread. */
    interface Part {
        /** After each CONNACK. */
        default void connected(Client client, boolean present) throws IOException { }

        /** Does one thing, or waits a moment. */
        void act(Client client) throws IOException;

        /** Whether the client has all that it waits for, and the run may end. The load rests. */
        default boolean settled(Client client) {
            return client.unsettled() == 0;
        }
    }

    private final Client client;
    private final Part part;
    private final History history;
    private final Thread thread;
    private volatile boolean resting;
    private volatile boolean ready;
    private volatile boolean ended;

    Actor(Client client, Part part, History history) {
        this.client = client;
        this.part = part;
        this.history = history;
        thread = new Thread(this::run, "actor-" + client.clientId());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Stays connected and does nothing more of its own. */
    void rest() {
        resting = true;
    }

    /** Whether it is connected and its part has done what it does first. */
    boolean ready() {
        return ready && client.connected();
    }

    boolean settled() {
        return ready() && part.settled(client);
    }

    private void run() {
        while (!ended) {
            try {
                if (!client.connected()) {
                    ready = false;
                    part.connected(client, client.connect());
                    ready = true;
                } else if (resting) {
                    client.hurry();
                    LockSupport.parkNanos(RETRY_NANOS);
                } else {
                    part.act(client);
                }
            } catch (IOException away) {
                LockSupport.parkNanos(RETRY_NANOS);
            } catch (RuntimeException bug) {
                history.add(new Event.Fault(client.clientId(), "the test itself: " + bug));
                throw bug;
            }
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        client.close();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return client.toString();
    }
}
