package io.tidegate.config.yaml.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class UnitsTest {
    @Test
    void durations_areGos() {
        Map<String, Duration> good = Map.of("300ms", Duration.ofMillis(300), "20s", Duration.ofSeconds(20), "1m", Duration.ofMinutes(1),
                "48h", Duration.ofHours(48), "1h30m", Duration.ofMinutes(90), "1.5s", Duration.ofMillis(1500), "-2s", Duration.ofSeconds(-2),
                "0", Duration.ZERO, "2us", Duration.ofNanos(2000));
        good.forEach((text, value) -> assertEquals(Optional.of(value), Units.duration(text), text));
        for (String bad : new String[] {"", "30", "1d", "s", "1 m", "1m 30s", "abc", "99999999999999h", "."}) {
            assertTrue(Units.duration(bad).isEmpty(), bad);
        }
    }

    @Test
    void durationText_isReadBack() {
        assertEquals("90m", Units.durationText(Duration.ofMinutes(90)));
        assertEquals("1m", Units.durationText(Duration.ofSeconds(60)));
        assertEquals("1500ms", Units.durationText(Duration.ofMillis(1500)));
        assertEquals(Optional.of(Duration.ofNanos(7)), Units.duration(Units.durationText(Duration.ofNanos(7))));
    }

    @Test
    void sizes_arePowersOf1024() {
        Map<String, Long> good = Map.of("32k", 32768L, "4m", 4L << 20, "1g", 1L << 30, "512b", 512L, "1024", 1024L, "4MB", 4L << 20, "1.5k", 1536L);
        good.forEach((text, value) -> assertEquals(OptionalLong.of(value), Units.size(text), text));
        for (String bad : new String[] {"", "k", "-1", "4x", "4 mm", "99999999999999p"}) {
            assertTrue(Units.size(bad).isEmpty(), bad);
        }
        assertEquals("32k", Units.sizeText(32768));
        assertEquals("1000", Units.sizeText(1000));
        assertEquals("4m", Units.sizeText(4 << 20));
    }

    @Test
    void integers_areGoYamls() {
        Map<String, Long> good = Map.of("010", 8L, "0x1f", 31L, "0b11", 3L, "0o17", 15L, "1_000", 1000L, "-5", -5L, "0", 0L, "2.0", 2L, "1e2", 100L);
        good.forEach((text, value) -> assertEquals(OptionalLong.of(value), Units.integer(text), text));
        for (String bad : new String[] {"", "1.5", "one", "0x", "99999999999999999999", "1e999"}) {
            assertTrue(Units.integer(bad).isEmpty(), bad);
        }
    }

    @Test
    void template_expandsOrLeavesTheFileAsItIs() {
        Map<String, String> env = Map.of("A", "x=y=z", "B", "b");
        assertEquals("k: x=y=z b", EnvTemplate.expand("k: {{.A}} {{ .B }}", env).text());
        assertEquals("ab", EnvTemplate.expand("a  {{- .B -}}  ", env).text());
        assertEquals("k: ", EnvTemplate.expand("k: {{/* note */}}", env).text());
        EnvTemplate.Expanded unknown = EnvTemplate.expand("a: {{.B}}\nk: {{.NOBODY}}", env);
        assertEquals("a: {{.B}}\nk: {{.NOBODY}}", unknown.text());
        assertEquals(2, unknown.line());
        assertTrue(unknown.problem().contains("NOBODY"));
        assertEquals(1, EnvTemplate.expand("k: {{if .A}}", env).line());
        assertEquals("k: {{.A", EnvTemplate.expand("k: {{.A", env).text());
    }

    @Test
    void nearestKey_isFound() {
        java.util.List<String> known = java.util.List.of("username", "password", "permissions");
        assertEquals(Optional.of("password"), Nearest.to("pasword", known));
        assertEquals(Optional.of("username"), Nearest.to("userName", known));
        assertEquals(Optional.of("password"), Nearest.to("passwrod", known));
        assertEquals(Optional.empty(), Nearest.to("colour", known));
    }
}
