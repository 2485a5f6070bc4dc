package io.tidegate.shell.internal.commands;

import io.tidegate.shell.internal.text.Nearest;
import io.tidegate.shell.internal.text.Refusal;
import io.tidegate.status.StatusRow;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What {@code rule:} commands show: rules, routes, and sessions of rules that nobody configures any more. Pure. */
final class RuleRows {
    private static final String SESSION = "rule/";
    /** The one session of all routes. */
    private static final String ROUTES = "route/engine";

    private RuleRows() {
    }

    /** Rules, then routes, then orphaned sessions under their rules' names, out of all rows. */
    static List<StatusRow> of(List<StatusRow> all) {
        Function<String, Stream<StatusRow>> kind = name -> all.stream().filter(row -> row.kind().equals(name));
        return Stream.of(kind.apply("rule"), kind.apply("route"), orphans(all).stream()).flatMap(rows -> rows).toList();
    }

    /** The orphaned sessions of rules, under the rules' names, and that of routes when there is none. */
    static List<StatusRow> orphans(List<StatusRow> all) {
        return all.stream().filter(row -> row.kind().equals("session") && (row.name().startsWith(SESSION) || row.name().equals(ROUTES)))
                .map(RuleRows::named).toList();
    }

    private static String shortened(String session) {
        return session.startsWith(SESSION) ? session.substring(SESSION.length()) : session;
    }

    private static StatusRow named(StatusRow session) {
        String name = shortened(session.name());
        return StatusRow.of("session", name, session.state(), session.since()).withReason(session.reason() + "; rule:discard " + name + " ends it")
                .withDetails(session.details()).withPids(session.pids());
    }

    /**
     * The session that {@code rule:discard} is to end.
     *
     * @param name the rule's, or its session's
     * @throws Refusal when that is not an orphaned one, naming the nearest
     */
    static String discardable(String name, List<StatusRow> all) throws Refusal {
        String rule = shortened(name);
        List<String> orphans = orphans(all).stream().map(StatusRow::name).toList();
        if (orphans.contains(rule)) {
            return rule.equals(ROUTES) ? ROUTES : SESSION + rule;
        }
        if (all.stream().anyMatch(row -> row.kind().equals("rule") && row.name().equals(rule))) {
            throw new Refusal("rule " + rule + " is configured: its session ends when its configuration is deleted");
        }
        throw new Refusal("no session without a rule is called " + rule + Nearest.hint(rule, orphans)
                + (orphans.isEmpty() ? " (there is none at all)" : " (rule:list shows all)"));
    }
}
