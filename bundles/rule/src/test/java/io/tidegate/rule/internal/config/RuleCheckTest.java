package io.tidegate.rule.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.config.Problem;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.ProposedConfiguration.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleCheckTest {
    @Test
    void everythingThatIsWrong_isToldWithItsPlace() {
        Map<String, Object> good = Map.of("subscribe.topic", "t", "function", "f", "publish.topic", "t/hi");
        List<Problem> problems = check(
                entry("io.tidegate.function~x", Map.of("name", "f"), Map.of()),
                entry("io.tidegate.rule~good", good, Map.of()),
                entry("io.tidegate.rule~twice", Map.of("clientid", "good", "subscribe.topic", "t", "function", "f"), Map.of()),
                entry("io.tidegate.rule~nobody", Map.of("subscribe.topic", "t", "function", "g"), Map.of("function", "s.yml:7")),
                entry("io.tidegate.rule~loop", Map.of("subscribe.topic", "#", "function", "f", "publish.topic", "t", "loop", "allowed"), Map.of()),
                entry("io.tidegate.rule~told", Map.of("failed", "wrong password"), Map.of()),
                entry("io.tidegate.rule~bad", Map.of("subscribe.topic", "t", "function", "f", "inflight.max", "many"), Map.of()),
                entry("io.tidegate.route~a", Map.of("source.topic", "a", "target.topic", "a"), Map.of()));
        assertEquals(List.of(
                "ERROR file clientid clientid = good is already used by io.tidegate.rule~good (file)",
                "ERROR s.yml:7 function function g is not configured",
                "WARNING file publish.topic publish.topic = t matches the rule's own subscribe.topic = #",
                "ERROR file inflight.max inflight.max = many: allowed are whole numbers from 1 to 65535",
                "ERROR file target.topic found cycle in source and target config: target.topic = a leads back to source.topic = a"),
                problems.stream().map(p -> p.severity() + " " + p.source() + " " + p.key() + " " + p.message()).toList());
    }

    private static List<Problem> check(Entry... entries) {
        return new RuleCheck().check(new ProposedConfiguration(List.of(entries), List.of()));
    }

    private static Entry entry(String pid, Map<String, Object> properties, Map<String, String> sources) {
        return new Entry(pid, properties, "file", sources);
    }
}
