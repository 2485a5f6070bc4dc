package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.shard.HubSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What does the hub make of its configuration, and what does it say of a bad one? */
class HubSettingsParserTest {
    private static HubSettingsParser.Parsed parse(String... keysAndValues) {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return HubSettingsParser.parse(properties, "etc/io.tidegate.hub.cfg");
    }

    @Test
    void nothingConfiguredIsTheDefault() {
        assertEquals(HubSettings.DEFAULT, parse().settings());
        assertEquals(HubSettings.DEFAULT, parse("inflight.max", " ", "topic.dollar", "").settings());
    }

    @Test
    void valuesOfTheModelAreRead() {
        HubSettings s = parse("topic.levels.max", "8", "topic.length.max", "255", "topic.dollar", "refused",
                "clientid.pattern", "[0-9A-Za-z_-]{1,128}", "message.length.max", "32k", "inflight.max", " 100 ").settings();
        assertEquals(8, s.topicLevels());
        assertEquals(255, s.topicBytes());
        assertEquals(false, s.dollarTopics());
        assertTrue(s.clientId().matcher("a-B_9").matches());
        assertEquals(32_768, s.messageBytes());
        assertEquals(100, s.inflight());
        assertEquals(1 << 20, parse("message.length.max", "1M").settings().messageBytes());
        assertEquals(172_800, parse("message.age.max", "48h").settings().messageAgeSeconds());
        assertEquals(5_410, parse("message.age.max", "1h30m10s").settings().messageAgeSeconds());
        assertEquals(5_400, parse("message.age.max", "90m").settings().messageAgeSeconds());
        assertEquals(0, parse("message.age.max", "0").settings().messageAgeSeconds());
        assertEquals(12_345, parse("message.length.max", "12345").settings().messageBytes());
    }

    @Test
    void badValuesSayKeyValueAndWhatIsAllowed() {
        for (String[] bad : new String[][] {{"inflight.max", "0"}, {"inflight.max", "65536"}, {"inflight.max", "many"},
            {"inflight.max", "1e3"}, {"topic.levels.max", "-1"}, {"topic.length.max", "0"}, {"topic.length.max", "65536"},
            {"topic.dollar", "yes"}, {"message.length.max", "1t"}, {"message.length.max", "999999999999g"},
            {"message.age.max", "9s"}, {"message.age.max", "8761h"}, {"message.age.max", "48"},
            {"message.age.max", "1s1h"}, {"message.length.max", "k"}, {"message.length.max", "0"}, {"clientid.pattern", "[a"}}) {
            HubSettingsParser.Parsed parsed = parse(bad);
            assertNull(parsed.settings(), String.join("=", bad));
            assertEquals(1, parsed.problems().size());
            var problem = parsed.problems().get(0);
            assertEquals(bad[0], problem.key());
            assertTrue(problem.message().contains(bad[1]), problem.message());
            assertNotNull(parsed.reason());
        }
    }

    @Test
    void everyProblemIsTold() {
        assertEquals(List.of("inflight.max", "topic.dollar"), parse("inflight.max", "x", "topic.dollar", "x").problems()
                .stream().map(p -> p.key()).sorted().toList());
    }
}
