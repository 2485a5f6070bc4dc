package io.tidegate.config.yaml.internal.etc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What FileInstall 3.7.4 and Karaf 4.4.10 make of such files is what is expected here. */
class EtcReaderTest {
    @TempDir
    Path dir;
    private EtcReader reader;

    private EtcReader read(String name, String text) throws IOException {
        reader = new EtcReader(Map.of("PORT", "1884"));
        reader.read(Files.writeString(dir.resolve(name), text), "etc/" + name);
        return reader;
    }

    private Entry entry(String name, String text) throws IOException {
        read(name, text);
        assertEquals(List.of(), reader.problems());
        return reader.entries().get(0);
    }

    private Problem refused(String name, String text) throws IOException {
        read(name, text);
        assertEquals(List.of(), reader.entries());
        assertEquals(Severity.ERROR, reader.problems().get(0).severity());
        return reader.problems().get(0);
    }

    @Test
    void cfg_isReadAsFileInstallReadsIt() throws Exception {
        Entry entry = entry("io.tidegate.principal-a-b.cfg",
                "# who\n\npub = a, \\\n  # not this\n\n   b\\\\,c\n! nor this\nsub: \\u0023\nuser\\ name=x\\y\ttab\n bare\n");
        assertEquals("io.tidegate.principal~a-b", entry.pid());
        assertEquals(Map.of("pub", "a, b\\,c", "sub", "#", "user name", "xy\ttab", "bare", ""), entry.properties());
        assertEquals("etc/io.tidegate.principal-a-b.cfg:3", entry.sourceOf("pub"));
        assertEquals("etc/io.tidegate.principal-a-b.cfg:8", entry.sourceOf("sub"));
    }

    @Test
    void config_hasTypedValues() throws Exception {
        Entry entry = entry("io.tidegate.rule-x.config", "subscribe.topic=\"a/\\\"b\\\"\"\nsubscribe.qos = I\"1\"\nlist=[ \\\n  \"a\", \\\n  \"b,c\", \\\n  ]\n"
            + "many=L[\"1\",\"2\"]\nyes=B\"true\"\nsmall=i\"7\"\nhalf=D\"0.5\"\n");
        assertEquals("a/\"b\"", entry.properties().get("subscribe.topic"));
        assertEquals(1, entry.properties().get("subscribe.qos"));
        assertArrayEquals(new String[] {"a", "b,c"}, (String[]) entry.properties().get("list"));
        assertArrayEquals(new Long[] {1L, 2L}, (Long[]) entry.properties().get("many"));
        assertEquals(true, entry.properties().get("yes"));
        assertEquals(7, entry.properties().get("small"));
        assertEquals(0.5, entry.properties().get("half"));
        assertEquals("etc/io.tidegate.rule-x.config:7", entry.sourceOf("many"));
    }

    @Test
    void oneUntypedValue_makesTheWholeFileUntyped_andIsSaid() throws Exception {
        read("io.tidegate.rule-x.config", "a=\"b\"\nc=d\n");
        assertEquals(Map.of("a", "\"b\"", "c", "d"), reader.entries().get(0).properties());
        assertEquals("c", reader.problems().get(0).key());
    }

    @Test
    void aCommaThatLosesItsBackslash_isSaid() throws Exception {
        read("io.tidegate.principal-x.cfg", "pub = a,b\\\\,c\nsub = a\\,b\n");
        assertEquals(Map.of("pub", "a,b\\,c", "sub", "a,b"), reader.entries().get(0).properties());
        assertEquals(List.of("sub"), reader.problems().stream().map(Problem::key).toList());
    }

    @Test
    void cfgWhereEveryValueIsTyped_isTyped() throws Exception {
        assertEquals(Map.of("a", "b", "n", 3), entry("io.tidegate.hub.cfg", "a = \"b\"\nn = I\"3\"\n").properties());
    }

    @Test
    void json_hasTypesOfItsOwn() throws Exception {
        Entry entry = entry("io.tidegate.rule~x-y.cfg.json", """
            // a rule
            { "subscribe.topic": "t/\\u00fc", /* two
              lines */ "subscribe.qos:Integer": 1, "n": 5,
              "pub": ["a", "b,c"], "sub:String[]": "one", "all:Collection<String>": ["x"], "h:Double": "0.5",
              "f": 1.5e0, "yes": true }
            """);
        assertEquals("io.tidegate.rule~x-y", entry.pid());
        assertEquals("t/\u00fc", entry.properties().get("subscribe.topic"));
        assertEquals(1, entry.properties().get("subscribe.qos"));
        assertEquals(5L, entry.properties().get("n"));
        assertArrayEquals(new String[] {"a", "b,c"}, (String[]) entry.properties().get("pub"));
        assertArrayEquals(new String[] {"one"}, (String[]) entry.properties().get("sub"));
        assertEquals(List.of("x"), entry.properties().get("all"));
        assertEquals(0.5, entry.properties().get("h"));
        assertEquals(1.5, entry.properties().get("f"));
        assertEquals(true, entry.properties().get("yes"));
        assertEquals("etc/io.tidegate.rule~x-y.cfg.json:3", entry.sourceOf("subscribe.qos"));
        assertEquals("etc/io.tidegate.rule~x-y.cfg.json:4", entry.sourceOf("pub"));
    }

    @Test
    void halfAFile_isRefusedWithItsLine() throws Exception {
        assertEquals("etc/io.tidegate.rule-x.cfg:2", refused("io.tidegate.rule-x.cfg", "a=b\npub = a, \\\n").source());
        assertEquals("etc/io.tidegate.rule-x.cfg.json:3", refused("io.tidegate.rule-x.cfg.json", "{\n \"a\": \"b\",\n").source());
        assertEquals("etc/io.tidegate.rule-x.cfg.json:1", refused("io.tidegate.rule-x.cfg.json", "").source());
        assertEquals("etc/io.tidegate.rule-x.cfg.json:2", refused("io.tidegate.rule-x.cfg.json", "{\n \"a\": \"b\n}").source());
        assertEquals("etc/io.tidegate.rule-x.cfg.json:1", refused("io.tidegate.rule-x.cfg.json", "{\"a\": b}").source());
        assertEquals("etc/io.tidegate.rule-x.cfg.json:1", refused("io.tidegate.rule-x.cfg.json", "{\"a\": [1,]}").source());
        assertTrue(refused("io.tidegate.rule-x.cfg.json", "[".repeat(100_000)).message().contains("{…}"));
        assertTrue(refused("io.tidegate.rule-x.cfg.json", "{\"a\":" + "[".repeat(100_000)).message().contains("nested"));
    }

    @Test
    void wrongTypes_areRefusedWithKeyAndValue_butNoPasswordIsShown() throws Exception {
        Problem number = refused("io.tidegate.rule-x.config", "a=\"b\"\nsubscribe.qos=I\"one\"\n");
        assertEquals("etc/io.tidegate.rule-x.config:2", number.source());
        assertEquals("subscribe.qos = one: is no Integer", number.message());
        assertTrue(refused("io.tidegate.rule-x.cfg.json", "{\"n:int\": \"one\"}").message().startsWith("n:int = one: is no Integer"));
        assertTrue(refused("io.tidegate.rule-x.cfg.json", "{\"n:Complex\": 1}").message().contains("no type Complex"));
        assertTrue(refused("io.tidegate.rule-x.cfg.json", "{\"n\": null}").message().contains("null"));
        assertFalse(refused("io.tidegate.principal-x.config", "password=I\"hahaha\"\n").message().contains("hahaha"));
    }

    @Test
    void aTildeInTheNameOfACfgFile_isRefused() throws Exception {
        assertTrue(refused("io.tidegate.rule~x.cfg", "a=b\n").message().contains("PID-NAME.cfg"));
        assertTrue(refused("io.tidegate.rule~x.config", "a=\"b\"\n").message().contains("PID-NAME.cfg"));
    }

    @Test
    void placeholders_areFilledIn_whatIsNotThereIsSaid() throws Exception {
        Files.writeString(dir.resolve("word"), "secret\n");
        Entry filled = entry("io.tidegate.listener-x.cfg", "address = tcp://127.0.0.1:$[env:PORT]\nkey = $[secret:word]\nother=$[env:NOBODY;default=7]\n");
        assertEquals(Map.of("address", "tcp://127.0.0.1:1884", "key", "secret", "other", "7"), filled.properties());
        read("io.tidegate.listener-x.cfg", "address = $[env:NOBODY]\nkey = $[secret:../x]\nout = ${karaf.data}/x\n");
        assertEquals("$[env:NOBODY]", reader.entries().get(0).properties().get("address"));
        assertEquals(List.of("address", "key", "out"), reader.problems().stream().map(Problem::key).toList());
        assertEquals(List.of(Severity.WARNING, Severity.WARNING, Severity.NOTE), reader.problems().stream().map(Problem::severity).toList());
        assertEquals("etc/io.tidegate.listener-x.cfg:1", reader.problems().get(0).source());
    }

    @Test
    void whatIsNotOurs_isNotRead() {
        assertTrue(EtcReader.isOurs(Path.of("io.tidegate.hub.cfg.json")));
        assertFalse(EtcReader.isOurs(Path.of("io.tidegate.hub.json")));
        assertFalse(EtcReader.isOurs(Path.of("org.other.cfg")));
    }
}
