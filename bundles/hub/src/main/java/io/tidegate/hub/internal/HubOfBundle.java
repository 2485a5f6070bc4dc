package io.tidegate.hub.internal;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.Hub;
import io.tidegate.hub.HubSession;
import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.internal.inprocess.LocalSessions;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/**
 * A hub of its own for every bundle, so that what a bundle opened is closed when it lets go, even if it forgot. A component of
 * its own, so that whoever wakes up because there is a Hub finds {@link HubComponent} whole: its status, for one. Thread-safe.
 */
@Component(service = Hub.class, scope = ServiceScope.BUNDLE)
public final class HubOfBundle implements Hub {
    private final LocalSessions sessions;
    private final Queue<HubSession> opened = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** @param hub STATIC: the sessions are its own */
    @Activate
    public HubOfBundle(@Reference HubComponent hub) {
        this.sessions = hub.sessions();
    }

    @Override
    public HubSession open(SessionSpec spec, Consumer<Delivery> onDelivery) {
        if (closed) {
            throw new IllegalStateException("the hub was released");
        }
        opened.removeIf(LocalSessions::isClosed);
        HubSession session = sessions.open(spec, onDelivery);
        opened.add(session);
        return session;
    }

    @Override
    public CompletionStage<Long> discard(String name) {
        return sessions.discard(name);
    }

    @Override
    public CompletionStage<Long> discardUnlessOpen(String name) {
        return sessions.discardUnlessOpen(name);
    }

    @Override
    public CompletionStage<Long> retire(String name) {
        return sessions.retire(name);
    }

    @Override
    public void reserve(String clientId, String name) {
        sessions.reserve(clientId, name);
    }

    @Deactivate
    void close() {
        closed = true;
        opened.forEach(HubSession::close);
        opened.clear();
    }
}
