package io.tidegate.config.yaml.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
    private static Section read(String text) throws Refused {
        return Section.of(YamlReader.read(text, "f.yml").root(), "", Findings.root());
    }

    private static Refused refused(String text) {
        return assertThrows(Refused.class, () -> YamlReader.read(text, "f.yml"));
    }

    private static String text(String yaml) throws Refused {
        return read(yaml).text("k").orElse("(none)");
    }

    @Test
    void scalars_keepTheirLiteralText() throws Refused {
        for (String literal : new String[] {"0042", "yes", "1.10", "1e3", "007", "123456", "0x1f", "1_000", "12:30:45", "2001-01-01", "true", "=", "<<x"}) {
            assertEquals(literal, text("k: " + literal + "\n"));
        }
    }

    @Test
    void nullWords_areNotSet_butQuotedOnesAreText() throws Refused {
        assertEquals("(none)", text("k:\n"));
        assertEquals("(none)", text("k: ~\n"));
        assertEquals("(none)", text("k: null\n"));
        assertEquals("null", text("k: 'null'\n"));
        assertEquals("(none)", text("k: ''\n"));
    }

    @Test
    void windowsLineEnds_areLineEnds() throws Refused {
        Section file = read("a: 1\r\nk: v\r\n");
        assertEquals("v", file.text("k").orElseThrow());
        assertEquals(2, file.place("k").line());
    }

    @Test
    void byteOrderMarks_areSkipped() throws Refused {
        assertEquals("k: ü", SourceFile.decode("\uFEFFk: ü".getBytes(StandardCharsets.UTF_8), "f"));
        assertEquals("k: ü", SourceFile.decode("\uFEFFk: ü".getBytes(StandardCharsets.UTF_16BE), "f"));
        assertEquals("k: ü", SourceFile.decode("\uFEFFk: ü".getBytes(StandardCharsets.UTF_16LE), "f"));
    }

    @Test
    void textThatIsNotUtf8_isRefusedWithItsLine() {
        Refused e = assertThrows(Refused.class, () -> SourceFile.decode(new byte[] {'a', '\n', 'b', '\n', (byte) 0xC3, '('}, "f"));
        assertEquals("f:3", e.place().toString());
    }

    @Test
    void anchorsAndMergeKeys_areExpanded_andOwnKeysWin() throws Refused {
        Section file = read("base: &b {k: 1, x: 2}\nother: &o {k: 3, y: 4}\nm:\n  <<: [*b, *o]\n  x: 5\nsame: *b\n");
        Section m = file.section("m");
        assertEquals("1 5 4", m.text("k").orElseThrow() + " " + m.text("x").orElseThrow() + " " + m.text("y").orElseThrow());
        assertEquals("2", file.section("same").text("x").orElseThrow());
        assertEquals(1, m.place("k").line());
        assertEquals(5, m.place("x").line());
    }

    @Test
    void mergeOfSomethingElse_isRefused() {
        assertEquals("f.yml:1", refused("<<: 5\n").place().toString());
    }

    @Test
    void keyWrittenTwice_theLastCounts_andBothLinesAreSaid() throws Refused {
        YamlReader.Document document = YamlReader.read("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", "f.yml");
        assertEquals("3", Section.of(document.root(), "", Findings.root()).section("b").text("c").orElseThrow());
        assertEquals(1, document.repeated().size());
        assertEquals("f.yml:5", document.repeated().get(0).place().toString());
        assertEquals("key 'c' stands on line 3 and again on line 5: the last one counts", document.repeated().get(0).message());
        assertEquals(2, YamlReader.read("k: 1\nk: 2\nk: 3\n", "f.yml").repeated().size());
        assertEquals("2", text("<<: {k: 0}\nk: 1\nk: 2\n"));
    }

    @Test
    void functionsTwice_saysTwoFilesAndBothLines() {
        Refused e = refused("rules: []\nfunctions:\n  - name: a\n\nfunctions:\n  - name: a\n");
        assertTrue(e.getMessage().contains("line 2 and again on line 5") && e.getMessage().contains("two files"), e.getMessage());
    }

    @Test
    void unfinishedAndBrokenTexts_areRefusedWithALine() {
        assertTrue(refused("a: 1\nb: [1, 2\n").place().line() >= 2);
        assertEquals(3, refused("a: 1\nb:\n\tc: 2\n").place().line());
        assertTrue(refused("a: 'x\n").getMessage().startsWith("is not YAML"));
        assertTrue(refused("a: 1\n b: 2\n").getMessage().startsWith("is not YAML"));
        assertTrue(refused("a: \u0001\n").getMessage().contains("U+0001"));
        assertEquals("no anchor &nobody was finished before this *nobody", refused("a: *nobody\n").getMessage());
    }

    @Test
    void emptyTexts_areRefused() {
        assertEquals("is empty", refused("").getMessage());
        assertEquals("is empty", refused("# only a comment\n").getMessage());
    }

    @Test
    void secondDocument_isToldAndNotRead() throws Refused {
        YamlReader.Document document = YamlReader.read("a: 1\n---\nb: 2\n", "f.yml");
        assertEquals(OptionalInt.of(2), document.secondLine());
        assertEquals(java.util.Set.of("a"), Section.of(document.root(), "", Findings.root()).keys());
        assertEquals(OptionalInt.empty(), YamlReader.read("---\na: 1\n...\n", "f.yml").secondLine());
    }

    @Test
    void aliasBomb_isRefusedQuickly() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(("*a" + (i - 1) + ", ").repeat(10)).append("]\n");
        }
        assertTrue(refused(bomb.toString()).getMessage().contains("more than 100000 nodes"));
    }

    @Test
    void aliasWithinItsOwnAnchor_isRefused() {
        assertTrue(refused("a: &x [1, *x]\n").getMessage().contains("x"));
    }

    @Test
    void deepNesting_isRefusedWithoutExhaustingTheStack() {
        assertTrue(refused("[".repeat(100_000)).getMessage().contains("nested deeper than 64"));
    }
}
