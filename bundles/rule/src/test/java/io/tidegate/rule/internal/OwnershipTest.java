package io.tidegate.rule.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose are a rule's client identifier and session, as long as it exists and afterwards? */
class OwnershipTest {
    @Test
    void runningRule_hasItsClientId() {
        assertEquals(Map.of("r", "rule/r"), RuleBench.running().hub.reserved);
    }

    @Test
    void ruleWhoseFunctionIsAwayOrUnknown_hasItsClientId() {
        RuleBench b = new RuleBench().configure();
        assertEquals("FAILED: function f is not configured", b.status());
        assertEquals(Map.of("r", "rule/r"), b.hub.reserved);
        b.functionIsConfigured("f");
        assertEquals(Map.of("r", "rule/r"), b.hub.reserved);
    }

    @Test
    void ruleThatCannotRun_hasItsClientId_untilItIsDeleted() {
        RuleBench b = RuleBench.running("publish.qos", "3", "clientid", "s");
        assertEquals("FAILED", b.rule.row().state());
        assertNull(b.hub.session("rule/s"));
        assertEquals(Map.of("s", "rule/s"), b.hub.reserved);
        b.configure("failed", "hub.password is wrong", "clientid", "t");
        b.control.advance(RuleName.GRACE);
        assertEquals(Map.of("t", "rule/t"), b.hub.reserved);
        b.rule.close(true);
        b.control.advance(RuleName.GRACE);
        assertEquals(Map.of(), b.hub.reserved);
        assertEquals(List.of("rule/s", "rule/t"), b.hub.discarded);
    }

    @Test
    void ruleThatCannotRun_keepsItsNameFromASecondOne_thatRunsOnceItGoes() {
        RuleBench b = RuleBench.running("publish.qos", "3");
        Rule second = b.rule("io.tidegate.rule~x");
        second.configure(RuleBench.config("clientid", "r"));
        b.control.run();
        assertEquals("clientid = r in io.tidegate.rule~x is already used by io.tidegate.rule~r", second.row().reason());
        b.rule.close(true);
        b.control.run();
        assertEquals("RUNNING", second.row().state());
        assertEquals(Map.of("r", "rule/r"), b.hub.reserved);
        second.close(true);
        b.control.advance(RuleName.GRACE);
        assertEquals(Map.of(), b.hub.reserved);
    }

    @Test
    void secondRuleOfAName_deleted_leavesTheFirstAlone() {
        RuleBench b = RuleBench.running();
        Rule second = b.rule("io.tidegate.rule~x");
        second.configure(RuleBench.config("clientid", "r"));
        b.control.run();
        second.close(true);
        b.control.advance(RuleName.GRACE);
        assertEquals(List.of(), b.hub.discarded);
        assertEquals(Map.of("r", "rule/r"), b.hub.reserved);
        b.hub.publish("t", 1, "m");
        assertEquals(List.of("<m>"), b.hub.texts("t/hi"));
    }

    @Test
    void closedForASwap_keepsClientIdAndSession_evenWhenItCannotRun() {
        RuleBench running = RuleBench.running();
        running.rule.close(false);
        assertEquals(Map.of("r", "rule/r"), running.hub.reserved);
        assertEquals(List.of(), running.hub.discarded);
        RuleBench failed = RuleBench.running("publish.qos", "3");
        failed.rule.close(false);
        assertEquals(Map.of("r", "rule/r"), failed.hub.reserved);
    }

    @Test
    void deletedAndConfiguredAgain_hasItsMessages() {
        RuleBench b = RuleBench.running();
        b.function.behaviour = null;
        b.hub.publish("t", 2, "m");
        b.rule.close(true);
        b.control.advance(RuleName.GRACE);
        assertEquals(Set.of(), b.hub.session("rule/r").subscriptions);
        assertEquals(Map.of(), b.hub.reserved);
        b.hub.publish("t", 2, "while it was deleted");
        b.function.behaviour = FakeFunction::echo;
        b.rule(RuleBench.PID).configure(RuleBench.config());
        b.control.run();
        b.hub.publish("t", 2, "n");
        assertEquals(List.of("<m>", "<n>"), b.hub.texts("t/hi"));
        assertEquals(Map.of("r", "rule/r"), b.hub.reserved);
    }

    /** As when the file of etc/ that overrides a tree goes, and the tree's word comes back. */
    @Test
    void deletedAndConfiguredAgainAtOnce_hasMissedNothing() {
        RuleBench b = RuleBench.running();
        b.rule.close(true);
        b.control.run();
        b.hub.publish("t", 2, "meanwhile");
        b.rule(RuleBench.PID).configure(RuleBench.config());
        b.control.advance(RuleName.GRACE);
        b.hub.publish("t", 2, "n");
        assertEquals(List.of("<meanwhile>", "<n>"), b.hub.texts("t/hi"));
        assertEquals(List.of(), b.hub.discarded);
        assertEquals(Map.of("r", "rule/r"), b.hub.reserved);
    }

    @Test
    void deletedBeforeItsConfigurationWasJudged_leavesNothing() {
        RuleBench b = new RuleBench();
        b.rule.configure(RuleBench.config());
        b.rule.close(true);
        b.control.run();
        assertEquals(Map.of(), b.hub.reserved);
        assertNull(b.hub.session("rule/r"));
    }
}
