package io.tidegate.rule.internal.route;

import io.tidegate.rule.internal.config.RouteSettings;
import io.tidegate.rule.internal.config.Unacceptable;
import io.tidegate.rule.internal.config.Values;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one configuration says. Immutable.
 *
 * @param pid      full PID
 * @param name     the route's name, also when it is not acceptable
 * @param settings null: not acceptable
 * @param problem  why not; empty when it is
 * @param source   file it came from; empty when unknown
 * @param place    where it is configured, for people
 * @param written  as it was configured
 */
record Route(String pid, String name, RouteSettings settings, String problem, String source, String place, Map<String, ?> written) {
    static Route of(String pid, Map<String, ?> properties) {
        Values values = new Values(properties);
        String source = values.text("tidegate.source").orElse("");
        String name = RouteSettings.name(pid, properties);
        try {
            return new Route(pid, name, RouteSettings.parse(pid, properties), "", source, values.place(pid), properties);
        } catch (Unacceptable e) {
            return new Route(pid, name, null, e.getMessage(), source, values.place(pid), properties);
        }
    }

    /**
     * @param runs   whether it is in force
     * @param reason why not, or what of a later edit was refused
     * @param waits  why it takes no messages although it is in force; empty when it does
     * @param since  when that began
     */
    StatusRow row(boolean runs, String reason, String waits, Instant since) {
        Map<String, String> details = new LinkedHashMap<>();
        if (settings != null) {
            details.put("source", settings.source() + " (qos " + settings.sourceQos().value() + ")");
            details.put("target", settings.target() + " (qos " + settings.targetQos().value() + ")");
        }
        if (!source.isEmpty()) {
            details.put("file", source);
        }
        String state = !runs ? Status.FAILED : waits.isEmpty() ? Status.RUNNING : Status.WAITING;
        return StatusRow.of("route", name, state, since).withReason(waits.isEmpty() ? reason : waits).withDetails(details).withPids(List.of(pid));
    }
}
