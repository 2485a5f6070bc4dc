package io.tidegate.rule.internal;

import io.tidegate.config.LastAccepted;
import io.tidegate.config.Refusals;
import io.tidegate.function.Function;
import io.tidegate.hub.Hub;
import io.tidegate.rule.internal.config.RuleSettings;
import io.tidegate.rule.internal.config.Unacceptable;
import io.tidegate.rule.internal.config.Values;
import io.tidegate.rule.internal.time.Control;
import io.tidegate.status.StatusRow;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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

    private final String pid;
    private final Surroundings around;
    private final Counters counters = new Counters();
    private final RuleState state;
    private final RuleName name;
    private final Runnable onFunctions = () -> control().execute(this::functionsChanged);

    private RuleSettings settings; // null until a configuration is acceptable
    private Map<String, ?> proposed = Map.of(); // the latest configuration, in force or not
    private boolean proposedWaitsForFunction;
    private String refused = ""; // the last sentence, until something is accepted

    /** The latest configuration that the control thread has not seen yet: a thousand edits wait as one. Any thread. */
    private final AtomicReference<Map<String, ?>> edit = new AtomicReference<>();
    private volatile RuleSession open; // null while nothing is open; closed on any thread
    private volatile boolean closed;
    private volatile boolean forGood; // closed because its configuration was deleted

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
        this.name = new RuleName(around);
        around.functions().watch(onFunctions);
    }

    /** Takes a configuration: the first, or another one live. One that is not acceptable changes nothing that runs. */
    void configure(Map<String, ?> properties) {
        Map<String, ?> copy = Map.copyOf(properties);
        state.nameUnlessSet(RuleSettings.clientId(pid, copy));
        if (edit.getAndSet(copy) == null) { // else one is waiting already, and takes this one instead
            control().execute(() -> propose(edit.getAndSet(null)));
        }
    }

    /** Goes on with what was in force before it was there; an edit that was refused is refused anew. */
    void resume(Map<String, ?> accepted) {
        Map<String, ?> copy = Map.copyOf(accepted);
        control().execute(() -> propose(copy)); // not as an edit, which would make room for the next
    }

    /**
     * Ends at once, draining nothing.
     *
     * @param deleted whether its configuration was deleted; otherwise session, queue and subscriptions stay
     */
    void close(boolean deleted) {
        forGood = deleted;
        closed = true;
        around.functions().unwatch(onFunctions);
        leave();
        LOG.info("event=rule-stopped pid={} deleted={}", pid, deleted);
    }

    /** Gives back what it has. May come twice: the control thread may be taking something while it is closed. */
    private void leave() {
        RuleSession last = open;
        if (last != null) {
            last.close();
        }
        name.giveUp(forGood);
    }

    /** How it is now. Any thread. */
    StatusRow row() {
        RuleSession now = open;
        return now == null ? state.row(0, 0) : state.row(now.inflight(), now.waiting());
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
        Optional<String> owner = claim(next.clientId());
        if (owner.isPresent()) {
            refuse("clientid = " + next.clientId() + " in " + place() + " is already used by " + owner.get());
        } else {
            accept(next);
        }
    }

    private Optional<String> claim(String clientId) {
        Runnable again = () -> propose(proposed);
        Optional<String> owner = name.claim(clientId, place(), () -> control().execute(again), again);
        if (closed) { // closed meanwhile, as in hold()
            leave();
        }
        return owner;
    }

    private void hold(String clientId) {
        name.hold(clientId);
        if (closed) { // closed meanwhile: nobody else would give it back
            leave();
        }
    }

    private void refuse(String sentence) {
        if (!sentence.equals(refused)) { // asked again for whatever may have changed, it is said once
            Refusals.log(LOG::error, LOG::debug, "event={} pid={} reason=\"{}\" effect=\"{}\"",
                    settings == null ? "rule-failed" : "rule-configuration-refused", pid,
                    sentence, settings == null ? "it does not run" : "the old configuration goes on");
        }
        refused = sentence;
        if (settings == null) {
            state.failed(sentence);
            String clientId = RuleSettings.clientId(pid, proposed);
            if (claim(clientId).isEmpty()) { // a rule that cannot run has its name all the same
                hold(clientId);
            }
        } else {
            state.refused("new configuration refused: " + sentence);
        }
    }

    private void accept(RuleSettings next) {
        RuleSettings before = settings;
        boolean goesOn = open != null && before.sharesSessionWith(next);
        if (!goesOn) {
            closeSession(); // before the new settings count: nothing is to go where they say through the session of the old ones
        }
        settings = next;
        refused = "";
        state.accepted(next, proposed);
        LastAccepted.keep(pid, proposed);
        if (next.loop() && (before == null || !before.loop())) {
            LOG.warn("event=rule-loop rule={} reason=\"publish.topic {} matches its own subscribe.topic {}\"", next.clientId(),
                    next.publish().orElseThrow(), next.filter());
        }
        if (goesOn) {
            open.settings(next);
        } else {
            reopen(next);
        }
        if (closed || open == null) {
            return;
        }
        LOG.info("event=rule-configured rule={} subscribe={} qos={} function={} publish={} onerror={}", next.clientId(),
                next.filter(), next.filterQos().value(), next.function(), next.publish().map(Object::toString).orElse("-"), next.onError());
        functionsChanged();
    }

    private void closeSession() {
        RuleSession last = open;
        if (last != null) {
            last.close();
            open = null;
        }
    }

    private void reopen(RuleSettings next) {
        hold(next.clientId()); // after the old session is closed: one that is open is left alone
        Outcomes outcomes = new Outcomes(state::settings, counters, control());
        Pipeline pipeline = new Pipeline(outcomes, counters, control(), around.clock(),
                () -> control().execute(this::pipelineChanged));
        try {
            RuleSession opened = new RuleSession(around.hub().open(next.session(), pipeline::onDelivery), pipeline, state, control());
            open = opened;
            if (closed) { // closed while opening: nobody else would close this one
                leave();
                return;
            }
            opened.settings(next);
        } catch (IllegalStateException stopping) { // this rule goes with the hub, so there is nothing to try again
            LOG.info("event=rule-not-opened rule={} reason=\"{}\"", next.clientId(), stopping.getMessage());
            state.unsubscribed("the hub is stopping", false);
            state.function(around.functions().find(next.function()).isPresent());
        }
    }

    private void functionsChanged() {
        if (closed) {
            return;
        }
        if (proposedWaitsForFunction) {
            propose(proposed);
        }
        RuleSession now = open;
        if (settings == null || now == null) {
            return;
        }
        Optional<Function> function = around.functions().find(settings.function());
        now.serve(function, around.functions()::isThere);
        state.function(function.isPresent());
    }

    private void pipelineChanged() {
        RuleSession now = open;
        if (!closed && now != null) {
            state.unavailable(now.unavailable());
        }
    }

    private String place() {
        return new Values(proposed).place(pid);
    }

    private Control control() {
        return around.control();
    }
}
