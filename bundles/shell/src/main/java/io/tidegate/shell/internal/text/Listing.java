package io.tidegate.shell.internal.text;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.support.table.ShellTable;

/**
 * A list as every command prints it: columns for people, or with {@code --no-format} one line a row with tabs between
 * and no header, for scripts. Confined to the thread of its command.
 */
public final class Listing {
    private final List<String> columns;
    private final List<List<String>> rows = new ArrayList<>();
    private final String whenEmpty;

    /** @param whenEmpty the sentence printed instead of an empty table for people; scripts get nothing */
    public Listing(String whenEmpty, String... columns) {
        this.whenEmpty = whenEmpty;
        this.columns = List.of(columns);
    }

    /** Adds a row; null is printed as nothing, and line breaks, tabs and other control characters as spaces. */
    public Listing row(Object... cells) {
        List<String> row = new ArrayList<>(cells.length);
        for (Object cell : cells) {
            row.add(cell == null ? "" : cell.toString().replaceAll("\\p{Cntrl}+", " "));
        }
        rows.add(row);
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    public void print(PrintStream out, boolean noFormat) {
        if (noFormat) {
            rows.forEach(row -> out.println(String.join("\t", row)));
            return;
        }
        if (rows.isEmpty()) {
            out.println(whenEmpty);
            return;
        }
        ShellTable table = new ShellTable();
        columns.forEach(table::column);
        rows.forEach(row -> table.addRow().addContent(row.toArray()));
        table.print(out, StandardCharsets.UTF_8, true);
    }

    /** The same in columns without lines, as {@code docker ps} does. */
    public void printColumns(PrintStream out) {
        if (rows.isEmpty()) {
            out.println(whenEmpty);
            return;
        }
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(columns.get(i).length(), rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
        }
        out.println(padded(columns, widths));
        rows.forEach(row -> out.println(padded(row, widths)));
    }

    private static String padded(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(String.format("%-" + (widths[i] + 3) + "s", cells.get(i)));
        }
        return line.toString().stripTrailing();
    }
}
