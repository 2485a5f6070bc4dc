package io.tidegate.shell.internal.access;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidegate.function.Function;
import io.tidegate.function.FunctionException;
import io.tidegate.function.Invocation;
import io.tidegate.function.Result;
import io.tidegate.shell.internal.text.Refusal;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;

class AccessTest {
    private static final Invocation CALL = Invocation.of("1").build();
    private final FunctionAccess functions = new FunctionAccess(() -> List.of(StatusRow.of("function", "sayhi", Status.RUNNING, Instant.EPOCH),
            StatusRow.of("function", "broken", Status.FAILED, Instant.EPOCH).withReason("no runtime ruby")));

    private static Map<String, Object> sayhi(long serviceId) {
        return Map.of(Function.NAME, "sayhi", Constants.SERVICE_ID, serviceId);
    }

    private static Function answers(int b) {
        return call -> CompletableFuture.completedFuture(Result.of(new byte[] {(byte) b}));
    }

    private String refusal(String name) {
        return assertThrows(Refusal.class, () -> functions.invoke(name, CALL)).getMessage();
    }

    @Test
    void invoke_function_givesItsPayload() throws Exception {
        functions.addFunction(call -> CompletableFuture.completedFuture(Result.of(new byte[] {1})), sayhi(1));
        assertArrayEquals(new byte[] {1}, functions.invoke("sayhi", CALL));
    }

    @Test
    void invoke_anotherOfTheSameNameComesAndGoes_thePreferredOneIsCalled() throws Exception {
        Function other = answers(2);
        functions.addFunction(answers(1), sayhi(1));
        functions.addFunction(other, sayhi(2));
        assertArrayEquals(new byte[] {1}, functions.invoke("sayhi", CALL));
        functions.updatedFunction(other, Map.of(Function.NAME, "sayhi", Constants.SERVICE_ID, 2L, Constants.SERVICE_RANKING, 1));
        assertArrayEquals(new byte[] {2}, functions.invoke("sayhi", CALL));
        functions.removeFunction(other, sayhi(2));
        assertArrayEquals(new byte[] {1}, functions.invoke("sayhi", CALL));
    }

    @Test
    void invoke_failure_isItsKindAndSentence() {
        functions.addFunction(call -> CompletableFuture.failedFuture(new FunctionException(FunctionException.Kind.FAILED, "raised KeyError")),
                sayhi(1));
        assertEquals("FAILED: raised KeyError", refusal("sayhi"));
    }

    @Test
    void invoke_absentFunction_saysWhyOrNamesTheNearest() {
        assertEquals("no function sayhii, did you mean sayhi? (function:list shows all)", refusal("sayhii"));
        assertEquals("function broken takes no calls now: FAILED, no runtime ruby", refusal("broken"));
    }

    @Test
    void hub_away_isASentence() {
        assertEquals("the hub is not running (gateway:status says why)", assertThrows(Refusal.class, new HubAccess()::clients).getMessage());
    }

    @Test
    void await_noAnswer_endsAtTheLimit() {
        assertEquals("the hub did not answer within 0 s",
                assertThrows(Refusal.class, () -> Answers.await(new CompletableFuture<>(), Duration.ofMillis(1), "the hub")).getMessage());
    }

    @Test
    void letter_unknownId_namesTheNearest() {
        HubAccess hub = new HubAccess();
        LettersInMemory letters = new LettersInMemory();
        letters.add("r", 1);
        hub.letters = letters;
        assertEquals("no dead letter r-1, did you mean r/1? (dlq:list shows all)",
                assertThrows(Refusal.class, () -> hub.letter("r-1")).getMessage());
    }
}
