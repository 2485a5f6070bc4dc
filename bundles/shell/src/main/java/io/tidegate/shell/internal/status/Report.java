package io.tidegate.shell.internal.status;

import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * How the gateway is, at one instant.
 *
 * @param version   of the installation
 * @param directory the DIR of {@code -w}
 * @param upSince   when the process began
 * @param now       when this was taken
 * @param services  of application.yml, empty without one
 * @param things    listeners, rules, routes and functions that belong to no service
 * @param notWell   whatever is not as it should be, with the reason
 * @param notes     what is well and has something to say all the same
 * @param rows      everything
 */
public record Report(String version, String directory, Instant upSince, Instant now, List<ServiceLine> services,
        List<StatusRow> things, List<StatusRow> notWell, List<StatusRow> notes, List<StatusRow> rows) {
    private static final Set<String> THINGS = Set.of("listener", "rule", "route", "function");

    /** Joins the rows. */
    public static Report of(String version, String directory, Instant upSince, Instant now, List<StatusRow> rows) {
        List<StatusRow> services = rows.stream().filter(row -> row.kind().equals("service")).toList();
        List<StatusRow> things = rows.stream().filter(row -> THINGS.contains(row.kind()))
                .filter(row -> services.stream().noneMatch(s -> row.pids().stream().anyMatch(s.pids()::contains))).toList();
        return new Report(version, directory, upSince, now, services.stream().map(s -> ServiceLine.join(s, rows)).toList(), things,
                rows.stream().filter(row -> !States.isWell(row)).toList(),
                rows.stream().filter(row -> States.isWell(row) && !row.reason().isEmpty()).toList(), rows);
    }

    /** The rows of one kind. */
    public List<StatusRow> rows(String kind) {
        return rows.stream().filter(row -> row.kind().equals(kind)).toList();
    }
}
