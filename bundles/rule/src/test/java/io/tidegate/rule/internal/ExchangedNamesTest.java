package io.tidegate.rule.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Do edits of client identifiers that suit each other come into force, whichever comes first? */
class ExchangedNamesTest {
    private final RuleBench bench = new RuleBench().functionComes();
    private final List<Rule> rules = new ArrayList<>();

    /** Rules {@code n0}, {@code n1} and so on, each with the filter of its own number. */
    private void running(int count) {
        for (int i = 0; i < count; i++) {
            rules.add(bench.rule("io.tidegate.rule~p" + i));
            name(i, "n" + i);
        }
        assertNames(i -> i);
    }

    private void name(int rule, String clientId, String... more) {
        Map<String, Object> config = RuleBench.config("clientid", clientId, "subscribe.topic", "in/" + rule);
        for (int i = 0; i < more.length; i += 2) {
            config.put(more[i], more[i + 1]);
        }
        rules.get(rule).configure(config);
        bench.control.run();
    }

    /** Each runs, under the name of that number, with a session of that name that has its filter. */
    private void assertNames(java.util.function.IntUnaryOperator nameOf) {
        for (int i = 0; i < rules.size(); i++) {
            String name = "n" + nameOf.applyAsInt(i);
            assertEquals("rule " + name + " RUNNING ", rules.get(i).row() + " " + rules.get(i).row().reason());
            assertEquals("in/" + i, bench.hub.session("rule/" + name).subscriptions.iterator().next().filter().toString());
            assertEquals("rule/" + name, bench.hub.reserved.get(name));
        }
        assertEquals(rules.size(), bench.hub.reserved.size());
    }

    @Test
    void twoRules_exchangeTheirNames() {
        running(2);
        name(0, "n1");
        assertEquals("new configuration refused: clientid = n1 in io.tidegate.rule~p0 is already used by io.tidegate.rule~p1", rules.get(0).row().reason());
        name(1, "n0");
        assertNames(i -> 1 - i);
        bench.hub.publish("in/0", 2, "for the first");
        assertEquals(List.of("<for the first>"), bench.hub.texts("t/hi"));
        name(0, "n0");
        name(1, "n1");
        assertNames(i -> i);
    }

    @Test
    void threeRules_passTheirNamesOn() {
        running(3);
        for (int i = 0; i < 3; i++) {
            name(i, "n" + (i + 1) % 3);
        }
        assertNames(i -> (i + 1) % 3);
        running(3, 2, 0, 1);
    }

    /** In another order of edits. */
    private void running(int count, int... order) {
        for (int i : order) {
            name(i, "n" + i);
        }
        assertEquals(count, rules.size());
        assertNames(i -> i);
    }

    @Test
    void oneThatIsNotAcceptableForAnotherReason_leavesAllAsItWas() {
        running(2);
        name(0, "n1");
        bench.functionGoes(); // so that the first one's edit could not be made again
        name(0, "n1", "function", "g");
        bench.functionComes();
        name(1, "n0");
        assertTrue(rules.get(0).row().reason().startsWith("new configuration refused: function g is not configured"), rules.get(0).row().reason());
        assertTrue(rules.get(1).row().reason().contains("clientid = n0 in io.tidegate.rule~p1 is already used by"), rules.get(1).row().reason());
        Rule third = bench.rule("io.tidegate.rule~third");
        third.configure(RuleBench.config("clientid", "n1"));
        bench.control.run();
        assertTrue(third.row().reason().endsWith("already used by io.tidegate.rule~p1"), third.row().reason());
        third.close(true);
        bench.functionIsConfigured("g");
        assertNamesExchanged();
    }

    private void assertNamesExchanged() {
        assertEquals("n1", rules.get(0).row().name());
        assertEquals("n0", rules.get(1).row().name());
        assertEquals("", rules.get(0).row().reason().replaceAll("function g is starting", ""));
    }

    @Test
    void oneThatIsDeletedMeanwhile_leavesItsNameToTheOther() {
        running(2);
        name(0, "n1");
        rules.get(0).close(true);
        name(1, "n0");
        rules.remove(0);
        bench.control.advance(RuleName.GRACE);
        assertEquals("rule n0 RUNNING", rules.get(0).row().toString());
        assertEquals(Map.of("n0", "rule/n0"), bench.hub.reserved);
    }
}
