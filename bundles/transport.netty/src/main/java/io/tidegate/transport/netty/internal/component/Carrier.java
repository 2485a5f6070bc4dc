package io.tidegate.transport.netty.internal.component;

import io.tidegate.transport.ConnectionHandler;
import io.tidegate.transport.netty.internal.Transport;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport that is in force, and its replacement by one with another number of loops: a connection, its session and its
 * routes belong to one loop for as long as they live, so all connections end, as when this bundle is replaced, and the listeners
 * open again where they were. Listeners belong to the caretaker thread, on which the replacement happens; the hub comes and goes
 * meanwhile as it likes.
 */
final class Carrier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);

    private final ScheduledExecutorService caretaker;
    private final Set<Listener> listeners = new LinkedHashSet<>(); // owned by the caretaker
    private final Object lock = new Object();
    private final CompletableFuture<Transport> first;
    private volatile Transport next; // written under lock; null: the first one is in force
    private ConnectionHandler handler; // guarded by lock
    private int wanted; // guarded by lock
    private boolean away; // guarded by lock: the one transport is ending, the next one has yet to begin
    private boolean closed; // guarded by lock

    /**
     * Returns before the loops are there: their first use of sockets takes a tenth of a second of a start, in which other bundles
     * can be started.
     *
     * @param loops at least 1
     */
    Carrier(int loops, ScheduledExecutorService caretaker) {
        this.caretaker = caretaker;
        first = CompletableFuture.supplyAsync(() -> begin(loops), caretaker);
        wanted = loops;
    }

    private static Transport begin(int loops) {
        try {
            Transport transport = new Transport(loops);
            LOG.info("event=loops-started loops={} transport={}", loops, transport.kind());
            return transport;
        } catch (RuntimeException | Error e) {
            LOG.error("event=loops-not-started loops={}", loops, e);
            throw e;
        }
    }

    /**
     * The one in force; one that was replaced is closed. Waits for the first one while it is made.
     *
     * @throws CompletionException when it could not be made
     */
    Transport transport() {
        Transport now = next;
        return now != null ? now : first.join();
    }

    /** Why there are no loops; empty when there are. Waits while the first ones are made. */
    String problem() {
        return first.handle((made, failure) -> failure == null ? "" : "no event loops: " + failure.getMessage()).join();
    }

    /** Told when there is another transport. On the caretaker. */
    void add(Listener listener) {
        listeners.add(listener);
    }

    /** On the caretaker. */
    void remove(Listener listener) {
        listeners.remove(listener);
    }

    void handler(ConnectionHandler next) {
        synchronized (lock) {
            handler = next;
            if (!away) {
                transport().handler(next);
            }
        }
    }

    /** See {@link Transport#handlerGone(ConnectionHandler)}. */
    CompletionStage<Void> handlerGone(ConnectionHandler gone) {
        synchronized (lock) {
            handler = handler == gone ? null : handler;
            return transport().handlerGone(gone);
        }
    }

    boolean hasHandler() {
        synchronized (lock) {
            return handler != null;
        }
    }

    /** Has so many loops carry all connections; soon, on the caretaker. Any thread. */
    void loops(int count) {
        synchronized (lock) {
            if (count == wanted || closed) {
                return;
            }
            wanted = count;
        }
        caretaker.execute(this::replace);
    }

    private void replace() {
        Transport before = transport();
        int count;
        synchronized (lock) {
            count = wanted;
            if (closed || before.loops() == count) {
                return; // an edit after this one took it back
            }
        }
        Transport replacement;
        try {
            replacement = new Transport(count);
        } catch (RuntimeException e) {
            LOG.error("event=loops-refused loops={} loopsNow={}", count, before.loops(), e);
            synchronized (lock) {
                wanted = before.loops();
            }
            return;
        }
        LOG.info("event=loops-change loops={} before={} effect=\"all clients connect again\"", count, before.loops());
        synchronized (lock) {
            away = true;
        }
        before.close(); // the hub has left it when it returns
        synchronized (lock) {
            away = false;
            if (closed) {
                replacement.close();
                return;
            }
            next = replacement;
            if (handler != null) {
                replacement.handler(handler);
            }
        }
        List.copyOf(listeners).forEach(Listener::reopen);
        LOG.info("event=loops-changed loops={}", count);
    }

    /** While the caretaker still works: it may be making what is to be closed. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        if (problem().isEmpty()) {
            transport().close();
        }
    }
}
