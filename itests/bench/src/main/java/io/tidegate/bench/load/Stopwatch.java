package io.tidegate.bench.load;

import java.util.Arrays;

/**
 * Times each message from its departure to its arrival. A paced message departs when it is due, whether or not the broker let it
 * go then: waiting for a broker that is behind is part of the way. Owned by the thread of the run.
 */
final class Stopwatch {

    private static final int FIRST_CAPACITY = 1 << 16;

    private final long[][] departures;
    private final int mask;
    private long[] times = new long[FIRST_CAPACITY];
    private int count;

    /** @param flow most messages of one publisher under way at a time */
    Stopwatch(int publishers, int flow) {
        int places = Integer.highestOneBit(flow) << 1;
        departures = new long[publishers][places];
        mask = places - 1;
    }

    void departed(int publisher, long sequence, long nanos) {
        departures[publisher][(int) sequence & mask] = nanos;
    }

    void arrived(int publisher, long sequence) {
        if (count == times.length) {
            times = Arrays.copyOf(times, 2 * count);
        }
        times[count++] = System.nanoTime() - departures[publisher][(int) sequence & mask];
    }

    /** Forgets all arrivals: the measurement begins. */
    void clear() {
        count = 0;
    }

    /** What arrived since {@link #clear()}. */
    Latency latency() {
        if (count == 0) {
            return Latency.NONE;
        }
        long[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return new Latency(count, quantile(sorted, 50), quantile(sorted, 99));
    }

    /** The smallest value that at least {@code percent} of all do not exceed. */
    private static long quantile(long[] sorted, int percent) {
        return sorted[(int) Math.max(0, ((long) sorted.length * percent + 99) / 100 - 1)];
    }
}
