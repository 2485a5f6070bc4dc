package io.tidegate.function.internal.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.function.internal.config.FunctionConfigReader.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionConfigReaderTest {
    private static Outcome read(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(Map.of("handler", "a.b"));
        all.putAll(more);
        return FunctionConfigReader.read("io.tidegate.function~hi", all);
    }

    private static FunctionConfig good(Map<String, Object> more) {
        Outcome read = read(more);
        assertTrue(read.config().isPresent(), read.reason());
        return read.config().get();
    }

    @Test
    void defaults_areTheModels() {
        FunctionConfig c = good(Map.of());
        assertEquals("hi", c.name());
        assertEquals("python", c.runtime());
        assertEquals(0, c.limits().min());
        assertEquals(1, c.limits().max());
        assertEquals(Duration.ofMinutes(10), c.limits().idleTime());
        assertEquals(Duration.ofSeconds(30), c.limits().timeout());
        assertEquals(4 << 20, c.limits().maxReplyBytes());
    }

    @Test
    void values_areReadInEveryForm() {
        FunctionConfig c = good(Map.of("instance.max", 7, "timeout", "1h30m", "instance.idletime", "1.5s", "message.length.max", "32k",
                "env", "A=1,B=x\\,y\nC=p=q", "env.D", "4", "mounts", new String[] {"code=src:ro", "/var/log=/log"}));
        assertEquals(7, c.limits().max());
        assertEquals(Duration.ofMinutes(90), c.limits().timeout());
        assertEquals(Duration.ofMillis(1500), c.limits().idleTime());
        assertEquals(32 << 10, c.limits().maxReplyBytes());
        assertEquals(Map.of("A", "1", "B", "x,y", "C", "p=q", "D", "4"), c.environment());
        assertEquals(List.of(new Mount(Path.of("code"), Path.of("src"), true), new Mount(Path.of("var/log"), Path.of("log"), false)),
                c.mounts());
        assertEquals(c.mounts(), good(Map.of("mounts", List.of("code=src:ro", "/var/log=/log"))).mounts());
    }

    @Test
    void valuesOfAList_keepTheirBlanks() {
        String[] written = {"SEP= ", "TAB=\t", "PREFIX=abc ", "BLOCK=one\ntwo\n", " "};
        Map<String, String> expected = Map.of("SEP", " ", "TAB", "\t", "PREFIX", "abc ", "BLOCK", "one\ntwo\n");
        assertEquals(expected, good(Map.of("env", written)).environment());
        assertEquals(expected, good(Map.of("env", List.of(written))).environment());
        assertEquals(Map.of("A", "1", "B", "2"), good(Map.of("env", " A=1 , B=2 ")).environment());
        assertEquals(List.of(new Mount(Path.of("code"), Path.of("src"), false)), good(Map.of("mounts", List.of(" code = src "))).mounts());
    }

    @Test
    void faults_nameKeyValueAndWhatIsAllowed() {
        Map<String, String> wrong = Map.of("instance.max", "101", "instance.min", "-1", "timeout", "30", "message.length.max", "1x",
                "mounts", "code=../../etc", "env", "novalue", "service", "../x", "name", "", "handler", " ", "grace", "1 day");
        wrong.forEach((key, value) -> {
            Outcome read = read(Map.of(key, value));
            assertTrue(read.config().isEmpty(), key);
            assertEquals(1, read.faults().size(), read.reason());
            assertEquals(key, read.faults().get(0).key());
            assertTrue(read.reason().startsWith(key + "=" + value + ": "), read.reason());
        });
        assertEquals(2, read(Map.of("timeout", "x", "instance.max", "y")).faults().size(), "all are told at once");
    }

    @Test
    void minAboveMax_isRefusedWhereBothAreSaid() {
        assertEquals("instance.min=3: allowed is at most instance.max=2", read(Map.of("instance.min", "3", "instance.max", "2")).reason());
        assertEquals(3, good(Map.of("instance.min", "3")).limits().max());
    }
}
