package io.tidegate.transport.netty.internal.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.Problem;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.ProposedConfiguration.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TransportCheckTest {
    private static Entry entry(String name, Map<String, Object> properties) {
        return new Entry("io.tidegate.listener~" + name, properties, "f:1", Map.of("address", "f:2"));
    }

    private static List<Problem> check(Entry... entries) {
        return new TransportCheck().check(new ProposedConfiguration(List.of(entries), List.of()));
    }

    @Test
    void goodListeners_haveNoProblem() {
        assertEquals(List.of(), check(
                entry("a", Map.of("address", "tcp://127.0.0.1:1883", "message.length.max", "32k")),
                entry("b", Map.of("address", "tcp://[::1]:1883", "tidegate.source", "x")),
                entry("c", Map.of("address", "tcp://:1884"))));
    }

    @Test
    void badValue_isToldWithItsPlace() {
        Problem problem = check(entry("a", Map.of("address", "tcp://nowhere"))).get(0);
        assertEquals(Problem.Severity.ERROR, problem.severity());
        assertEquals("f:2", problem.source());
        assertEquals("address", problem.key());
        assertTrue(problem.message().contains("tcp://nowhere"));
    }

    @Test
    void limitOutOfRange_isTold() {
        for (String limit : new String[] {"0", "268435456", "-1", "1t", "256m"}) {
            List<Problem> problems = check(entry("a", Map.of("address", "tcp://h:1", "message.length.max", limit)));
            assertEquals("message.length.max", problems.get(0).key(), limit);
        }
    }

    @Test
    void twoOnOneAddressOrName_areTold() {
        List<Problem> problems = check(entry("a", Map.of("address", "tcp://127.0.0.1:1883")),
                entry("b", Map.of("address", "tcp://127.0.0.1:1883", "name", "a")));
        assertEquals(List.of("name", "address"), problems.stream().map(Problem::key).toList());
        assertTrue(problems.get(0).message().contains("io.tidegate.listener~a"));
    }

    @Test
    void unknownKey_isAWarning() {
        Problem problem = check(entry("a", Map.of("address", "tcp://h:1", "adress", "x"))).get(0);
        assertEquals(Problem.Severity.WARNING, problem.severity());
    }

    @Test
    void loops_outOfRange_isTold() {
        Entry loops = new Entry("io.tidegate.transport", Map.of("loops", "many"), "f:1", Map.of());
        assertEquals("loops", check(loops).get(0).key());
    }
}
