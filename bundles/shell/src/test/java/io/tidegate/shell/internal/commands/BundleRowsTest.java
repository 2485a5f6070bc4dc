package io.tidegate.shell.internal.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidegate.shell.internal.text.Refusal;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BundleRowsTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<StatusRow> ALL = List.of(
            StatusRow.of("bundle", "io.tidegate.hub", "RUNNING", SINCE).withDetails(Map.of("version", "0.1.0")),
            StatusRow.of("bundle", "io.tidegate.rule", "RUNNING", SINCE).withDetails(Map.of("version", "0.2.0")),
            StatusRow.of("bundle", "io.tidegate.bridge", "FAILED", SINCE),
            StatusRow.of("rule", "io.tidegate.rule", "RUNNING", SINCE).withDetails(Map.of("version", "1")));

    @Test
    void of_bundlesWithAContent_only() {
        assertEquals(List.of("io.tidegate.hub", "io.tidegate.rule"), BundleRows.of(ALL).stream().map(StatusRow::name).toList());
    }

    @Test
    void find_byTheWholeNameOrItsEnd_elseTheNearest() throws Exception {
        assertEquals("io.tidegate.rule", BundleRows.find("io.tidegate.rule", ALL).name());
        assertEquals("io.tidegate.rule", BundleRows.find("rule", ALL).name());
        assertEquals("no bundle io.tidegate.rul, did you mean io.tidegate.rule or io.tidegate.hub? (gateway:bundles shows all)",
                assertThrows(Refusal.class, () -> BundleRows.find("io.tidegate.rul", ALL)).getMessage());
    }

    @Test
    void cost_saysGapAndRedeliveries_orNothingWithoutASwap() {
        assertEquals("", BundleRows.cost(Map.of()));
        assertEquals("62 ms, 0 redeliveries", BundleRows.cost(Map.of("lastSwapGapMs", "62")));
        assertEquals("62 ms, 1 redelivery", BundleRows.cost(Map.of("lastSwapGapMs", "62", "lastSwapRedeliveries", "1")));
    }
}
