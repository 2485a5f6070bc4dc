package io.tidegate.rule.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.Subscription;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a rule is and does as its configuration, its function and the hub come and go. */
class RuleTest {
    @Test
    void configured_opensItsSession_subscribesExactlyItsFilter() {
        RuleBench b = RuleBench.running();
        assertEquals("RUNNING", b.status());
        assertEquals(Set.of(new Subscription(TopicFilter.of("t"), QoS.EXACTLY_ONCE)), b.hub.session("rule/r").subscriptions);
        assertEquals("r", b.hub.session("rule/r").spec.clientId().orElseThrow());
        assertEquals(List.of(TopicFilter.of("t/hi")), b.hub.session("rule/r").spec.publish());
        assertEquals(List.of(TopicFilter.of("t")), b.hub.session("rule/r").spec.subscribe());
        assertEquals(64, b.session().requested);
        assertEquals(List.of(RuleBench.PID), b.rule.row().pids());
    }

    @Test
    void username_isWhosePermissionsCount() {
        RuleBench b = RuleBench.running("username", "test");
        assertEquals("test", b.hub.session("rule/r").spec.username().orElseThrow());
        assertTrue(b.hub.session("rule/r").spec.publish().isEmpty());
    }

    @Test
    void functionConfiguredButAway_waitsWithoutCredit() {
        RuleBench b = new RuleBench().configure();
        b.functionIsConfigured("f");
        assertEquals("WAITING: function f is starting", b.status());
        assertEquals(0, b.session().requested);
        b.functionComes();
        assertEquals("RUNNING", b.status());
        assertEquals(64, b.session().requested);
    }

    @Test
    void functionWithABadConfiguration_isWaitingWithItsReason() {
        RuleBench b = new RuleBench().configure();
        b.directory.addStatusSource(() -> java.util.List.of(io.tidegate.status.StatusRow.of("function", "f", "FAILED",
                java.time.Instant.EPOCH).withReason("handler is missing")));
        assertEquals("WAITING: function f does not run: handler is missing", b.status());
    }

    @Test
    void functionThatNobodyConfigured_isFailed_andRunsOnceSomebodyDoes() {
        RuleBench b = new RuleBench().configure();
        b.functionIsConfigured("other");
        assertEquals("FAILED: function f is not configured", b.status());
        assertEquals(0, b.session().requested);
        b.functionComes();
        assertEquals("RUNNING", b.status());
    }

    @Test
    void functionGoesAndReturns_nothingIsLostOrOutOfOrder_creditIsNotAskedTwice() {
        RuleBench b = RuleBench.running();
        b.functionGoes();
        for (int i = 0; i < 5; i++) {
            b.hub.publish("t", i % 3, "m" + i);
        }
        assertEquals(List.of(), b.hub.texts("t/hi"));
        assertEquals("5", b.detail("inflight"));
        b.functionComes();
        assertEquals(List.of("<m0>", "<m1>", "<m2>", "<m3>", "<m4>"), b.hub.texts("t/hi"));
        assertEquals(64, b.session().requested);
        assertEquals("0", b.detail("inflight"));
    }

    @Test
    void functionThatWentWithoutAnswering_isAskedAgain_andItsLateAnswerIsIgnored() {
        RuleBench b = RuleBench.running();
        b.function.behaviour = null;
        b.hub.publish("t", 2, "m");
        b.functionGoes();
        FakeFunction next = new FakeFunction();
        b.functionComes("f", next);
        b.control.advance(Duration.ofSeconds(4));
        assertEquals(0, next.calls.size());
        b.control.advance(Duration.ofSeconds(2));
        assertEquals(List.of("<m>"), b.hub.texts("t/hi"));
        assertTrue(next.calls.get(0).redelivered(), "the one that went may have run it");
        b.function.open.get(0).complete(io.tidegate.function.Result.of(new byte[] {1}));
        assertEquals(List.of("<m>"), b.hub.texts("t/hi"));
    }

    @Test
    void editToAnotherFunction_leavesRunningCallsWhereTheyAre() {
        RuleBench b = RuleBench.running();
        FakeFunction other = new FakeFunction();
        b.functionComes("g", other);
        b.function.behaviour = null;
        b.hub.publish("t", 2, "m");
        b.configure("function", "g");
        b.hub.publish("t", 2, "n");
        b.control.advance(Duration.ofMinutes(1));
        assertEquals(List.of("n"), other.calls.stream().map(FakeFunction::text).toList());
        b.function.open.get(0).complete(io.tidegate.function.Result.of("late".getBytes()));
        assertEquals(List.of("<n>", "late"), b.hub.texts("t/hi"));
    }

    @Test
    void functionOfBeforeAnEdit_thatGoesWithoutAnswering_hasItsCallsGivenUpToo() {
        RuleBench b = RuleBench.running();
        var registered = b.registered;
        FakeFunction other = new FakeFunction();
        b.functionComes("g", other);
        b.function.behaviour = null;
        b.hub.publish("t", 2, "m");
        b.configure("function", "g");
        b.control.advance(Duration.ofMinutes(1));
        b.directory.removeFunction(b.function, registered);
        b.control.advance(Duration.ofSeconds(4));
        assertEquals(0, other.calls.size());
        b.control.advance(Duration.ofSeconds(2));
        assertEquals(List.of("<m>"), b.hub.texts("t/hi"));
    }

    @Test
    void transportReplaced_whileTheFunctionIsAway_eachMessageIsHeldAndCalledOnce_inOrder() {
        RuleBench b = RuleBench.running();
        b.functionGoes();
        for (int i = 0; i < 3; i++) {
            b.hub.publish("t", 1, "m" + i);
        }
        for (int swap = 0; swap < 4; swap++) {
            b.hub.detach("rule/r");
        }
        assertEquals("3", b.detail("inflight"));
        b.functionComes();
        assertEquals(List.of("m0", "m1", "m2"), b.function.calls.stream().map(FakeFunction::text).toList());
        assertEquals(List.of("<m0>", "<m1>", "<m2>"), b.hub.texts("t/hi"));
        assertEquals("0", b.detail("stale"));
    }

    @Test
    void transportReplaced_inTheMiddleOfACallThatIsThenRefused_staleDeliveriesAreNotCalledAgain() {
        RuleBench b = RuleBench.running();
        b.function.behaviour = null;
        b.hub.publish("t", 1, "m");
        b.functionGoes();
        b.hub.detach("rule/r");
        var refusal = new io.tidegate.function.FunctionException(io.tidegate.function.FunctionException.Kind.UNAVAILABLE, "stopping");
        b.function.open.get(0).completeExceptionally(refusal);
        FakeFunction next = new FakeFunction();
        b.functionComes("f", next);
        b.control.advance(Duration.ofMinutes(1));
        assertEquals(1, next.calls.size());
        assertEquals(List.of("<m>"), b.hub.texts("t/hi"));
    }

    @Test
    void failedKey_isShown_andNoSessionIsOpened() {
        RuleBench b = RuleBench.running("failed", "hub.password is wrong for test", "subscribe.topic", null);
        assertEquals("FAILED: hub.password is wrong for test", b.status());
        assertNull(b.hub.session("rule/r"));
    }

    @Test
    void badConfiguration_isFailedWithKeyValueAllowed_andAGoodOneMendsIt() {
        RuleBench b = RuleBench.running("publish.qos", "3");
        assertEquals("FAILED: publish.qos = 3: allowed are whole numbers from 0 to 2", b.status());
        b.configure("subscribe.topic", "a/#/b");
        assertTrue(b.status().startsWith("FAILED: subscribe.topic = a/#/b: "), b.status());
        b.configure("function", null);
        assertEquals("FAILED: function is missing: it is required", b.status());
        b.configure("onerror", "ignore");
        assertEquals("FAILED: onerror = ignore: allowed are deadletter and publish", b.status());
        b.configure();
        assertEquals("RUNNING", b.status());
    }

    @Test
    void badEdit_leavesTheOldOneRunning() {
        RuleBench b = RuleBench.running();
        FakeHub.Open before = b.session();
        b.configure("retry.max", "0");
        assertEquals("RUNNING: new configuration refused: retry.max = 0: allowed are whole numbers from 1 to 1000", b.status());
        b.hub.publish("t", 1, "m");
        assertEquals(List.of("<m>"), b.hub.texts("t/hi"));
        assertEquals(before, b.session());
        b.configure("retry.max", "5");
        assertEquals("RUNNING", b.status());
    }

    @Test
    void editToAFunctionThatNobodyConfigured_isRefused_untilSomebodyDoes() {
        RuleBench b = RuleBench.running();
        b.configure("function", "g");
        assertEquals("RUNNING: new configuration refused: function g is not configured", b.status());
        b.hub.publish("t", 1, "m");
        assertEquals(List.of("<m>"), b.hub.texts("t/hi"));
        FakeFunction g = new FakeFunction();
        b.functionComes("g", g);
        assertEquals("RUNNING", b.status());
        b.hub.publish("t", 1, "n");
        assertEquals(1, g.calls.size());
    }

    @Test
    void goodEdit_changesLive_andTheSetInTheFileIsTheSet() {
        RuleBench b = RuleBench.running("username", "test");
        FakeHub.Open before = b.session();
        b.configure("username", "test", "subscribe.topic", "u", "subscribe.qos", "1", "publish.topic", "u/hi", "inflight.max", "100");
        assertEquals(before, b.session());
        assertEquals(100, b.session().requested);
        assertEquals(Set.of(new Subscription(TopicFilter.of("u"), QoS.AT_LEAST_ONCE)), b.hub.session("rule/r").subscriptions);
        b.hub.publish("t", 1, "old");
        b.hub.publish("u", 2, "new");
        assertEquals(List.of("<new>"), b.hub.texts("u/hi"));
        assertEquals(1, b.hub.published.size());
        assertEquals(QoS.AT_LEAST_ONCE, b.hub.published.get(0).qos());
    }

    @Test
    void editOfItsPermissions_resumesTheSameSession() {
        RuleBench b = RuleBench.running();
        b.function.behaviour = null;
        b.hub.publish("t", 1, "m");
        b.configure("publish.topic", "elsewhere");
        assertEquals(List.of(TopicFilter.of("elsewhere")), b.hub.session("rule/r").spec.publish());
        assertEquals(64, b.session().requested);
        b.function.open.forEach(f -> f.complete(io.tidegate.function.Result.of("r".getBytes())));
        assertEquals(List.of("r"), b.hub.texts("elsewhere"), "the first call's answer is stale, the second's counts");
        assertEquals(1, b.hub.published.size());
    }

    @Test
    void anotherClientId_isAnotherSession_andTheOldOneIsDiscardedWhenEmpty() {
        RuleBench b = RuleBench.running();
        b.configure("clientid", "s");
        b.control.advance(RuleName.GRACE);
        assertEquals(List.of("rule/r"), b.hub.discarded);
        b.hub.publish("t", 1, "m");
        assertEquals(List.of("<m>"), b.hub.texts("t/hi"));
        assertEquals("s", b.rule.row().name());
    }

    @Test
    void deletedConfiguration_discardsAnEmptySession_keepsOneWithMessages() {
        RuleBench empty = RuleBench.running();
        empty.rule.close(true);
        empty.control.advance(RuleName.GRACE);
        assertEquals(List.of("rule/r"), empty.hub.discarded);

        RuleBench full = RuleBench.running();
        full.function.behaviour = null;
        full.hub.publish("t", 2, "m");
        full.rule.close(true);
        full.control.advance(RuleName.GRACE);
        assertEquals(List.of(), full.hub.discarded);
        assertEquals(1, full.hub.session("rule/r").waiting());
        assertEquals(Set.of(), full.hub.session("rule/r").subscriptions);
    }

    @Test
    void closedForAnotherReason_leavesSessionSubscriptionsAndQueue_andPublishesNothingMore() {
        RuleBench b = RuleBench.running();
        b.function.behaviour = null;
        b.hub.publish("t", 2, "m");
        b.rule.close(false);
        b.function.open.get(0).complete(io.tidegate.function.Result.of("r".getBytes()));
        assertEquals(List.of(), b.hub.published);
        assertEquals(1, b.hub.session("rule/r").waiting());
        assertEquals(1, b.hub.session("rule/r").subscriptions.size());
        Rule next = b.rule(RuleBench.PID);
        b.function.behaviour = FakeFunction::echo;
        next.configure(RuleBench.config());
        b.control.run();
        assertEquals(List.of("<m>"), b.hub.texts("t/hi"));
        assertEquals(List.of(false, true), b.function.calls.stream().map(i -> i.redelivered()).toList());
        assertEquals(List.of(1, 1), b.function.calls.stream().map(i -> i.attempt()).toList());
    }

    @Test
    void twoRulesWithOneClientId_secondIsRefusedNamingBoth_andRunsWhenTheFirstGoes() {
        RuleBench b = RuleBench.running("tidegate.source", "a.yml:3");
        Rule second = b.rule("io.tidegate.rule~x");
        second.configure(RuleBench.config("clientid", "r", "tidegate.source", "b.yml:9"));
        b.control.run();
        assertEquals("FAILED", second.row().state());
        assertEquals("clientid = r in io.tidegate.rule~x (b.yml:9) is already used by io.tidegate.rule~r (a.yml:3)", second.row().reason());
        b.rule.close(true);
        b.control.run();
        assertEquals("RUNNING", second.row().state());
    }

    @Test
    void loop_isRefusedUnlessAllowed() {
        RuleBench b = RuleBench.running("publish.topic", "t");
        assertTrue(b.status().startsWith("FAILED: publish.topic = t matches the rule's own subscribe.topic = t"), b.status());
        assertNull(b.hub.session("rule/r"));
        b.configure("publish.topic", "t", "loop", "allowed");
        assertEquals("RUNNING", b.status());
    }

    @Test
    void loop_asAnEdit_isRefused_theOldOneGoesOn() {
        RuleBench b = RuleBench.running("publish.topic", "t/hi");
        b.configure("publish.topic", "t");
        assertTrue(b.status().startsWith("RUNNING: new configuration refused: publish.topic = t matches the rule's own subscribe.topic = t"), b.status());
        b.hub.publish("t", 1, "m");
        assertEquals(1, b.hub.texts("t/hi").size());
    }

    @Test
    void subscriptionRefused_isFailed_andAskedAgain() {
        RuleBench b = new RuleBench();
        b.hub.subscriptionsAllowed = false;
        b.configure("username", "test").functionComes();
        assertEquals("FAILED: principal test may not subscribe to t", b.status());
        b.hub.subscriptionsAllowed = true;
        b.control.advance(Duration.ofSeconds(1));
        assertEquals("RUNNING", b.status());
    }

    @Test
    void noTransport_isWaiting() {
        RuleBench b = new RuleBench();
        b.hub.transport = false;
        b.configure().functionComes();
        assertTrue(b.status().startsWith("WAITING: no transport"), b.status());
    }

    @Test
    void row_tellsWaitingMessagesAndRedeliveries() {
        RuleBench b = RuleBench.running("inflight.max", "2");
        b.function.behaviour = null;
        for (int i = 0; i < 5; i++) {
            b.hub.publish("t", 1, "m" + i);
        }
        assertEquals("2 3 0", b.detail("inflight") + " " + b.detail("waiting") + " " + b.detail("redelivered"));
        b.rule.close(false);
        Rule next = b.rule(RuleBench.PID);
        next.configure(RuleBench.config("inflight.max", "4"));
        b.control.run();
        var details = next.row().details();
        assertEquals("4 1 2", details.get("inflight") + " " + details.get("waiting") + " " + details.get("redelivered"));
    }

    @Test
    void hubThatIsStopping_isWaiting() {
        RuleBench b = new RuleBench();
        b.hub.stopping = true;
        b.functionComes().configure();
        assertEquals("WAITING: the hub is stopping", b.status());
    }
}
