package io.tidegate.bench.load;

import java.time.Duration;

/**
 * How long a run takes: warm-up, measurement, and the longest time without any message before it is given up.
 *
 * @param warmUp  under full load, not measured (compilers, caches)
 * @param measure measured
 * @param stall   without progress for this long the run ends as invalid
 */
public record Pace(Duration warmUp, Duration measure, Duration stall) { }
