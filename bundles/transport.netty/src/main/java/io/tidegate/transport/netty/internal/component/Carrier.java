package io.tidegate.transport.netty.internal.component;

import io.tidegate.transport.ConnectionHandler;
import io.tidegate.transport.netty.internal.Transport;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
    private volatile Transport transport; // written under lock
    private ConnectionHandler handler; // guarded by lock
    private int wanted; // guarded by lock
    private boolean away; // guarded by lock: the one transport is ending, the next one has yet to begin
    private boolean closed; // guarded by lock

    /** @param loops at least 1 */
    Carrier(int loops, ScheduledExecutorService caretaker) {
        this.caretaker = caretaker;
        transport = new Transport(loops);
        wanted = loops;
    }

    /** The one in force; one that was replaced is closed. */
    Transport transport() {
        return transport;
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
                transport.handler(next);
            }
        }
    }

    /** See {@link Transport#handlerGone(ConnectionHandler)}. */
    CompletionStage<Void> handlerGone(ConnectionHandler gone) {
        synchronized (lock) {
            handler = handler == gone ? null : handler;
            return transport.handlerGone(gone);
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
        Transport before = transport;
        int count;
        synchronized (lock) {
            count = wanted;
            if (closed || before.loops() == count) {
                return; // an edit after this one took it back
            }
        }
        Transport next;
        try {
            next = new Transport(count);
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
                next.close();
                return;
            }
            transport = next;
            if (handler != null) {
                transport.handler(handler);
            }
        }
        List.copyOf(listeners).forEach(Listener::reopen);
        LOG.info("event=loops-changed loops={}", count);
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        transport.close();
    }
}
