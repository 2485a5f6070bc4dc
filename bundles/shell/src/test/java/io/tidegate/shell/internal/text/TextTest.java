package io.tidegate.shell.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

    private static String print(java.util.function.Consumer<PrintStream> printer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        printer.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void nearest_typosAndParts_areFound_othersAreNot() {
        List<String> names = List.of("sayhi", "localfunc-1", "other");
        assertEquals(List.of("sayhi"), Nearest.of("sahyi", names));
        assertEquals(List.of("localfunc-1"), Nearest.of("localfunc", names));
        assertEquals(List.of(), Nearest.of("zzzzz", names));
        assertEquals(", did you mean sayhi?", Nearest.hint("SAYHI", names));
        assertEquals("", Nearest.hint("zzzzz", names));
    }

    @Test
    void ago_isInTheTwoLargestUnits() {
        assertEquals("0s", Times.ago(NOW.plusSeconds(5), NOW));
        assertEquals("59s", Times.ago(NOW.minusSeconds(59), NOW));
        assertEquals("1m 5s", Times.ago(NOW.minusSeconds(65), NOW));
        assertEquals("2h 3m", Times.ago(NOW.minusSeconds(2 * 3600 + 3 * 60 + 9), NOW));
        assertEquals("4d 1h", Times.ago(NOW.minusSeconds(4 * 86_400 + 3700), NOW));
    }

    @Test
    void listing_noFormat_isTabsWithoutHeader_andControlCharactersAreSpaces() {
        Listing list = new Listing("nothing", "A", "B").row("x\ty\nz", null).row(1, "b");
        assertEquals("x y z\t\n1\tb\n", print(out -> list.print(out, true)));
    }

    @Test
    void listing_columns_areAsWideAsTheirWidestCell() {
        Listing list = new Listing("nothing", "NAME", "B").row("localhub", 1).row("x", 22);
        assertEquals("NAME       B\nlocalhub   1\nx          22\n", print(list::printColumns));
    }

    @Test
    void listing_table_hasHeaderAndCells() {
        String text = print(out -> new Listing("nothing", "NAME", "B").row("localhub", 1).print(out, false));
        assertTrue(text.contains("NAME") && text.contains("localhub"), text);
    }

    @Test
    void listing_empty_isASentenceForPeopleAndNothingForScripts() {
        Listing list = new Listing("No rule.", "A");
        assertEquals("No rule.\n", print(out -> list.print(out, false)));
        assertEquals("", print(out -> list.print(out, true)));
    }

    @Test
    void payload_textIsTextWithControlCharactersEscaped_elseBytes() {
        assertEquals("{\"a\":\"ü\"}", Payload.shown("{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8)));
        assertEquals("a\\x1b[31m", Payload.shown("a\u001b[31m".getBytes(StandardCharsets.UTF_8)));
        assertEquals("000000  ff 00 01", Payload.shown(new byte[] {(byte) 0xff, 0, 1}));
        assertEquals("000000  00 41", Payload.shown(new byte[] {0, 'A'}));
        assertTrue(Payload.shown(new byte[70_000]).endsWith("... 4464 bytes more"));
    }
}
