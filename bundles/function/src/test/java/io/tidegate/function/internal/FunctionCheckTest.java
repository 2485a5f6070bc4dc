package io.tidegate.function.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.Problem;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.ProposedConfiguration.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionCheckTest {
    private static List<Problem> check(Entry... entries) {
        return new FunctionCheck().check(new ProposedConfiguration(List.of(entries), List.of()));
    }

    @Test
    void faults_comeWithTheirPlace() {
        List<Problem> problems = check(
                new Entry("io.tidegate.function~a", Map.of("handler", "a.b", "timeout", "x"), "s.yml:1", Map.of("timeout", "s.yml:4")),
                new Entry("io.tidegate.rule~a", Map.of(), "s.yml:9", Map.of()));
        assertEquals(1, problems.size());
        assertEquals("s.yml:4", problems.get(0).source());
        assertEquals("timeout", problems.get(0).key());
        assertTrue(problems.get(0).message().startsWith("function a: timeout=x: allowed"), problems.get(0).message());
    }

    @Test
    void twoOfOneName_areToldWithBothPlaces() {
        List<Problem> problems = check(
                new Entry("io.tidegate.function~a", Map.of("handler", "a.b", "name", "n"), "s.yml:1", Map.of("name", "s.yml:2")),
                new Entry("io.tidegate.function~b", Map.of("handler", "a.b", "name", "n"), "s.yml:5", Map.of("name", "s.yml:6")));
        assertEquals(1, problems.size());
        assertEquals("s.yml:6", problems.get(0).source());
        assertTrue(problems.get(0).message().contains("s.yml:2"), problems.get(0).message());
    }

    @Test
    void good_isSilent() {
        assertEquals(List.of(), check(new Entry("io.tidegate.function~a", Map.of("handler", "a.b"), "s.yml:1", Map.of())));
    }
}
