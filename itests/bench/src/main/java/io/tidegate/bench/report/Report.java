package io.tidegate.bench.report;

import io.tidegate.bench.load.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

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
        String head = String.format(Locale.ROOT, "round %d  %-34s %-10s ", row.round(), row.scenario(), row.broker());
        if (!result.valid()) {
            return head + "INVALID: " + result.reason();
        }
        String format = "%10.0f msg/s  broker %7.3f µs/msg, %3.0f %% of a core  generator %6.3f µs/msg, %3.0f %%  validated %d";
        String timed = !row.timed() ? "" : String.format(Locale.ROOT, "  p50 %.0f µs, p99 %.0f µs", result.latency().p50() / 1e3,
                result.latency().p99() / 1e3);
        return head + String.format(Locale.ROOT, format, result.rate(), result.brokerMicros(), result.brokerLoad() * 100,
                result.generatorMicros(), result.generatorLoad() * 100, result.total()) + timed;
    }

    /**
     * The Markdown tables of medians: one of the scenarios that ask how much, one of those that ask how long. A broker with an
     * invalid run in a scenario shows that and no figures there.
     */
    public String table() {
        List<String> timed = rows.stream().filter(Row::timed).map(Row::scenario).distinct().toList();
        List<String> others = rows.stream().map(Row::scenario).distinct().filter(scenario -> !timed.contains(scenario)).toList();
        String rates = table(others, "| scenario | broker | msg/s | × " + baseline + " | broker CPU µs/msg | CPU " + baseline
                + " ÷ this | broker load | generator load | generator µs/msg | runs |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n", Report::rates);
        String times = table(timed, "| scenario | broker | msg/s | p50 µs | p50 ÷ " + baseline + " | p99 µs | p99 ÷ " + baseline
                + " | broker CPU µs/msg | fsync µs | p50 ÷ fsync | runs |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n", Report::times);
        return rates + (rates.isEmpty() || times.isEmpty() ? "" : "\n") + times;
    }

    private String table(List<String> scenarios, String head, Function<Rounds, String> figures) {
        StringBuilder out = new StringBuilder();
        for (String scenario : scenarios) {
            for (String broker : rows.stream().map(Row::broker).distinct().toList()) {
                Rounds rounds = Rounds.of(rows, scenario, broker, baseline);
                if (!rounds.runs().isEmpty()) {
                    out.append("| ").append(scenario).append(" | ").append(broker).append(" | ")
                            .append(rounds.invalid().orElseGet(() -> figures.apply(rounds))).append(" | ").append(rounds.runs().size()).append(" |\n");
                }
            }
        }
        return out.isEmpty() ? "" : head + out;
    }

    private static String rates(Rounds rounds) {
        return String.format(Locale.ROOT, "%,.0f | %s | %.3f | %s | %.0f %% | %.0f %% | %.3f",
                rounds.median(row -> row.result().rate()), rounds.ratio(row -> row.result().rate()),
                rounds.median(row -> row.result().brokerMicros()), rounds.ratio(row -> 1 / row.result().brokerMicros()),
                rounds.median(row -> row.result().brokerLoad()) * 100, rounds.median(row -> row.result().generatorLoad()) * 100,
                rounds.median(row -> row.result().generatorMicros()));
    }

    private static String times(Rounds rounds) {
        double fsync = rounds.median(Row::fsyncNanos) / 1e3;
        String disk = fsync == 0 ? "– | –" : String.format(Locale.ROOT, "%.0f | %.2f", fsync,
                rounds.median(row -> (double) row.result().latency().p50() / row.fsyncNanos()));
        return String.format(Locale.ROOT, "%,.0f | %.0f | %s | %.0f | %s | %.1f | %s",
                rounds.median(row -> row.result().rate()),
                rounds.median(row -> row.result().latency().p50() / 1e3), rounds.ratio(row -> row.result().latency().p50()),
                rounds.median(row -> row.result().latency().p99() / 1e3), rounds.ratio(row -> row.result().latency().p99()),
                rounds.median(row -> row.result().brokerMicros()), disk);
    }
}
