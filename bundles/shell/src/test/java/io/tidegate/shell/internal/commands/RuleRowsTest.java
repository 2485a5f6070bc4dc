package io.tidegate.shell.internal.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidegate.shell.internal.text.Refusal;
import io.tidegate.status.StatusRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleRowsTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<StatusRow> ALL = List.of(
            StatusRow.of("route", "a-to-b", "RUNNING", SINCE),
            StatusRow.of("rule", "localfunc-1", "RUNNING", SINCE),
            StatusRow.of("session", "bridge/x", "ORPHANED", SINCE),
            StatusRow.of("session", "rule/localfunc-2", "ORPHANED", SINCE).withReason("nobody configures it any more; 2 messages wait")
                    .withDetails(Map.of("waiting", "2")));

    private static String refusal(String name) {
        return assertThrows(Refusal.class, () -> RuleRows.discardable(name, ALL)).getMessage();
    }

    @Test
    void of_rulesThenRoutesThenOrphansOfRulesUnderTheRulesName() {
        List<StatusRow> rows = RuleRows.of(ALL);
        assertEquals(List.of("rule localfunc-1 RUNNING", "route a-to-b RUNNING", "session localfunc-2 ORPHANED: nobody configures it any more;"
                + " 2 messages wait; rule:discard localfunc-2 ends it"), rows.stream().map(StatusRow::toString).toList());
        assertEquals("2", rows.get(2).details().get("waiting"));
        assertEquals(SINCE, rows.get(2).since());
    }

    @Test
    void discardable_orphan_byTheRulesOrTheSessionsName() throws Exception {
        assertEquals("rule/localfunc-2", RuleRows.discardable("localfunc-2", ALL));
        assertEquals("rule/localfunc-2", RuleRows.discardable("rule/localfunc-2", ALL));
    }

    @Test
    void discardable_theSessionOfRoutesThatAreGone() throws Exception {
        List<StatusRow> all = List.of(StatusRow.of("session", "route/engine", "ORPHANED", SINCE).withReason("1 message waits"));
        assertEquals("session route/engine ORPHANED: 1 message waits; rule:discard route/engine ends it", RuleRows.of(all).get(0).toString());
        assertEquals("route/engine", RuleRows.discardable("route/engine", all));
    }

    @Test
    void discardable_configuredRule_isRefused() {
        assertEquals("rule localfunc-1 is configured: its session ends when its configuration is deleted", refusal("localfunc-1"));
    }

    @Test
    void discardable_unknown_namesTheNearest() {
        assertEquals("no session without a rule is called localfunc-3, did you mean localfunc-2? (rule:list shows all)", refusal("localfunc-3"));
        assertEquals("no session without a rule is called x (there is none at all)",
                assertThrows(Refusal.class, () -> RuleRows.discardable("x", List.of())).getMessage());
    }
}
