package io.tidegate.rule.internal;

import io.tidegate.function.Function;
import io.tidegate.hub.HubSession;
import io.tidegate.hub.Subscription;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.rule.internal.config.RuleSettings;
import io.tidegate.rule.internal.time.Backoff;
import io.tidegate.rule.internal.time.Control;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A rule's open session with the pipeline that serves it: asks for the subscription until it is granted, and for credit
 * while the function takes calls. Everything is the control thread's, but {@link #close} and what is only looked at.
 */
final class RuleSession {
    private static final Logger LOG = LoggerFactory.getLogger(RuleSession.class);
    private static final Backoff SUBSCRIBE = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    private final HubSession session;
    private final Pipeline pipeline;
    private final RuleState state;
    private final Control control;

    private RuleSettings settings;
    private int granted;
    private int subscribeFailures;
    private long subscribeGeneration;
    private volatile boolean closed;

    RuleSession(HubSession session, Pipeline pipeline, RuleState state, Control control) {
        this.session = session;
        this.pipeline = pipeline;
        this.state = state;
        this.control = control;
    }

    /** Works by this configuration from now on; asks for its subscription where that is another one. */
    void settings(RuleSettings next) {
        RuleSettings before = settings;
        settings = next;
        if (before == null || !before.filter().equals(next.filter()) || before.filterQos() != next.filterQos()) {
            subscribe();
        }
    }

    /**
     * Hands messages to this function; empty: holds them back.
     *
     * @param isThere whether a function that was served before still is
     */
    void serve(Optional<Function> function, Predicate<Function> isThere) {
        pipeline.setFunction(function.orElse(null), isThere);
        if (function.isPresent() && granted < settings.inflightMax()) {
            int more = settings.inflightMax() - granted;
            granted = settings.inflightMax();
            session.request(more);
        }
    }

    /** Leaves at once; session, queue and subscriptions stay. Any thread. */
    void close() {
        closed = true;
        pipeline.close();
        session.close();
    }

    /** Deliveries without an outcome. Any thread. */
    int inflight() {
        return pipeline.inflight();
    }

    /** Messages in the hub that were not delivered yet. Any thread. */
    long waiting() {
        return session.waiting();
    }

    /** Why the function takes no calls although it is there; empty when it does. Any thread. */
    String unavailable() {
        return pipeline.unavailable();
    }

    private void subscribe() {
        if (closed) {
            return;
        }
        long generation = ++subscribeGeneration;
        state.unsubscribed("no transport: the hub has not taken the subscription to " + settings.filter() + " yet", false);
        session.subscribe(Set.of(new Subscription(settings.filter(), settings.filterQos())))
                .whenComplete((codes, failure) -> control.execute(() -> subscribed(generation, codes, failure)));
    }

    private void subscribed(long generation, List<ReasonCode> codes, Throwable failure) {
        if (closed || generation != subscribeGeneration) {
            return;
        }
        if (failure == null && codes.stream().noneMatch(ReasonCode::isError)) {
            subscribeFailures = 0;
            state.subscribed();
            return;
        }
        String why = failure != null ? "the hub could not store the subscription: " + failure : refusal(codes.get(0));
        if (subscribeFailures++ == 0) {
            LOG.warn("event=rule-not-subscribed rule={} reason=\"{}\"", settings.clientId(), why);
        }
        state.unsubscribed(why, failure == null && codes.get(0) != ReasonCode.SERVER_UNAVAILABLE);
        // permissions may follow, and a store may recover: ask again, less and less often
        control.schedule(SUBSCRIBE.after(subscribeFailures), () -> {
            if (generation == subscribeGeneration) {
                subscribe();
            }
        });
    }

    private String refusal(ReasonCode code) {
        String who = settings.username().map(u -> "principal " + u).orElse("this rule");
        if (code == ReasonCode.SERVER_UNAVAILABLE) {
            return "nobody can say whether " + who + " may subscribe to " + settings.filter();
        }
        return code == ReasonCode.NOT_AUTHORIZED ? who + " may not subscribe to " + settings.filter()
                : "the hub refused subscribe.topic = " + settings.filter() + ": " + code;
    }
}
