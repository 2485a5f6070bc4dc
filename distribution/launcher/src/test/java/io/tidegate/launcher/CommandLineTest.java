package io.tidegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void takesOneWordAsItIs() throws Refusal {
        assertEquals("hub:clients | grep x", CommandLine.of("hub:clients | grep x"));
    }

    @Test
    void quotesWhatTheConsoleWouldRead() throws Refusal {
        assertEquals("f:invoke sayhi '{\"id\": 10}'", CommandLine.of("f:invoke", "sayhi", "{\"id\": 10}"));
        assertEquals("hub:clients --no-format", CommandLine.of("hub:clients", "--no-format"));
        assertEquals("a \"it's \\$5 \\\"x\\\"\"", CommandLine.of("a", "it's $5 \"x\""));
        assertEquals("a ''", CommandLine.of("a", ""));
    }

    @Test
    void refusesASecondLine() {
        assertEquals(Refusal.USAGE, assertThrows(Refusal.class, () -> CommandLine.of("a", "b\nc")).exitCode());
    }
}
