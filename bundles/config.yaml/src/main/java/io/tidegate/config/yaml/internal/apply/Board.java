package io.tidegate.config.yaml.internal.apply;

import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.tree.Pids;
import io.tidegate.config.yaml.internal.tree.Row;
import io.tidegate.config.yaml.internal.tree.Tree;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The rows that are shown, and since when each is as it is. Written by the look's thread; {@link #rows} by any. */
final class Board {
    /** Details {@code refused.PID} and {@code overridden.PID} of a service's row: sentences about what has a row of its own elsewhere. */
    private static final String REFUSED = "refused.";
    private static final String OVERRIDDEN = "overridden.";

    /** Kind of what ConfigAdmin would not take or give up, and that no other row is about. */
    private static final String CONFIGURATION = "configuration";

    private final Supplier<Instant> clock;
    private final Map<List<String>, StatusRow> before = new HashMap<>();
    private List<Row> services = List.of();
    private volatile List<StatusRow> rows = List.of();
    private volatile Optional<StatusRow> failure = Optional.empty();

    Board(Supplier<Instant> clock) {
        this.clock = clock;
    }

    List<StatusRow> rows() {
        List<StatusRow> all = new ArrayList<>(rows);
        failure.ifPresent(all::add);
        return all;
    }

    /** A look has failed: what is shown is what the last one saw that did not. */
    void failed(Throwable why) {
        Instant since = failure.map(StatusRow::since).orElseGet(clock);
        failure = Optional.of(StatusRow.of(CONFIGURATION, "looks", Status.FAILED, since)
                .withReason("edits are not taken, the next look follows: " + Findings.clean(why.toString())));
    }

    /** A look has come to its end. */
    void works() {
        failure = Optional.empty();
    }

    /** Where there is no tree. */
    void show(Held held, List<Row> others) {
        List<Row> all = new ArrayList<>(strays(held));
        all.addAll(others);
        show(all);
    }

    /** @param held what was there before the tree was applied: what is refused and was there runs on and has a row of its own */
    void show(Tree tree, Applied applied, Held held, List<Row> others) {
        if (!tree.services().isEmpty() || !tree.guardAll()) {
            services = tree.services().stream().map(row -> judged(goesOn(row, tree, held), applied, held)).toList();
        }
        List<Row> all = new ArrayList<>(services);
        all.addAll(tree.others());
        applied.refused().forEach((pid, reason) -> {
            if (!held.has(pid)) {
                all.add(new Row(Pids.kind(pid), name(pid, tree), Status.FAILED, reason, Map.of(), List.of(pid)));
            }
        });
        applied.failures().forEach((pid, reason) -> {
            if (services.stream().noneMatch(row -> row.pids().contains(pid))) {
                all.add(new Row(CONFIGURATION, pid, Status.FAILED, reason, Map.of(), List.of()));
            }
        });
        all.addAll(strays(held));
        all.addAll(others);
        show(all);
    }

    private void show(List<Row> all) {
        List<StatusRow> shown = all.stream().map(this::since).toList();
        before.clear();
        shown.forEach(row -> before.put(List.of(row.kind(), row.name()), row));
        rows = shown;
    }

    /** A service whose file cannot be read now keeps what it became before: that runs on. */
    private Row goesOn(Row row, Tree tree, Held held) {
        Set<String> pids = new LinkedHashSet<>(row.pids());
        services.stream().filter(old -> old.name().equals(row.name())).flatMap(old -> old.pids().stream())
                .filter(pid -> held.isMarked(pid) && tree.keeps(pid, held.source(pid))).forEach(pids::add);
        String state = row.state().equals(Status.FAILED) && !pids.isEmpty() && row.pids().isEmpty() ? Status.RUNNING : row.state();
        Row all = new Row(row.kind(), row.name(), state, row.reason(), row.details(), List.copyOf(pids));
        if (!row.reason().isEmpty()) {
            row.pids().forEach(pids::remove);
            for (String pid : pids) {
                all = all.withDetail(REFUSED + pid, row.reason());
            }
        }
        return all;
    }

    private static Row judged(Row row, Applied applied, Held held) {
        Row judged = row;
        Map<String, String> troubles = new HashMap<>(applied.failures());
        troubles.putAll(applied.refused());
        boolean someRun = row.pids().stream().anyMatch(pid -> !troubles.containsKey(pid) || held.has(pid));
        for (String pid : row.pids()) {
            String reason = troubles.get(pid);
            if (reason != null) {
                judged = judged.with(someRun ? judged.state() : Status.FAILED, reason).withDetail(REFUSED + pid, reason);
            }
            String overridden = applied.overridden().get(pid);
            if (overridden != null) {
                judged = judged.with(judged.state(), overridden).withDetail(OVERRIDDEN + pid, overridden);
            }
        }
        return judged;
    }

    /** The sentences of a row about what an operator's file has taken over. */
    static List<String> overrides(StatusRow row) {
        return row.details().entrySet().stream().filter(d -> d.getKey().startsWith(OVERRIDDEN)).map(Map.Entry::getValue).toList();
    }

    private static List<Row> strays(Held held) {
        return held.strays().stream().map(pid -> new Row("file", held.where(pid), Status.FAILED, held.where(pid) + ": " + pid
                + " was made as one single configuration, which nobody reads: name the file " + pid.replace('~', '-') + ".cfg, or use"
                + " config:edit --factory --alias " + pid.substring(pid.indexOf('~') + 1) + " " + Pids.factory(pid),
                Map.of(), List.of())).toList();
    }

    private static String name(String pid, Tree tree) {
        return tree.refusals().stream().filter(r -> r.pid().equals(pid)).findFirst().map(r -> r.name())
                .orElseGet(() -> tree.entries().stream().filter(e -> e.pid().equals(pid)).findFirst()
                        .map((Entry e) -> Pids.name(pid, e.properties())).orElse(pid));
    }

    private StatusRow since(Row row) {
        StatusRow old = before.get(List.of(row.kind(), row.name()));
        boolean same = old != null && old.state().equals(row.state());
        return StatusRow.of(row.kind(), row.name(), row.state(), same ? old.since() : clock.get())
                .withReason(row.reason()).withDetails(row.details()).withPids(row.pids());
    }
}
