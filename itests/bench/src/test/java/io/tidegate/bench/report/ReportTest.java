package io.tidegate.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.bench.load.Findings;
import io.tidegate.bench.load.Latency;
import io.tidegate.bench.load.RunResult;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void median_ofOddEvenAndNothing() {
        assertEquals(2, Stats.median(9, 1, 2));
        assertEquals(2.5, Stats.median(1, 2, 3, 9));
        assertTrue(Double.isNaN(Stats.median()));
    }

    @Test
    void result_figuresAreDerivedPerMessageAndSecond() {
        RunResult result = new RunResult(2_000_000, 2_000_000_000L, 400_000_000L, 1_000_000_000L, Latency.NONE, 3_000_000, Findings.NONE, null);
        assertEquals(1_000_000, result.rate(), 1e-6);
        assertEquals(0.2, result.brokerMicros(), 1e-9);
        assertEquals(0.5, result.generatorLoad(), 1e-9);
        assertTrue(result.valid());
    }

    @Test
    void ratio_isTheMedianOfTheRounds_notTheRatioOfTheMedians() {
        Report report = new Report("base");
        double[] base = {100, 200, 400};
        double[] other = {300, 400, 2000};                      // ratios 3, 2, 5: median 3; medians 400 / 200 would be 2
        for (int i = 0; i < 3; i++) {
            report.add(new Row(i + 1, "s", "base", rate(base[i])));
            report.add(new Row(i + 1, "s", "other", rate(other[i])));
        }
        assertTrue(report.valid());
        assertTrue(report.table().contains("| s | other | 400 | 3.00 |"), report.table());
        assertTrue(report.table().contains("| s | base | 200 | 1.00 |"), report.table());
    }

    @Test
    void invalidRun_isShownInsteadOfFiguresAndSpoilsTheReport() {
        Report report = new Report("base");
        report.add(new Row(1, "s", "base", rate(100)));
        report.add(new Row(1, "s", "other", new RunResult(100, 1_000_000_000L, 1, 1, Latency.NONE, 100, new Findings(7, 0, 0, 0), null)));
        assertFalse(report.valid());
        assertTrue(report.table().contains("| s | other | INVALID (1 of 1) | lost=7"), report.table());
        assertTrue(Report.line(new Row(1, "s", "x", RunResult.broken("gone"))).contains("INVALID: gone"));
    }

    @Test
    void nothingDelivered_isNotValid() {
        assertFalse(rate(0).valid());
        assertEquals("nothing was delivered", rate(0).reason());
        assertFalse(new Report("base").valid(), "no run at all");
    }

    private static RunResult rate(double perSecond) {
        return new RunResult((long) perSecond, 1_000_000_000L, 1, 1, Latency.NONE, (long) perSecond, Findings.NONE, null);
    }
}
