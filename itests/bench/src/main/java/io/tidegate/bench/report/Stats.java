package io.tidegate.bench.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** Medians. Stateless. */
public final class Stats {

    private Stats() { }

    /** The median; of an even number the mean of the two in the middle; NaN of nothing. */
    public static double median(double... values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The median of a stream. */
    public static double median(DoubleStream values) {
        return median(values.toArray());
    }
}
