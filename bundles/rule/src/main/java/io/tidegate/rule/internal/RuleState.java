package io.tidegate.rule.internal;

import io.tidegate.rule.internal.config.RuleSettings;
import io.tidegate.rule.internal.config.Values;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a rule is, since when and why. The first that applies:
 * <pre>
 * no acceptable configuration          FAILED   the sentence
 * subscription refused                 FAILED   who may not subscribe to what
 * function away, nobody configures it  FAILED   function NAME is not configured
 * function away                        WAITING  function NAME is starting, or does not run: its reason
 * subscription not taken yet           WAITING  no transport …
 * function takes no calls              WAITING  its reason
 * otherwise                            RUNNING  new configuration refused: …, if it was
 * </pre>
 * Guarded by its own lock; nobody is called while it is held.
 */
final class RuleState {
    private final String pid;
    private final Clock clock;
    private final Counters counters;
    private final Function<String, Optional<String>> whyAway;

    private final Object lock = new Object();
    // guarded by lock
    private String name;
    private RuleSettings settings;
    private String source = "";
    private String failed = "starting";
    private String refused = "";
    private boolean functionThere;
    private String notSubscribed = "not subscribed yet";
    private boolean subscriptionRefused;
    private String unavailable = "";
    private String shown = "";
    private Instant since;

    /** @param whyAway why a function takes no calls; empty when nobody configures it */
    RuleState(String pid, Clock clock, Counters counters, Function<String, Optional<String>> whyAway) {
        this.pid = pid;
        this.clock = clock;
        this.counters = counters;
        this.whyAway = whyAway;
        this.since = clock.instant();
    }

    /** The configuration in force; null before the first. */
    RuleSettings settings() {
        synchronized (lock) {
            return settings;
        }
    }

    void nameUnlessSet(String clientId) {
        synchronized (lock) {
            name = settings == null ? clientId : name;
        }
    }

    void failed(String sentence) {
        change(() -> failed = sentence);
    }

    void refused(String sentence) {
        change(() -> refused = sentence);
    }

    void accepted(RuleSettings next, Map<String, ?> properties) {
        change(() -> {
            settings = next;
            name = next.clientId();
            source = new Values(properties).text("tidegate.source").orElse("");
            failed = "";
            refused = "";
        });
    }

    void function(boolean there) {
        change(() -> functionThere = there);
    }

    void subscribed() {
        change(() -> {
            notSubscribed = "";
            subscriptionRefused = false;
        });
    }

    /** @param byTheHub whether it was refused, rather than not answered yet */
    void unsubscribed(String why, boolean byTheHub) {
        change(() -> {
            if (byTheHub || !subscriptionRefused) { // asking again does not mean that it is no longer refused
                notSubscribed = why;
                subscriptionRefused = byTheHub;
            }
        });
    }

    void unavailable(String why) {
        change(() -> unavailable = why);
    }

    /**
     * @param inflight deliveries without an outcome
     * @param waiting  messages in the session that were not delivered yet
     */
    StatusRow row(int inflight, long waiting) {
        RuleSettings now = settings();
        Optional<String> away = now == null ? Optional.empty() : whyAway.apply(now.function()); // asks others: not under the lock
        synchronized (lock) {
            String state = state(away.isPresent());
            String reason = reason(away);
            if (!state.equals(Status.RUNNING) && !refused.isEmpty()) {
                reason = reason + "; " + refused;
            }
            note(state);
            return StatusRow.of("rule", name, state, since).withReason(reason).withDetails(details(inflight, waiting))
                    .withPids(List.of(pid));
        }
    }

    private void change(Runnable change) {
        synchronized (lock) {
            change.run();
            note(state(shown.equals(Status.WAITING))); // rows() tells WAITING and FAILED apart for a function that is away
        }
    }

    /** Guarded by lock. */
    private void note(String state) {
        if (!state.equals(shown)) {
            shown = state;
            since = clock.instant();
        }
    }

    private String state(boolean configured) {
        if (!failed.isEmpty() || subscriptionRefused) {
            return Status.FAILED;
        }
        if (!functionThere) {
            return configured ? Status.WAITING : Status.FAILED;
        }
        return notSubscribed.isEmpty() && unavailable.isEmpty() ? Status.RUNNING : Status.WAITING;
    }

    private String reason(Optional<String> away) {
        if (!failed.isEmpty()) {
            return failed;
        }
        if (subscriptionRefused) {
            return notSubscribed;
        }
        if (!functionThere) {
            return away.orElse("function " + settings.function() + " is not configured");
        }
        if (!notSubscribed.isEmpty()) {
            return notSubscribed;
        }
        return unavailable.isEmpty() ? refused : unavailable;
    }

    private Map<String, String> details(int inflight, long waiting) {
        Map<String, String> details = new LinkedHashMap<>();
        if (settings != null) {
            details.put("function", settings.function());
            details.put("subscribe", settings.filter() + " (qos " + settings.filterQos().value() + ")");
            details.put("publish", settings.publish().map(t -> t + " (qos " + settings.publishQos().value() + ")").orElse("-"));
            details.put("onerror", settings.onError().name().toLowerCase(java.util.Locale.ROOT));
        }
        counters.putInto(details);
        details.put("inflight", Integer.toString(inflight));
        details.put("waiting", Long.toString(waiting));
        if (!source.isEmpty()) {
            details.put(Status.DETAIL_SOURCE, source);
        }
        return details;
    }
}
