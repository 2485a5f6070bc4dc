package io.tidegate.log.internal.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.log.internal.line.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LevelPlanTest {
    private static final Map<String, Object> OWN = Map.ofEntries(
            Map.entry("log4j2.rootLogger.level", "INFO"),
            Map.entry("log4j2.rootLogger.appenderRef.R.ref", "Rolling"),
            Map.entry("log4j2.logger.t.name", "io.tidegate"),
            Map.entry("log4j2.logger.t.level", "info"),
            Map.entry("log4j2.logger.t.additivity", "false"),
            Map.entry("log4j2.logger.t.appenderRef.R.ref", "Rolling"),
            Map.entry("log4j2.logger.t.appenderRef.P.ref", "Osgi"),
            Map.entry("log4j2.logger.t.appenderRef.C.ref", "Console"),
            Map.entry("log4j2.logger.t.appenderRef.C.level", "OFF"),
            Map.entry("log4j2.appender.o.type", "PaxOsgi"),
            Map.entry("log4j2.appender.o.name", "Osgi"),
            Map.entry("log4j2.appender.r.type", "RollingFile"),
            Map.entry("log4j2.appender.r.name", "Rolling"));

    @Test
    void moreIsAdded_forTheOsgiAppenderAlone() {
        Map<String, Object> expected = new HashMap<>();
        String key = "log4j2.logger.tidegateLog0";
        expected.put(key + ".name", "io.tidegate.hub");
        expected.put(key + ".level", "DEBUG");
        expected.put(key + ".additivity", "false");
        expected.put(key + ".appenderRef.R.ref", "Rolling");
        expected.put(key + ".appenderRef.R.level", "info");
        expected.put(key + ".appenderRef.P.ref", "Osgi");
        expected.put(key + ".appenderRef.C.ref", "Console");
        expected.put(key + ".appenderRef.C.level", "OFF");
        assertEquals(expected, LevelPlan.additions(OWN, Map.of("io.tidegate.hub", Level.DEBUG)));
    }

    @Test
    void lessOrTheSame_changesNothing() {
        assertEquals(Map.of(), LevelPlan.additions(OWN, Map.of("io.tidegate.hub", Level.INFO, "io.tidegate.rule", Level.ERROR)));
    }

    @Test
    void anExistingLogger_getsTheLevelUnderItsOwnKey() {
        Map<String, Object> additions = LevelPlan.additions(OWN, Map.of("io.tidegate", Level.DEBUG));
        assertEquals("DEBUG", additions.get("log4j2.logger.t.level"));
        assertEquals("info", additions.get("log4j2.logger.t.appenderRef.R.level"));
        assertFalse(additions.containsKey("log4j2.logger.t.name"), additions.toString());
    }

    /** Log4j asks the level of the logger that is called alone, not of those that it hands on to. */
    @Test
    void anExistingLogger_thatHandsOn_doesNotHandOnWhatIsMore() {
        Map<String, Object> own = new HashMap<>(OWN);
        own.put("log4j2.logger.f.name", "org.x");
        own.put("log4j2.logger.f.level", "WARN");
        Map<String, Object> expected = new HashMap<>();
        expected.put("log4j2.logger.f.level", "DEBUG");
        expected.put("log4j2.logger.f.additivity", "false");
        expected.put("log4j2.logger.f.appenderRef.R.ref", "Rolling");
        expected.put("log4j2.logger.f.appenderRef.R.level", "WARN");
        assertEquals(expected, LevelPlan.additions(own, Map.of("org.x", Level.DEBUG)));
        own.put("log4j2.logger.f.additivity", "true");
        own.put("log4j2.logger.f.appenderRef.R.ref", "Special");
        own.put("log4j2.logger.f.appenderRef.R.filter.f.type", "its own");
        own.put("log4j2.rootLogger.appenderRef.R.filter.f.type", "of root");
        expected.put("log4j2.logger.f.appenderRef.R.ref", "Special");
        expected.put("log4j2.logger.f.appenderRef.R.filter.f.type", "its own");
        expected.put("log4j2.logger.f.appenderRef.RAbove.ref", "Rolling");
        expected.put("log4j2.logger.f.appenderRef.RAbove.level", "WARN");
        expected.put("log4j2.logger.f.appenderRef.RAbove.filter.f.type", "of root");
        assertEquals(expected, LevelPlan.additions(own, Map.of("org.x", Level.DEBUG)));
    }

    @Test
    void referencesOfALoggerAbove_stayTwo_whateverTheyAreCalled() {
        Map<String, Object> own = new HashMap<>(OWN);
        own.put("log4j2.rootLogger.appenderRef.RAbove.ref", "Second");
        own.put("log4j2.rootLogger.appenderRef.RAbove.level", "ERROR");
        own.put("log4j2.logger.f.name", "org.x");
        own.put("log4j2.logger.f.level", "WARN");
        own.put("log4j2.logger.f.appenderRef.R.ref", "Special");
        Map<String, Object> additions = LevelPlan.additions(own, Map.of("org.x", Level.DEBUG));
        assertEquals(Set.of("Special", "Rolling", "Second"),
                Set.copyOf(additions.entrySet().stream().filter(e -> e.getKey().endsWith(".ref")).map(Map.Entry::getValue).toList()));
    }

    @Test
    void whatTheOperatorMadeTalkative_staysSo() {
        Map<String, Object> own = new HashMap<>(OWN);
        own.put("log4j2.logger.h.name", "io.tidegate.hub");
        own.put("log4j2.logger.h.level", "TRACE");
        assertEquals(Map.of(), LevelPlan.additions(own, Map.of("io.tidegate.hub", Level.DEBUG, "io.tidegate.hub.internal", Level.DEBUG)));
    }

    @Test
    void severalLoggers_haveKeysOfTheirOwn() {
        Map<String, Object> additions = LevelPlan.additions(OWN, Map.of("io.tidegate.hub", Level.DEBUG, "io.tidegate.rule", Level.DEBUG, "org.x", Level.DEBUG));
        assertEquals(3, additions.entrySet().stream().filter(e -> e.getKey().endsWith(".name")).map(Map.Entry::getValue).distinct().count());
        assertEquals(3, additions.keySet().stream().filter(k -> k.endsWith(".name")).count());
    }

    @Test
    void otherLoggingSystems_areNotUnderstood() {
        assertTrue(LevelPlan.understands(OWN));
        assertFalse(LevelPlan.understands(Map.of("org.ops4j.pax.logging.logback.config.file", "x")));
    }
}
