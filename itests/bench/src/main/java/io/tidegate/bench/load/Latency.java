package io.tidegate.bench.load;

/**
 * How long messages were on their way, in nanoseconds.
 *
 * @param count messages timed; 0 where the load was not a light one
 * @param p50   half of them took no longer
 * @param p99   99 of 100 took no longer
 */
public record Latency(int count, long p50, long p99) {

    /** Nothing was timed. */
    public static final Latency NONE = new Latency(0, 0, 0);
}
