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
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** A hub of its own for every bundle, so that what a bundle opened is closed when it lets go, even if it forgot. */
final class HubPerBundle implements ServiceFactory<Hub> {
    private final LocalSessions sessions;

    HubPerBundle(LocalSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Hub getService(Bundle bundle, ServiceRegistration<Hub> registration) {
        return new Own(sessions);
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<Hub> registration, Hub service) {
        ((Own) service).close();
    }

    /** One bundle's hub. Thread-safe. */
    private static final class Own implements Hub {
        private final LocalSessions sessions;
        private final Queue<HubSession> opened = new ConcurrentLinkedQueue<>();
        private volatile boolean closed;

        Own(LocalSessions sessions) {
            this.sessions = sessions;
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
        public CompletionStage<Long> retire(String name) {
            return sessions.retire(name);
        }

        @Override
        public void reserve(String clientId, String name) {
            sessions.reserve(clientId, name);
        }

        void close() {
            closed = true;
            opened.forEach(HubSession::close);
            opened.clear();
        }
    }
}
