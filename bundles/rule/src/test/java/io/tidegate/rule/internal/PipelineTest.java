package io.tidegate.rule.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.function.FunctionException.Kind;
import io.tidegate.function.Result;
import io.tidegate.hub.Outcome;
import io.tidegate.mqtt.Message;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.ReasonCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What follows from each answer of a function and of the hub. */
class PipelineTest {
    @Test
    void result_isPublishedAtTheLowerQos_notRetained() {
        RuleBench b = RuleBench.running("publish.qos", "1");
        for (int qos = 0; qos <= 2; qos++) {
            b.hub.publish("t", qos, "m");
        }
        assertEquals(List.of(QoS.AT_MOST_ONCE, QoS.AT_LEAST_ONCE, QoS.AT_LEAST_ONCE), b.hub.published.stream().map(Message::qos).toList());
        assertTrue(b.hub.published.stream().noneMatch(Message::retain));
        assertEquals("3", b.detail("published"));
    }

    @Test
    void invocation_tellsTheInput() {
        RuleBench b = RuleBench.running();
        b.hub.publish("t", 1, "m");
        var call = b.function.calls.get(0);
        assertEquals("rule/r#0", call.id());
        assertEquals("t", call.topic());
        assertEquals(1, call.qos());
        assertEquals(1, call.attempt());
        assertTrue(call.messageId() > 0);
        assertEquals(b.control.instant().getEpochSecond(), call.timestampSeconds());
    }

    @Test
    void emptyResult_orNoPublishTopic_endsTheInputSilently() {
        RuleBench filter = RuleBench.running();
        filter.function.behaviour = i -> FakeFunction.answer("");
        filter.hub.publish("t", 1, "m");
        assertEquals("1", filter.detail("filtered"));
        assertEquals(0, filter.hub.lent("rule/r"));
        RuleBench mute = RuleBench.running("publish.topic", null);
        mute.hub.publish("t", 1, "m");
        assertEquals(List.of(), mute.hub.published);
        assertEquals(0, mute.hub.lent("rule/r"));
    }

    @Test
    void raised_isADeadLetterAtOnce() {
        RuleBench b = RuleBench.running();
        b.function.behaviour = i -> FakeFunction.fails(Kind.FAILED, "('[UserCodeInvoke] ', ValueError('bad thing'))");
        b.hub.publish("t", 1, "m");
        assertEquals(List.of("RAISED: ('[UserCodeInvoke] ', ValueError('bad thing'))"), b.hub.deadLetters);
        assertEquals(1, b.function.calls.size());
        assertEquals("1", b.detail("deadletters"));
        assertEquals("1", b.detail("failed"));
    }

    @Test
    void raised_onerrorPublish_isTheModelsJson() {
        RuleBench b = RuleBench.running("onerror", "publish");
        b.function.behaviour = i -> FakeFunction.fails(Kind.FAILED, "('[UserCodeInvoke] ', ValueError('<bad thing>'))");
        b.hub.publish("t", 1, "x");
        b.hub.publish("t", 0, "");
        int id = b.function.calls.get(0).messageId();
        assertEquals("{\"errorMessage\":\"rpc error: code = Unknown desc = Exception calling application: ('[UserCodeInvoke] ', ValueError('<bad thing>'))\","
                + "\"errorType\":\"*status.statusError\",\"functionMessage\":{\"ID\":" + id + ",\"QOS\":1,\"Topic\":\"t\",\"Payload\":\"eA==\","
                + "\"Timestamp\":1767225600,\"FunctionName\":\"f\",\"FunctionInvokeID\":\"" + uuid("rule/r#0") + "\"}}", b.hub.texts("t/hi").get(0));
        assertTrue(b.hub.texts("t/hi").get(1).endsWith("\"functionMessage\":{\"Topic\":\"t\",\"Timestamp\":1767225600,"
                + "\"FunctionName\":\"f\",\"FunctionInvokeID\":\""
                + uuid("rule/r#1") + "\"}}"), b.hub.texts("t/hi").get(1));
        assertEquals(List.of(), b.hub.deadLetters);
    }

    @Test
    void onerrorPublishWithoutTopic_isADeadLetter() {
        RuleBench b = RuleBench.running("onerror", "publish", "publish.topic", null);
        b.function.behaviour = i -> FakeFunction.fails(Kind.REJECTED, "too large");
        b.hub.publish("t", 1, "x");
        assertEquals(List.of("REJECTED: too large"), b.hub.deadLetters);
    }

    @Test
    void workerDied_isTriedAgainUpToRetryMax_thenOnerror() {
        RuleBench b = RuleBench.running("onerror", "publish", "retry.max", "3");
        b.function.behaviour = i -> FakeFunction.fails(Kind.CRASHED, "exit 1");
        b.hub.publish("t", 2, "x");
        assertEquals(List.of(1, 2, 3), b.function.calls.stream().map(i -> i.attempt()).toList());
        assertEquals(List.of(Duration.ofMillis(100), Duration.ofMillis(200)), b.hub.retries);
        assertTrue(b.hub.texts("t/hi").get(0).contains("rpc error: code = Unavailable desc = transport is closing"));
        assertEquals("2", b.detail("retried"));
    }

    @Test
    void timeoutAtQos0_isTriedAgainInMemory_thenOnerror() {
        RuleBench b = RuleBench.running("retry.max", "3");
        b.function.behaviour = i -> FakeFunction.fails(Kind.TIMEOUT, "no answer within 30s");
        b.hub.publish("t", 0, "x");
        assertEquals(1, b.function.calls.size());
        assertEquals("1", b.detail("inflight"));
        b.control.advance(Duration.ofSeconds(1));
        assertEquals(List.of(1, 2, 3), b.function.calls.stream().map(i -> i.attempt()).toList());
        assertEquals(List.of("TIMEOUT: no answer within 30s"), b.hub.deadLetters);
        assertEquals(List.of(), b.hub.retries);
    }

    @Test
    void uncleanEnds_costAMessageThatWaitedNoCall_evenWithOneAttempt() {
        RuleBench b = new RuleBench().configure("retry.max", "1", "onerror", "publish");
        b.hub.publish("t", 1, "x");
        b.hub.addAttempts("rule/r", 1);
        b.functionComes();
        assertEquals(List.of("<x>"), b.hub.texts("t/hi"));
        assertEquals(List.of(), b.hub.deadLetters);
    }

    private static String logOf(Runnable run) {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            run.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tooManyUncleanEnds_setTheMessageAside_withoutACallOrAnErrorMessage() {
        RuleBench b = new RuleBench().configure("retry.max", "1", "onerror", "publish");
        b.hub.publish("t", 1, "x");
        b.hub.addAttempts("rule/r", 3);
        String log = logOf(b::functionComes);
        assertTrue(log.contains("event=message-failed") && log.contains("onerror=DEADLETTER"), log);
        assertEquals(0, b.function.calls.size());
        assertEquals(List.of("CRASHED: given up after 3 deliveries without an outcome, unclean ends of the gateway included"), b.hub.deadLetters);
        assertEquals(List.of(), b.hub.published);
    }

    @Test
    void unavailable_costsNoAttempt_waitsWithTheReason_andGoesOnInOrder() {
        RuleBench b = RuleBench.running("retry.max", "2");
        b.function.behaviour = i -> FakeFunction.fails(Kind.UNAVAILABLE, "code does not load");
        for (int i = 0; i < 4; i++) {
            b.hub.publish("t", i % 2, "m" + i);
        }
        b.control.advance(Duration.ofMinutes(5));
        assertEquals("WAITING: code does not load", b.status());
        assertEquals(List.of(), b.hub.deadLetters);
        assertTrue(b.function.calls.size() < 30, "the delay grows: " + b.function.calls.size());
        assertTrue(b.function.calls.size() > 10, "but never beyond 30 s: " + b.function.calls.size());
        assertTrue(b.function.calls.stream().allMatch(c -> c.attempt() == 1 && FakeFunction.text(c).equals("m0")));
        b.function.behaviour = FakeFunction::echo;
        b.control.advance(Duration.ofSeconds(30));
        assertEquals(List.of("<m0>", "<m1>", "<m2>", "<m3>"), b.hub.texts("t/hi"));
        assertEquals("RUNNING", b.status());
    }

    @Test
    void saturated_goesOnAsSoonAsAnotherCallEnds() {
        RuleBench b = RuleBench.running();
        b.function.behaviour = null;
        b.hub.publish("t", 1, "m0");
        b.function.behaviour = i -> FakeFunction.fails(Kind.SATURATED, "full");
        b.hub.publish("t", 1, "m1");
        assertEquals("RUNNING", b.status());
        b.function.behaviour = FakeFunction::echo;
        b.function.open.get(0).complete(Result.of("<m0>".getBytes()));
        assertEquals(List.of("<m0>", "<m1>"), b.hub.texts("t/hi"));
    }

    @Test
    void outputTooLarge_onerrorDecides() {
        RuleBench letters = RuleBench.running();
        letters.hub.refusal = m -> Outcome.refused(ReasonCode.PACKET_TOO_LARGE, "result of 40000 bytes: at most 32768");
        letters.hub.publish("t", 1, "x");
        assertEquals(List.of("TOO_LARGE: result of 40000 bytes: at most 32768"), letters.hub.deadLetters);
        RuleBench json = RuleBench.running("onerror", "publish");
        json.hub.refusal = m -> m.payload().length < 10 ? Outcome.refused(ReasonCode.PACKET_TOO_LARGE, "too large, you know") : null;
        json.hub.publish("t", 1, "x");
        assertTrue(json.hub.texts("t/hi").get(0).startsWith("{\"errorMessage\":\"too large, you know\""));
        assertEquals(List.of(), json.hub.deadLetters);
    }

    @Test
    void outputNotAuthorisedOrOverQuota_isAlwaysADeadLetter() {
        RuleBench b = RuleBench.running("onerror", "publish");
        b.hub.refusal = m -> Outcome.refused(ReasonCode.NOT_AUTHORIZED, "no");
        b.hub.publish("t", 1, "x");
        b.hub.refusal = m -> Outcome.refused(ReasonCode.QUOTA_EXCEEDED, "full");
        b.hub.publish("t", 1, "x");
        assertEquals(List.of("NOT_AUTHORIZED: no", "QUOTA: full"), b.hub.deadLetters);
    }

    @Test
    void nobodyCanSayWhetherItMayPublish_waits_andTheFunctionIsNotCalledAgain() {
        RuleBench b = RuleBench.running();
        b.hub.refusal = m -> Outcome.refused(ReasonCode.SERVER_UNAVAILABLE, "nobody can say");
        b.hub.publish("t", 2, "x");
        b.control.advance(Duration.ofSeconds(2));
        assertEquals("1", b.detail("inflight"));
        b.hub.refusal = m -> null;
        b.control.advance(Duration.ofSeconds(30));
        assertEquals(List.of("<x>"), b.hub.texts("t/hi"));
        assertEquals(1, b.function.calls.size());
        assertEquals(List.of(), b.hub.deadLetters);
    }

    @Test
    void errorJsonItselfRefused_isADeadLetterWithThatReason() {
        RuleBench b = RuleBench.running("onerror", "publish");
        b.hub.refusal = m -> Outcome.refused(ReasonCode.PACKET_TOO_LARGE, "too large");
        b.function.behaviour = i -> FakeFunction.fails(Kind.FAILED, "boom");
        b.hub.publish("t", 1, "x");
        assertEquals(List.of("TOO_LARGE: too large"), b.hub.deadLetters);
    }

    @Test
    void storeFailed_isDeliveredAgain() {
        RuleBench b = RuleBench.running();
        b.hub.refusal = m -> {
            b.hub.refusal = x -> null;
            return Outcome.failed("disk");
        };
        b.hub.publish("t", 1, "x");
        assertEquals(1, b.hub.retries.size());
        assertEquals(List.of("<x>"), b.hub.texts("t/hi"));
    }

    @Test
    void staleOutcome_isForgottenAndCounted() {
        RuleBench b = RuleBench.running();
        b.hub.refusal = m -> Outcome.stale();
        b.hub.publish("t", 1, "x");
        assertEquals("1", b.detail("stale"));
        assertEquals(0, b.hub.retries.size());
    }

    @Test
    void functionThatThrows_orFailsStrangely_isNotTheEnd() {
        RuleBench b = RuleBench.running();
        b.function.behaviour = i -> {
            b.function.behaviour = FakeFunction::echo;
            throw new IllegalStateException("service is gone");
        };
        b.hub.publish("t", 1, "x");
        b.control.advance(Duration.ofSeconds(1));
        assertEquals(List.of("<x>"), b.hub.texts("t/hi"));
        b.function.behaviour = i -> {
            b.function.behaviour = FakeFunction::echo;
            return CompletableFuture.failedFuture(new NullPointerException());
        };
        b.hub.publish("t", 1, "y");
        assertEquals(List.of("<x>", "<y>"), b.hub.texts("t/hi"));
    }

    @Test
    void functionThatThrowsAnError_asItsBundleIsReplaced_isNotTheEnd() {
        RuleBench b = RuleBench.running();
        b.function.behaviour = i -> {
            b.function.behaviour = FakeFunction::echo;
            throw new NoClassDefFoundError("io/tidegate/function/internal/pool/Call");
        };
        b.hub.publish("t", 1, "x");
        b.hub.publish("t", 1, "y");
        b.control.advance(Duration.ofSeconds(1));
        assertEquals(List.of("<x>", "<y>"), b.hub.texts("t/hi"));
        assertEquals("RUNNING", b.status());
    }

    @Test
    void neverMoreInFlightThanItsWindow() {
        RuleBench b = RuleBench.running("inflight.max", "3");
        b.function.behaviour = null;
        for (int i = 0; i < 10; i++) {
            b.hub.publish("t", 1, "m" + i);
        }
        assertEquals(3, b.function.calls.size());
        b.function.open.get(0).complete(Result.of(new byte[] {1}));
        assertEquals(4, b.function.calls.size());
    }

    private static String uuid(String id) {
        return java.util.UUID.nameUUIDFromBytes(id.getBytes()).toString();
    }
}
