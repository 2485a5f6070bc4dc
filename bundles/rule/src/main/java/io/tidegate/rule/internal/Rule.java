package io.tidegate.rule.internal;

import io.tidegate.function.Function;
import io.tidegate.hub.Hub;
import io.tidegate.hub.Subscription;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.rule.internal.config.RuleSettings;
import io.tidegate.rule.internal.config.Unacceptable;
import io.tidegate.rule.internal.config.Values;
import io.tidegate.rule.internal.time.Backoff;
import io.tidegate.rule.internal.time.Control;
import io.tidegate.status.StatusRow;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured rule: decides which configuration is in force, keeps the hub session for it, asks for credit while
 * its function takes calls, and says how it is.
 *
 * <p>All decisions are made on the control thread; {@link #configure}, {@link #close} and {@link #row} may be called
 * on any. Fields are the control thread's, except those that say otherwise.
 */
final class Rule {
    private static final Logger LOG = LoggerFactory.getLogger(Rule.class);
    private static final Backoff SUBSCRIBE = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    private final String pid;
    private final Surroundings around;
    private final Counters counters = new Counters();
    private final RuleState state;
    private final Runnable onFunctions = () -> control().execute(this::functionsChanged);

    private RuleSettings settings; // null until a configuration is acceptable
    private Map<String, ?> proposed = Map.of(); // the latest configuration, in force or not
    private boolean proposedWaitsForFunction;
    private int granted;
    private int subscribeFailures;
    private long subscribeGeneration;

    private volatile OpenSession open; // null while nothing is open; closed on any thread
    private volatile boolean closed;

    /**
     * What a rule works with.
     *
     * @param hub          where its session is opened
     * @param functions    whom it calls
     * @param clientIds    which names are taken
     * @param unconfigured who ends its session when its configuration is deleted
     * @param control      the bundle's control thread
     * @param clock        for timestamps and "since"
     */
    record Surroundings(Hub hub, FunctionDirectory functions, ClientIds clientIds, UnconfiguredSessions unconfigured,
            Control control, Clock clock) {
    }

    /** @param pid full PID of its configuration */
    Rule(String pid, Surroundings around) {
        this.pid = pid;
        this.around = around;
        this.state = new RuleState(pid, around.clock(), counters, around.functions()::whyAway);
        around.functions().watch(onFunctions);
    }

    /** Takes a configuration: the first, or another one live. One that is not acceptable changes nothing that runs. */
    void configure(Map<String, ?> properties) {
        Map<String, ?> copy = Map.copyOf(properties);
        state.nameUnlessSet(RuleSettings.clientId(pid, copy));
        control().execute(() -> propose(copy));
    }

    /**
     * Ends at once, draining nothing.
     *
     * @param deleted whether its configuration was deleted; otherwise session, queue and subscriptions stay
     */
    void close(boolean deleted) {
        closed = true;
        around.functions().unwatch(onFunctions);
        OpenSession last = open;
        if (last != null) {
            end(last, deleted);
        }
        around.clientIds().releaseAll(this);
        LOG.info("event=rule-stopped pid={} deleted={}", pid, deleted);
    }

    /** How it is now. Any thread. */
    StatusRow row() {
        OpenSession now = open;
        return state.row(now == null ? 0 : now.pipeline.inflight());
    }

    private void propose(Map<String, ?> properties) {
        if (closed) {
            return;
        }
        proposed = properties;
        proposedWaitsForFunction = false;
        try {
            Optional<String> failed = new Values(properties).text(RuleSettings.FAILED);
            if (failed.isPresent()) {
                refuse(failed.get());
            } else {
                judge(RuleSettings.parse(pid, properties));
            }
        } catch (Unacceptable e) {
            refuse(e.getMessage());
        }
    }

    private void judge(RuleSettings next) {
        boolean otherFunction = settings != null && !settings.function().equals(next.function());
        if (otherFunction && !around.functions().isConfigured(next.function())) {
            proposedWaitsForFunction = true;
            refuse("function " + next.function() + " is not configured");
            return;
        }
        Optional<String> owner = around.clientIds().claim(next.clientId(), this, place(),
                () -> control().execute(() -> propose(proposed)));
        if (closed) { // closed while claiming: nobody else would give it back
            around.clientIds().releaseAll(this);
            return;
        }
        if (owner.isPresent()) {
            refuse("clientid = " + next.clientId() + " in " + place() + " is already used by " + owner.get());
            return;
        }
        accept(next);
    }

    private void refuse(String sentence) {
        if (settings == null) {
            LOG.error("event=rule-failed pid={} reason=\"{}\"", pid, sentence);
            state.failed(sentence);
        } else {
            LOG.error("event=rule-configuration-refused pid={} reason=\"{}\" effect=\"the old configuration goes on\"", pid, sentence);
            state.refused("new configuration refused: " + sentence);
        }
    }

    private void accept(RuleSettings next) {
        RuleSettings before = settings;
        settings = next;
        state.accepted(next, proposed);
        if (next.loop() && (before == null || !before.loop())) {
            LOG.warn("event=rule-loop rule={} reason=\"publish.topic {} matches its own subscribe.topic {}\"", next.clientId(),
                    next.publish().orElseThrow(), next.filter());
        }
        OpenSession now = open;
        if (before != null && !before.clientId().equals(next.clientId())) {
            around.clientIds().release(before.clientId(), this);
        }
        if (now == null || !before.sharesSessionWith(next)) {
            reopen(before, next);
        } else if (!before.filter().equals(next.filter()) || before.filterQos() != next.filterQos()) {
            subscribe();
        }
        if (closed || open == null) {
            return;
        }
        LOG.info("event=rule-configured rule={} subscribe={} qos={} function={} publish={} onerror={}", next.clientId(),
                next.filter(), next.filterQos().value(), next.function(), next.publish().map(Object::toString).orElse("-"), next.onError());
        functionsChanged();
    }

    private void reopen(RuleSettings before, RuleSettings next) {
        OpenSession last = open;
        if (last != null) { // another name: nobody configures the old session any more
            end(last, !before.clientId().equals(next.clientId()));
            open = null;
        }
        granted = 0;
        Outcomes outcomes = new Outcomes(state::settings, counters, control());
        Pipeline pipeline = new Pipeline(outcomes, counters, control(), around.clock(),
                () -> control().execute(this::pipelineChanged));
        try {
            OpenSession opened = new OpenSession(next.sessionName(),
                    around.hub().open(next.session(), pipeline::onDelivery), pipeline);
            open = opened;
            if (closed) { // closed while opening: nobody else would close this one
                end(opened, false);
                return;
            }
            subscribe();
        } catch (IllegalStateException stopping) { // this rule goes with the hub, so there is nothing to try again
            LOG.info("event=rule-not-opened rule={} reason=\"{}\"", next.clientId(), stopping.getMessage());
            state.unsubscribed("the hub is stopping", false);
            state.function(around.functions().find(next.function()).isPresent());
        }
    }

    private void end(OpenSession last, boolean forGood) {
        last.pipeline.close();
        if (forGood) {
            around.unconfigured().end(last.name, last.session);
        } else {
            last.session.close();
        }
    }

    private void subscribe() {
        OpenSession now = open;
        if (closed || now == null) {
            return;
        }
        long generation = ++subscribeGeneration;
        state.unsubscribed("no transport: the hub has not taken the subscription to " + settings.filter() + " yet", false);
        now.session.subscribe(Set.of(new Subscription(settings.filter(), settings.filterQos())))
                .whenComplete((codes, failure) -> control().execute(() -> subscribed(generation, codes, failure)));
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
        control().schedule(SUBSCRIBE.after(subscribeFailures), () -> {
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

    private void functionsChanged() {
        if (closed) {
            return;
        }
        if (proposedWaitsForFunction) {
            propose(proposed);
        }
        OpenSession now = open;
        if (settings == null || now == null) {
            return;
        }
        Optional<Function> function = around.functions().find(settings.function());
        now.pipeline.setFunction(function.orElse(null));
        if (function.isPresent() && granted < settings.inflightMax()) {
            int more = settings.inflightMax() - granted;
            granted = settings.inflightMax();
            now.session.request(more);
        }
        state.function(function.isPresent());
    }

    private void pipelineChanged() {
        OpenSession now = open;
        if (!closed && now != null) {
            state.unavailable(now.pipeline.unavailable());
        }
    }

    private String place() {
        return new Values(proposed).text("tidegate.source").or(() -> new Values(proposed).text("felix.fileinstall.filename"))
                .map(source -> pid + " (" + source + ")").orElse(pid);
    }

    private Control control() {
        return around.control();
    }

    /** A session with the pipeline that serves it. */
    private record OpenSession(String name, io.tidegate.hub.HubSession session, Pipeline pipeline) {
    }
}
