package io.tidegate.shell.internal.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private static StatusRow row(String kind, String name, String... pids) {
        return StatusRow.of(kind, name, Status.RUNNING, T0).withPids(List.of(pids));
    }

    @Test
    void refusedEdit_isTheReasonOfTheThingItself() {
        StatusRow service = row("service", "manager", "io.tidegate.rule~a", "io.tidegate.rule~b")
                .withDetails(Map.of("refused.io.tidegate.rule~a", "s.yml:7: qos: 'x'", "overridden.io.tidegate.rule~b", "s.yml:9 is overridden by etc/f"));
        List<StatusRow> rows = Verdicts.bringHome(List.of(service, row("rule", "a", "io.tidegate.rule~a"), row("rule", "b", "io.tidegate.rule~b"),
                row("rule", "c", "io.tidegate.rule~c"), row("rule", "a2", "io.tidegate.rule~a").withReason("its own")));
        assertEquals("new configuration refused: s.yml:7: qos: 'x'", rows.get(1).reason());
        assertEquals("s.yml:9 is overridden by etc/f", rows.get(2).details().get("overridden"));
        assertEquals("", rows.get(2).reason());
        assertEquals("", rows.get(3).reason());
        assertEquals("its own", rows.get(4).reason());
    }

    @Test
    void nothingToSay_changesNothing() {
        List<StatusRow> rows = List.of(row("service", "s", "p"), row("rule", "a", "p"));
        assertSame(rows, Verdicts.bringHome(rows));
    }
}
