package io.tidegate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InstanceNameTest {
    private static final String MADE_UP = "io.tidegate.rule.86a8cc53-e2b4-4590-9543-bfbb28a81df6";

    private static Map<String, Object> from(String file) {
        return Map.of("service.factoryPid", "io.tidegate.rule", "felix.fileinstall.filename", "file:/opt/etc/" + file);
    }

    @Test
    void thePidSaysIt() {
        assertEquals("a~b", InstanceName.of("io.tidegate.rule~a~b", Map.of()));
        assertEquals("x", InstanceName.of("io.tidegate.rule~x", from("io.tidegate.rule-other.cfg")));
    }

    @Test
    void whereThePidIsMadeUp_theFileSaysIt() {
        for (String file : new String[] {"io.tidegate.rule-a-b.cfg", "io.tidegate.rule-a-b.config", "io.tidegate.rule-a-b.cfg.json",
            "io.tidegate.rule~a-b.cfg.json"}) {
            assertEquals("a-b", InstanceName.of(MADE_UP, from(file)), file);
            assertEquals("io.tidegate.rule~a-b", InstanceName.pid(MADE_UP, from(file)), file);
        }
    }

    @Test
    void withoutEither_itIsThePid() {
        assertEquals("io.tidegate.hub", InstanceName.of("io.tidegate.hub", Map.of("felix.fileinstall.filename", "file:/etc/io.tidegate.hub.cfg")));
        assertEquals(MADE_UP, InstanceName.of(MADE_UP, Map.of("service.factoryPid", "io.tidegate.rule")));
        assertEquals(MADE_UP, InstanceName.of(MADE_UP, from("something-else.cfg")));
    }
}
