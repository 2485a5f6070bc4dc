package io.tidegate.rule.internal;

import io.tidegate.hub.Hub;
import java.util.Objects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the hub which sessions nobody configures any more: an empty one ends, one with messages is kept as orphaned and
 * takes no new ones. Any thread.
 */
@Component(service = UnconfiguredSessions.class)
public final class UnconfiguredSessions {
    private static final Logger LOG = LoggerFactory.getLogger(UnconfiguredSessions.class);
    private final Hub hub;

    /** @param hub STATIC: the sessions are its own */
    @Activate
    public UnconfiguredSessions(@Reference Hub hub) {
        this.hub = Objects.requireNonNull(hub);
    }

    /** Returns at once. A session that somebody has open, or opens meanwhile, is left alone. */
    void end(String name) {
        hub.retire(name).whenComplete((messages, failure) -> {
            if (failure != null) {
                LOG.warn("event=session-not-ended session={} reason=\"{}\"", name, failure.toString());
            } else if (messages > 0) {
                LOG.warn("event=session-orphaned session={} messages={} reason=\"nobody configures it any more\"", name, messages);
            } else {
                LOG.info("event=session-{} session={} reason=\"nobody configures it any more\"",
                        messages == 0 ? "discarded" : "kept-open", name);
            }
        });
    }
}
