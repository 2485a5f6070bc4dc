package io.tidegate.shell.internal.ready;

import io.tidegate.shell.internal.status.Report;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The text that a start ends with: what is open, what is not well, and what to try. Never shows a password. Pure. */
final class StartSummary {
    private StartSummary() {
    }

    static String text(Report report, Configured configured, Path etc) {
        StringBuilder text = new StringBuilder();
        line(text, "Tidegate " + report.version() + " is running in " + report.directory());
        things(text, "listeners", report.rows("listener"), StartSummary::listener);
        things(text, "rules", report.rows("rule"), row -> rule(row, configured));
        things(text, "functions", report.rows("function"), StatusRow::name);
        line(text, "  principals  " + configured.principals().size());
        if (!report.notWell().isEmpty()) {
            line(text, "");
            line(text, "Not well:");
            report.notWell().forEach(row -> line(text, "  " + row));
        }
        line(text, "");
        Optional<Address> open = report.rows("listener").stream().filter(row -> row.state().equals(Status.RUNNING))
                .flatMap(row -> Address.of(row).stream()).findFirst();
        boolean fileRefused = report.rows("file").stream().anyMatch(row -> row.state().equals(Status.FAILED));
        if (configured.principals().isEmpty() && fileRefused) {
            line(text, "Nobody may connect until the file named above is mended.");
        } else if (configured.principals().isEmpty()) {
            letSomeoneIn(text, etc);
        } else if (open.isPresent()) {
            tryIt(text, open.get(), configured);
        }
        return text.toString().stripTrailing();
    }

    private static void things(StringBuilder text, String title, List<StatusRow> rows, java.util.function.Function<StatusRow, String> show) {
        String names = rows.stream().map(row -> show.apply(row) + (row.state().equals(Status.RUNNING) ? "" : " " + row.state()))
                .collect(Collectors.joining(", "));
        line(text, String.format("  %-11s %s", title, names.isEmpty() ? "none" : names));
    }

    private static String listener(StatusRow row) {
        return Address.shown(row).orElse(row.name());
    }

    private static String rule(StatusRow row, Configured configured) {
        return configured.rules().stream().filter(rule -> rule.name().equals(row.name())).findFirst()
                .map(rule -> row.name() + " (" + rule.subscribe() + (rule.publish().isEmpty() ? "" : " -> " + rule.publish()) + ")")
                .orElse(row.name());
    }

    private static void letSomeoneIn(StringBuilder text, Path etc) {
        line(text, "Nobody may connect yet. To let someone in, write " + etc.resolve("io.tidegate.principal-test.cfg") + ":");
        line(text, "  username = test");
        line(text, "  password = (what \"bin/tidegate client gateway:password WORD\" prints)");
        line(text, "  pub = #");
        line(text, "  sub = #");
    }

    private static void tryIt(StringBuilder text, Address at, Configured configured) {
        Optional<Configured.Rule> rule = configured.rules().stream()
                .filter(r -> !r.publish().isEmpty() && who(configured, r.publish(), concrete(r.subscribe())).isPresent())
                .findFirst();
        String from = rule.map(Configured.Rule::publish).orElse("hello");
        String to = concrete(rule.map(Configured.Rule::subscribe).orElse("hello"));
        Configured.Principal who = who(configured, from, to).orElse(configured.principals().get(0));
        String common = at.options() + " -u " + quoted(who.username()) + " -P ...";
        line(text, "Try it" + (who.source().isEmpty() ? "" : " (the password of " + who.username() + " stands in " + who.source() + ")") + ":");
        line(text, "  mosquitto_sub" + common + " -t " + quoted(from) + " -v");
        line(text, "  mosquitto_pub" + common + " -t " + quoted(to) + " -m '{\"id\":10}'");
    }

    /** Somebody who may do what is to be tried. */
    private static Optional<Configured.Principal> who(Configured configured, String from, String to) {
        return configured.principals().stream().filter(p -> p.maySubscribe(from) && p.mayPublish(to)).findFirst();
    }

    /** A Topic Name that the filter means. */
    private static String concrete(String filter) {
        return filter.replace("+", "x").replace("#", "x");
    }

    private static String quoted(String word) {
        return word.matches("[\\w./@:-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static void line(StringBuilder text, String line) {
        text.append(line.stripTrailing()).append('\n');
    }
}
