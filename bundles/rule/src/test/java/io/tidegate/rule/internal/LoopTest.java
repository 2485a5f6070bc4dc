package io.tidegate.rule.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.function.FunctionException.Kind;
import io.tidegate.hub.Outcome;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What does a rule do with a message whose result the hub refuses, because rules feed each other? */
class LoopTest {
    private static final String LETTER = "LOOP: the message has come through rules and routes 16 times: they feed each other";

    @ParameterizedTest(name = "qos {0}, onerror {1}, function raises: {2}")
    @CsvSource({"1,deadletter,false", "2,deadletter,false", "1,publish,false", "2,publish,false", "1,publish,true"})
    void storedInput_isSetAside_whateverOnerrorSays(int qos, String onerror, boolean raises) {
        RuleBench b = RuleBench.running("onerror", onerror);
        b.hub.refusal = output -> Outcome.loop(16);
        if (raises) {
            b.function.behaviour = i -> FakeFunction.fails(Kind.FAILED, "bad");
        }
        b.hub.publish("t", qos, "m");
        assertEquals(List.of(LETTER), b.hub.deadLetters);
        assertEquals(List.of(), b.hub.published);
        assertEquals("1 1 0", b.detail("looped") + " " + b.detail("deadletters") + " " + b.detail("inflight"));
    }

    @ParameterizedTest(name = "onerror {0}")
    @CsvSource({"deadletter", "publish"})
    void qos0Input_isCountedAndGone(String onerror) {
        RuleBench b = RuleBench.running("onerror", onerror);
        b.hub.refusal = output -> Outcome.loop(16);
        b.hub.publish("t", 0, "m");
        b.hub.publish("t", 0, "n");
        assertEquals(List.of(), b.hub.deadLetters);
        assertEquals(List.of(), b.hub.published);
        assertEquals(0, b.hub.lent("rule/r"));
        assertEquals("2 0 0", b.detail("looped") + " " + b.detail("deadletters") + " " + b.detail("inflight"));
    }
}
