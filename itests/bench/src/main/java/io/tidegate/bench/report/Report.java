package io.tidegate.bench.report;

import io.tidegate.bench.load.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** All runs of one call and the tables made of them. Owned by the thread that runs the benchmark. */
public final class Report {

    private final String baseline;
    private final List<Row> rows = new ArrayList<>();

    /** @param baseline name of the broker that the others are compared with */
    public Report(String baseline) {
        this.baseline = baseline;
    }

    /** Adds a run. */
    public void add(Row row) {
        rows.add(row);
    }

    /** Whether every run was valid, and there was one. */
    public boolean valid() {
        return !rows.isEmpty() && rows.stream().allMatch(row -> row.result().valid());
    }

    /** One run as a line of text. */
    public static String line(Row row) {
        RunResult result = row.result();
        String head = String.format(Locale.ROOT, "round %d  %-22s %-10s ", row.round(), row.scenario(), row.broker());
        if (!result.valid()) {
            return head + "INVALID: " + result.reason();
        }
        String format = "%10.0f msg/s  broker %7.3f µs/msg, %3.0f %% of a core  generator %6.3f µs/msg, %3.0f %%  validated %d";
        return head + String.format(Locale.ROOT, format, result.rate(), result.brokerMicros(), result.brokerLoad() * 100,
                result.generatorMicros(), result.generatorLoad() * 100, result.total());
    }

    /** The Markdown table of medians. A broker with an invalid run in a scenario shows that and no figures there. */
    public String table() {
        StringBuilder out = new StringBuilder("| scenario | broker | msg/s | × " + baseline
                + " | broker CPU µs/msg | CPU " + baseline + " ÷ this | broker load | generator load | generator µs/msg | runs |\n"
                + "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        for (String scenario : rows.stream().map(Row::scenario).distinct().toList()) {
            for (String broker : rows.stream().map(Row::broker).distinct().toList()) {
                out.append(cells(scenario, broker));
            }
        }
        return out.toString();
    }

    private String cells(String scenario, String broker) {
        List<Row> runs = rows.stream().filter(row -> row.scenario().equals(scenario) && row.broker().equals(broker)).toList();
        if (runs.isEmpty()) {
            return "";
        }
        String head = "| " + scenario + " | " + broker + " | ";
        Optional<Row> invalid = runs.stream().filter(row -> !row.result().valid()).findFirst();
        if (invalid.isPresent()) {
            long count = runs.stream().filter(row -> !row.result().valid()).count();
            return head + "INVALID (" + count + " of " + runs.size() + ") | "
                    + invalid.get().result().reason().lines().findFirst().orElse("").replace('|', '/')
                    + " | | | | | | " + runs.size() + " |\n";
        }
        return head + String.format(Locale.ROOT, "%,.0f | %s | %.3f | %s | %.0f %% | %.0f %% | %.3f | %d |\n",
                median(runs, RunResult::rate), ratio(runs, RunResult::rate), median(runs, RunResult::brokerMicros),
                ratio(runs, result -> 1 / result.brokerMicros()), median(runs, RunResult::brokerLoad) * 100,
                median(runs, RunResult::generatorLoad) * 100, median(runs, RunResult::generatorMicros), runs.size());
    }

    /** The median of the ratios round by round: both runs of a round met about the same machine. */
    private String ratio(List<Row> runs, ToDoubleFunction<RunResult> figure) {
        double[] ratios = runs.stream().flatMapToDouble(run -> rows.stream()
                .filter(row -> row.round() == run.round() && row.scenario().equals(run.scenario()) && row.broker().equals(baseline) && row.result().valid())
                .mapToDouble(row -> figure.applyAsDouble(run.result()) / figure.applyAsDouble(row.result()))).toArray();
        return ratios.length == 0 ? "–" : String.format(Locale.ROOT, "%.2f", Stats.median(ratios));
    }

    private static double median(List<Row> runs, ToDoubleFunction<RunResult> figure) {
        return Stats.median(runs.stream().map(Row::result).mapToDouble(figure));
    }
}
