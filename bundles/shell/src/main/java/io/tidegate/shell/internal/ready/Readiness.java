package io.tidegate.shell.internal.ready;

import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether a gateway whose bundles are started has started: every configured listener has said what became of it, and so have the
 * services of application.yml and the things they became. Ready does not mean that all is well. Pure.
 */
final class Readiness {
    /** How long something may be WAITING before that counts as its state rather than as a step of the start. */
    static final Duration SETTLING = Duration.ofSeconds(2);
    private static final Set<String> AWAITED = Set.of("listener", "rule", "route", "function", "service");
    private static final Set<String> AWAITED_PIDS = Set.of("io.tidegate.listener~", "io.tidegate.rule~", "io.tidegate.function~", "io.tidegate.route~");

    private Readiness() {
    }

    /**
     * What is still to come, as a sentence; empty when the gateway is ready.
     *
     * @param hasTree whether there is an application.yml
     */
    static Optional<String> missing(boolean hasTree, Configured configured, List<StatusRow> rows, Instant now) {
        List<StatusRow> services = rows.stream().filter(row -> row.kind().equals("service")).toList();
        if (hasTree && services.isEmpty() && rows.stream().noneMatch(row -> row.kind().equals("file") && row.state().equals(Status.FAILED))) {
            return Optional.of("application.yml is not read yet");
        }
        Set<String> known = rows.stream().filter(row -> !row.kind().equals("service")).flatMap(row -> row.pids().stream()).collect(Collectors.toSet());
        for (String pid : configured.listenerPids()) {
            if (!known.contains(pid)) {
                return Optional.of("listener " + pid + " has not said anything yet");
            }
        }
        for (StatusRow service : services) {
            for (String pid : service.pids()) {
                if (AWAITED_PIDS.stream().anyMatch(pid::startsWith) && !known.contains(pid)) {
                    return Optional.of(pid + " of service " + service.name() + " has not said anything yet");
                }
            }
        }
        return rows.stream().filter(row -> AWAITED.contains(row.kind()) && isOnItsWay(row, now)).findFirst()
                .map(row -> row.kind() + " " + row.name() + " is " + row.state() + (row.reason().isEmpty() ? "" : ": " + row.reason()));
    }

    private static boolean isOnItsWay(StatusRow row, Instant now) {
        return row.state().equals(Status.STARTING)
                || row.state().equals(Status.WAITING) && Duration.between(row.since(), now).compareTo(SETTLING) < 0;
    }

    /** Why clients cannot reach a gateway that is ready otherwise; empty when they can. */
    static Optional<String> unreachable(List<StatusRow> rows) {
        List<StatusRow> failed = rows.stream().filter(row -> row.kind().equals("listener"))
                .filter(row -> row.state().equals(Status.FAILED) || row.state().equals(Status.WAITING)).toList();
        boolean listens = rows.stream().anyMatch(row -> row.kind().equals("listener") && row.state().equals(Status.RUNNING));
        if (failed.isEmpty() && !listens) { // a refused file is why there is none
            return rows.stream().filter(row -> row.kind().equals("file") && row.state().equals(Status.FAILED)).findFirst()
                    .map(row -> "nothing listens: file " + row.name() + ": " + row.reason());
        }
        return failed.isEmpty() ? Optional.empty() : Optional.of(failed.stream()
                .map(row -> "listener " + row.name() + ": " + row.reason()).collect(Collectors.joining("; ")));
    }
}
