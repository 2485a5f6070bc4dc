package io.tidegate.rule.internal;

import io.tidegate.hub.Hub;
import io.tidegate.hub.HubSession;
import io.tidegate.hub.HubView;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions that nobody configures any more: an empty one is discarded, one with messages is kept without
 * subscriptions and said to be orphaned. It outlives the rule whose session it ends. Any thread.
 */
@Component(service = UnconfiguredSessions.class)
public final class UnconfiguredSessions {
    private static final Logger LOG = LoggerFactory.getLogger(UnconfiguredSessions.class);
    private final Hub hub;
    /** DYNAMIC: only a question is asked of it; without it a session is kept. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile HubView view;

    /** @param hub STATIC: the sessions are its own */
    @Activate
    public UnconfiguredSessions(@Reference Hub hub) {
        this.hub = hub;
    }

    UnconfiguredSessions(Hub hub, HubView view) {
        this.hub = hub;
        this.view = view;
    }

    /** Takes an open session over and ends it. Returns at once. */
    void end(String name, HubSession session) {
        session.subscribe(Set.of()).whenComplete((codes, failure) -> {
            session.close();
            if (failure == null) {
                discardIfEmpty(name);
            } else {
                LOG.warn("event=session-kept session={} reason=\"its subscriptions could not be removed: {}\"", name, failure.toString());
            }
        });
    }

    private void discardIfEmpty(String name) {
        HubView now = view;
        if (now == null) {
            LOG.warn("event=session-orphaned session={} reason=\"the hub does not tell whether it is empty\"", name);
            return;
        }
        now.clients().whenComplete((clients, failure) -> {
            long messages = failure == null ? messagesOf(name, clients) : -1;
            if (messages == 0) {
                hub.discard(name);
                LOG.info("event=session-discarded session={} reason=\"its configuration was deleted and it was empty\"", name);
            } else {
                LOG.warn("event=session-orphaned session={} messages={} reason=\"its configuration was deleted\"", name,
                        messages < 0 ? "unknown" : messages);
            }
        });
    }

    private static long messagesOf(String name, List<HubView.Client> clients) {
        return clients.stream().filter(c -> c.clientId().equals(name)).mapToLong(c -> c.inflight() + c.waiting()).sum();
    }
}
