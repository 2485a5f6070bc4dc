package io.tidegate.rule.internal;

import io.tidegate.rule.internal.config.RouteSettings;
import io.tidegate.rule.internal.config.RuleSettings;
import io.tidegate.rule.internal.time.Control;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds, once after a start, the rule sessions in the store whose configuration went while nobody was there to see it.
 * It waits until configurations are read, and as long as a source of them cannot be read: an unread rule is not a
 * deleted one. On the control thread.
 */
final class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    /** After a start; configurations arrive one by one and nobody says which is the last. */
    static final Duration FIRST = Duration.ofSeconds(30);
    static final Duration AGAIN = Duration.ofSeconds(10);

    private final Surroundings around;
    private final UnconfiguredSessions unconfigured;
    private final Control control;

    /** What it asks. Called on the control thread, answered at once but for the sessions. */
    interface Surroundings {
        /** Whether whatever configures rules has been read. */
        boolean isSettled();

        /** The client identifiers of all rules that somebody configures, also of those that cannot run. */
        Set<String> configured();

        /** Whether somebody configures a route, also one that cannot run. */
        boolean hasRoutes();

        /** The names of the hub's sessions; fails when the hub cannot say. */
        CompletionStage<List<String>> sessions();
    }

    Sweep(Surroundings around, UnconfiguredSessions unconfigured, Control control) {
        this.around = Objects.requireNonNull(around);
        this.unconfigured = Objects.requireNonNull(unconfigured);
        this.control = Objects.requireNonNull(control);
    }

    void start() {
        control.schedule(FIRST, this::look);
    }

    private void look() {
        if (!around.isSettled()) {
            control.schedule(AGAIN, this::look);
            return;
        }
        around.sessions().whenComplete((names, failure) -> {
            if (failure == null) {
                control.execute(() -> judge(names));
            } else {
                LOG.debug("event=sessions-not-listed reason=\"{}\"", failure.toString());
                control.schedule(AGAIN, this::look);
            }
        });
    }

    private void judge(List<String> names) {
        Set<String> configured;
        boolean hasRoutes;
        try { // after the sessions: a rule that came meanwhile is in it
            configured = around.configured();
            hasRoutes = around.hasRoutes();
        } catch (IllegalStateException e) { // ending what somebody may configure would be worse than looking again
            LOG.warn("event=sessions-not-judged reason=\"{}\"", e.getMessage());
            control.schedule(AGAIN, this::look);
            return;
        }
        names.stream().filter(name -> name.startsWith(RuleSettings.SESSION_PREFIX))
                .filter(name -> !configured.contains(name.substring(RuleSettings.SESSION_PREFIX.length())))
                .forEach(unconfigured::end);
        names.stream().filter(name -> name.equals(RouteSettings.SESSION) && !hasRoutes).forEach(unconfigured::end);
    }
}
