package io.tidegate.bench.report;

import io.tidegate.bench.load.RunResult;

/**
 * One run as the report sees it.
 *
 * @param round    from 1
 * @param scenario its title
 * @param broker   its name
 * @param result   its outcome
 */
public record Row(int round, String scenario, String broker, RunResult result) { }
