package io.tidegate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BenchTest {

    @Test
    void parse_takesBothSpellingsOfAValue() throws UsageException {
        Options options = Options.parse(List.of("--rounds=2", "--seconds", "7", "--broker", "x=run -p {port}", "--scenarios", "qos0,fanout")).orElseThrow();
        assertEquals(2, options.rounds);
        assertEquals(7, options.seconds);
        assertEquals("run -p {port}", options.commands.get("x"));
        assertEquals(List.of("qos0", "fanout"), options.scenarios);
    }

    @Test
    void parse_refusesWithOptionValueAndAllowed() {
        for (List<String> wrong : List.of(List.of("--rounds", "0"), List.of("--rounds", "many"), List.of("--scenarios", "qos3"),
                List.of("--brokers", "emqx"), List.of("--broker", "x"), List.of("--broker", "x=without port"))) {
            String message = assertThrows(UsageException.class, () -> Options.parse(wrong)).getMessage();
            assertTrue(message.contains(wrong.get(0)) && message.contains("allowed"), message);
        }
        assertThrows(UsageException.class, () -> Options.parse(List.of("--seconds")));
        assertThrows(UsageException.class, () -> Options.parse(List.of("--no-such", "1")));
    }

    @Test
    void exitCode_tellsUsageFromFailureFromSuccess() {
        List<String> quick = List.of("hub", "--scenarios", "qos1", "--rounds", "1", "--seconds", "1", "--warmup", "0", "--brokers");
        assertEquals(0, Bench.call(with(quick, "ceiling")));
        assertEquals(1, Bench.call(with(quick, "ceiling", "--broker", "dead=exit 4 # {port}")));
        assertEquals(2, Bench.call(List.of("hub", "--rounds", "0")));
        assertEquals(2, Bench.call(List.of("disk")));
        assertEquals(0, Bench.call(List.of("hub", "--help")));
    }

    private static List<String> with(List<String> arguments, String... more) {
        List<String> all = new java.util.ArrayList<>(arguments);
        all.addAll(List.of(more));
        return all;
    }
}
