package io.tidegate.shell.internal.status;

import io.tidegate.shell.internal.text.Listing;
import io.tidegate.shell.internal.text.Times;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.io.PrintStream;
import java.util.List;

/** Prints a {@link Report} for people or, with tabs and a leading word per line, for scripts. Pure. */
public final class ReportText {
    private ReportText() {
    }

    public static void print(Report report, PrintStream out, boolean noFormat) {
        if (noFormat) {
            printPlain(report, out);
            return;
        }
        out.println("Tidegate " + report.version() + "   " + report.directory() + "   up " + Times.ago(report.upSince(), report.now())
                + " (since " + Times.stamp(report.upSince()) + ")");
        if (!report.services().isEmpty()) {
            out.println();
            services(report).printColumns(out);
        }
        if (!report.things().isEmpty() || report.services().isEmpty()) {
            out.println();
            things(report).printColumns(out);
        }
        section(out, "Not well:", report.notWell(), report);
        section(out, "Worth knowing:", report.notes(), report);
    }

    private static Listing services(Report report) {
        Listing list = new Listing("", "NAME", "IMAGE", "STATE", "SINCE", "PORTS", "INSTANCES");
        report.services().forEach(s -> list.row(s.name(), s.image(), s.state(), Times.ago(s.since(), report.now()) + " ago",
                s.ports(), s.instances()));
        return list;
    }

    private static Listing things(Report report) {
        Listing list = new Listing("Nothing is configured: no listener, no rule, no function.", "KIND", "NAME", "STATE", "SINCE", "DETAIL");
        report.things().forEach(row -> list.row(row.kind(), row.name(), row.state(), Times.ago(row.since(), report.now()) + " ago", detail(row)));
        return list;
    }

    private static void section(PrintStream out, String title, List<StatusRow> rows, Report report) {
        if (rows.isEmpty()) {
            return;
        }
        out.println();
        out.println(title);
        Listing list = new Listing("", "KIND", "NAME", "STATE", "SINCE", "REASON");
        rows.forEach(row -> list.row(row.kind(), row.name(), row.state(), Times.ago(row.since(), report.now()) + " ago", row.reason()));
        list.printColumns(out);
    }

    private static void printPlain(Report report, PrintStream out) {
        Listing list = new Listing("", "");
        list.row("gateway", report.version(), report.directory(), report.upSince());
        report.services().forEach(s -> list.row("service", s.name(), s.image(), s.state(), s.since(), s.ports(), s.instances(), s.reason()));
        report.things().forEach(row -> list.row(row.kind(), row.name(), row.state(), row.since(), detail(row), row.reason()));
        report.notWell().forEach(row -> list.row("not-well", row.kind(), row.name(), row.state(), row.since(), row.reason()));
        list.print(out, true);
    }

    /** What a reader wants to see of a thing in one column. */
    static String detail(StatusRow row) {
        return switch (row.kind()) {
            case "listener" -> row.details().getOrDefault(Status.DETAIL_PORTS, row.details().getOrDefault("address", ""));
            case "function" -> row.details().getOrDefault(Status.DETAIL_INSTANCES, "0") + " instances";
            default -> join(row.details().get("filter"), row.details().get("subscribe"), row.details().get("publish"));
        };
    }

    private static String join(String filter, String subscribe, String publish) {
        String from = filter != null ? filter : subscribe;
        return from == null ? "" : publish == null || publish.isEmpty() ? from : from + " -> " + publish;
    }
}
