package io.tidegate.bench.report;

import io.tidegate.bench.load.RunResult;

/**
 * One run as the report sees it.
 *
 * @param round      from 1
 * @param scenario   its title
 * @param broker     its name
 * @param result     its outcome
 * @param fsyncNanos how long an fsync of the brokers' disk took around the run; 0 where that was not measured
 */
public record Row(int round, String scenario, String broker, RunResult result, long fsyncNanos) {

    /** A run for which the disk does not matter. */
    public Row(int round, String scenario, String broker, RunResult result) {
        this(round, scenario, broker, result, 0);
    }

    boolean timed() {
        return result.latency().count() > 0;
    }
}
