package io.tidegate.bench.change;

import io.tidegate.bench.report.Stats;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was measured: values by name, median and worst of each beside its target. Owned by the thread of the benchmark. */
final class Figures {

    private final PrintStream progress;
    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private final Map<String, String> targets = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();

    Figures(PrintStream progress) {
        this.progress = progress;
    }

    /**
     * Adds a value.
     *
     * @param what   with its unit
     * @param target what is aimed at, or an empty text
     */
    void add(String what, double value, String target) {
        values.computeIfAbsent(what, name -> new ArrayList<>()).add(value);
        targets.put(what, target);
        progress.printf(Locale.ROOT, "%-60s %10.2f%n", what, value);
    }

    void failed(String what, Exception why) {
        failures.add(what + ": " + (why.getMessage() == null ? why.toString() : why.getMessage()));
        progress.println("FAILED " + failures.get(failures.size() - 1));
    }

    boolean complete() {
        return failures.isEmpty() && !values.isEmpty();
    }

    /** A Markdown table, and the failures below it. */
    String table() {
        String rows = values.entrySet().stream().map(entry -> String.format(Locale.ROOT, "| %s | %.2f | %.2f | %s | %d |\n", entry.getKey(),
                Stats.median(entry.getValue().stream().mapToDouble(Double::doubleValue)),
                entry.getValue().stream().mapToDouble(Double::doubleValue).max().orElseThrow(), targets.get(entry.getKey()),
                entry.getValue().size())).collect(Collectors.joining());
        return "| what | median | worst | aimed at | rounds |\n|---|--:|--:|--:|--:|\n" + rows
                + failures.stream().map(failure -> "\nFAILED " + failure + "\n").collect(Collectors.joining());
    }
}
