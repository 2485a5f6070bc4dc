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
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow(() -> new Refusal("no " + kind + " " + name
                + Nearest.hint(name, rows.stream().map(StatusRow::name).toList())
                + (rows.isEmpty() ? " (none is configured)" : " (" + kind + ":list shows all)")));
    }

    public static void print(StatusRow row, Instant now, PrintStream out) {
        line(out, "name", row.name());
        line(out, "state", row.state());
        line(out, "since", Times.both(row.since(), now));
        line(out, "reason", row.reason().isEmpty() ? "-" : row.reason());
        row.details().forEach((key, value) -> line(out, key, value));
        line(out, "pids", String.join(", ", row.pids()));
    }

    /** One {@code key  value} line; control characters of the value become spaces. */
    public static void line(PrintStream out, String key, String value) {
        out.printf("%-14s %s%n", key, value.replaceAll("\\p{Cntrl}+", " "));
    }
}
