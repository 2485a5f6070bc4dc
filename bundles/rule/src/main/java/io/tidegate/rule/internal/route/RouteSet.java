package io.tidegate.rule.internal.route;

import io.tidegate.config.LastAccepted;
import io.tidegate.config.Refusals;
import io.tidegate.rule.internal.config.RouteGraph;
import io.tidegate.rule.internal.config.RouteSettings;
import io.tidegate.rule.internal.config.Unacceptable;
import io.tidegate.status.StatusRow;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the configured routes are in force. A route is judged beside those that are; one that cannot run beside them
 * waits, and goes on with its earlier settings when it has some, so that no edit stops a route. It comes into force when
 * what is in its way goes. Owned by the control thread.
 */
final class RouteSet {
    private static final Logger LOG = LoggerFactory.getLogger(RouteSet.class);

    private final Clock clock;
    private final Map<String, Route> proposed = new LinkedHashMap<>(); // by PID, in order of arrival
    private final Map<String, Route> inForce = new LinkedHashMap<>(); // by PID
    private Map<String, Verdict> verdicts = Map.of(); // by PID

    private record Verdict(Route shown, boolean runs, String reason, Instant since) {
    }

    RouteSet(Clock clock) {
        this.clock = clock;
    }

    void propose(String pid, Map<String, ?> properties) {
        Route next = Route.of(pid, properties);
        if (!next.equals(proposed.get(pid))) {
            proposed.put(pid, next);
        }
    }

    void remove(String pid) {
        proposed.remove(pid);
        inForce.remove(pid);
        LastAccepted.forget(pid); // here, at its end: until then each decision keeps it anew
    }

    /** Decides anew. */
    Collection<RouteSettings> settle() {
        if (!allTogether()) {
            boolean more = true;
            while (more) { // one that comes into force may leave what another one waits for
                more = proposed.values().stream().anyMatch(this::comesIntoForce);
            }
        }
        Map<String, Verdict> before = verdicts;
        verdicts = new HashMap<>();
        proposed.values().forEach(next -> verdicts.put(next.pid(), verdict(next, before.get(next.pid()))));
        inForce.forEach((pid, route) -> LastAccepted.keep(pid, route.written()));
        return inForce.values().stream().map(Route::settings).toList();
    }

    /** Edits that suit each other, if not what is in force: two routes that change places. */
    private boolean allTogether() {
        Map<String, RouteSettings> all = new LinkedHashMap<>();
        proposed.forEach((pid, next) -> all.put(pid, next.settings() != null ? next.settings() : settings(inForce.get(pid))));
        all.values().removeIf(settings -> settings == null);
        if (!RouteGraph.problems(all, this::place).isEmpty()) {
            return false;
        }
        proposed.values().stream().filter(next -> next.settings() != null).forEach(next -> inForce.put(next.pid(), next));
        return true;
    }

    private boolean comesIntoForce(Route next) {
        if (next.settings() == null || next == inForce.get(next.pid()) || conflict(next) != null) {
            return false;
        }
        inForce.put(next.pid(), next);
        return true;
    }

    private Unacceptable conflict(Route next) {
        Map<String, RouteSettings> others = new LinkedHashMap<>();
        inForce.forEach((pid, route) -> others.put(pid, route.settings()));
        others.remove(next.pid());
        return RouteGraph.conflict(next.settings(), others, this::place);
    }

    private Verdict verdict(Route next, Verdict before) {
        Route running = inForce.get(next.pid());
        String problem = running == next ? "" : next.settings() == null ? next.problem() : conflict(next).getMessage();
        String reason = running == null || problem.isEmpty() ? problem : "new configuration refused: " + problem;
        if (!reason.isEmpty() && (before == null || !before.reason.equals(reason))) {
            Refusals.log(LOG::error, LOG::debug, "event={} pid={} reason=\"{}\" effect=\"{}\"",
                    running == null ? "route-failed" : "route-configuration-refused",
                    next.place(), problem, running == null ? "it does not run" : "the old configuration goes on");
        }
        boolean runs = running != null;
        return new Verdict(runs ? running : next, runs, reason, before != null && before.runs == runs ? before.since : clock.instant());
    }

    private String place(String pid) {
        Route running = inForce.get(pid);
        return running == null ? proposed.get(pid).place() : running.place();
    }

    private static RouteSettings settings(Route route) {
        return route == null ? null : route.settings();
    }

    int size() {
        return proposed.size();
    }

    /**
     * In order of arrival.
     *
     * @param problem why one that is in force takes no messages; empty when it does
     */
    List<StatusRow> rows(Function<RouteSettings, String> problem) {
        return proposed.keySet().stream().map(verdicts::get)
                .map(v -> v.shown.row(v.runs, v.reason, v.runs ? problem.apply(v.shown.settings()) : "", v.since)).toList();
    }
}
