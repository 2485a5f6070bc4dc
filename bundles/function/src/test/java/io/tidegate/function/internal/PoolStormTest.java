package io.tidegate.function.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.function.FunctionException;
import io.tidegate.function.FunctionException.Kind;
import io.tidegate.function.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that die, hang and raise while versions change: every call gets its own outcome, once. */
class PoolStormTest {
    private static final String CODE = """
            import os, time
            def handler(event, context):
                n = event['n']
                if n % 97 == 3: os._exit(1)
                if n % 211 == 5: time.sleep(600)
                if n % 13 == 7: raise ValueError(n)
                return n
            """;
    private static final int CALLS = 1500;

    @TempDir
    Path home;

    private static Kind expected(int n) {
        return n % 97 == 3 ? Kind.CRASHED : n % 211 == 5 ? Kind.TIMEOUT : n % 13 == 7 ? Kind.FAILED : null;
    }

    @Test
    void storm_everyCallGetsItsOwnOutcome() throws Exception {
        try (PythonFunction f = new PythonFunction(home, Map.of("instance.max", "4", "timeout", "1500ms"), CODE)) {
            List<CompletableFuture<Result>> calls = new ArrayList<>();
            for (int n = 0; n < CALLS; n++) {
                calls.add(f.pool.invoke(PythonFunction.call("{\"n\":" + n + "}").build()).toCompletableFuture());
                if (n % 500 == 250) {
                    f.pool.offer(f.version(Map.of("env", "N=" + n)), "configuration changed");
                }
            }
            Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
            for (int n = 0; n < CALLS; n++) {
                try {
                    byte[] answer = calls.get(n).get(60, TimeUnit.SECONDS).payload();
                    assertEquals(String.valueOf(n), new String(answer));
                    assertEquals(null, expected(n));
                } catch (ExecutionException e) {
                    Kind kind = ((FunctionException) e.getCause()).kind();
                    assertEquals(expected(n), kind, "call " + n + ": " + e.getCause().getMessage());
                    counts.merge(kind, 1, Integer::sum);
                }
            }
            assertTrue(counts.get(Kind.CRASHED) >= 15 && counts.get(Kind.TIMEOUT) >= 6, counts.toString());
            assertEquals(0, f.snapshot().waiting());
        }
    }
}
