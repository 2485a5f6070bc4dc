package io.tidegate.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The runs of one broker in one scenario, and of the broker it is compared with. Immutable.
 *
 * @param runs     those of the broker
 * @param baseline those of the other, valid ones
 */
record Rounds(List<Row> runs, List<Row> baseline) {

    static Rounds of(List<Row> all, String scenario, String broker, String baseline) {
        List<Row> here = all.stream().filter(row -> row.scenario().equals(scenario)).toList();
        return new Rounds(here.stream().filter(row -> row.broker().equals(broker)).toList(),
                here.stream().filter(row -> row.broker().equals(baseline) && row.result().valid()).toList());
    }

    double median(ToDoubleFunction<Row> figure) {
        return Stats.median(runs.stream().mapToDouble(figure));
    }

    /** The median of the ratios round by round: both runs of a round met about the same machine. */
    String ratio(ToDoubleFunction<Row> figure) {
        double[] ratios = runs.stream().flatMapToDouble(run -> baseline.stream().filter(row -> row.round() == run.round())
                .mapToDouble(row -> figure.applyAsDouble(run) / figure.applyAsDouble(row))).toArray();
        return ratios.length == 0 ? "–" : String.format(Locale.ROOT, "%.2f", Stats.median(ratios));
    }

    /** What stands in place of figures when one of the runs is not valid. */
    Optional<String> invalid() {
        List<Row> invalid = runs.stream().filter(row -> !row.result().valid()).toList();
        return invalid.stream().findFirst().map(row -> "INVALID (" + invalid.size() + " of " + runs.size() + ") | "
                + row.result().reason().lines().findFirst().orElse("").replace('|', '/'));
    }
}
