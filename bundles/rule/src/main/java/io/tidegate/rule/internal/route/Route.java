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
 * What became of one configuration. Immutable.
 *
 * @param pid      full PID
 * @param name     the route's name, also when it is not acceptable
 * @param settings null: not acceptable
 * @param reason   why not, or what of a later edit was refused; empty when all is well
 * @param conflict why it cannot run beside the others; null when it can
 * @param since    when its state began
 * @param source   file it came from; empty when unknown
 */
record Route(String pid, String name, RouteSettings settings, String reason, Unacceptable conflict, Instant since,
        String source) {
    /** @param before what there was under this PID, null for the first; it goes on when the new one is not acceptable */
    static Route of(String pid, Map<String, ?> properties, Route before, Instant now) {
        String source = new Values(properties).text("tidegate.source").orElse("");
        Instant since = before == null ? now : before.since;
        try {
            RouteSettings settings = RouteSettings.parse(pid, properties);
            return new Route(pid, settings.name(), settings, "", before == null ? null : before.conflict, since, source);
        } catch (Unacceptable e) {
            if (before != null && before.settings != null) {
                return new Route(pid, before.name, before.settings, "new configuration refused: " + e.getMessage(),
                        before.conflict, since, before.source);
            }
            return new Route(pid, RouteSettings.name(pid, properties), null, e.getMessage(), null, since, source);
        }
    }

    /** @param found why it cannot run beside the others; null when it can */
    Route judged(Unacceptable found, Instant now) {
        boolean changed = (found == null) != (conflict == null);
        return new Route(pid, name, settings, reason, found, changed ? now : since, source);
    }

    StatusRow row() {
        boolean runs = settings != null && conflict == null;
        Map<String, String> details = new LinkedHashMap<>();
        if (settings != null) {
            details.put("source", settings.source() + " (qos " + settings.sourceQos().value() + ")");
            details.put("target", settings.target() + " (qos " + settings.targetQos().value() + ")");
        }
        if (!source.isEmpty()) {
            details.put("file", source);
        }
        return StatusRow.of("route", name, runs ? Status.RUNNING : Status.FAILED, since)
                .withReason(conflict == null ? reason : conflict.getMessage()).withDetails(details).withPids(List.of(pid));
    }
}
