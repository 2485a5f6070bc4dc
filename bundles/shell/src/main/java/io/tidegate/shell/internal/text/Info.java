package io.tidegate.shell.internal.text;

import io.tidegate.status.StatusRow;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;

/** Prints everything that one row says; finds it by name, or says which names are near. Pure but for the stream. */
public final class Info {
    private Info() {
    }

    /** @throws Refusal when there is no row of that name */
    public static StatusRow find(String kind, String name, List<StatusRow> rows) throws Refusal {
        return find(kind, name, rows, rows.isEmpty() ? "none is configured" : kind + ":list shows all");
    }

    /** @param where the names can be seen, as a sentence @throws Refusal when there is no row of that name */
    public static StatusRow find(String kind, String name, List<StatusRow> rows, String where) throws Refusal {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow(() -> new Refusal("no " + kind + " " + name
                + Nearest.hint(name, rows.stream().map(StatusRow::name).toList()) + " (" + where + ")"));
    }

    public static void print(StatusRow row, Instant now, Lines out) {
        out.line("name", row.name());
        out.line("state", row.state());
        out.since(row.since(), now);
        out.line("reason", row.reason().isEmpty() && !out.plain ? "-" : row.reason());
        row.details().forEach(out::line);
        out.line("pids", String.join(", ", row.pids()));
    }

    /** One line for each key: in columns for people, or with a tab between for scripts. */
    public static final class Lines {
        private final PrintStream out;
        private final boolean plain;

        /** @param plain for scripts ({@code --no-format}): a tab, and times as ISO 8601 */
        public Lines(PrintStream out, boolean plain) {
            this.out = out;
            this.plain = plain;
        }

        /** Control characters of the value become spaces. */
        public void line(String key, String value) {
            String shown = value.replaceAll("\\p{Cntrl}+", " ");
            out.println(plain ? key + "\t" + shown : String.format("%-14s %s", key, shown));
        }

        public void since(Instant since, Instant now) {
            line("since", plain ? since.toString() : Times.both(since, now));
        }
    }
}
