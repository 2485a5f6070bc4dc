package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreToolTest {
    @TempDir
    private Path directory;

    private static String tool(int expected, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(expected, new StoreTool(new PrintStream(out, true, StandardCharsets.UTF_8)).run(args),
                () -> out.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private Map<String, Integer> files() throws IOException {
        Map<String, Integer> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), java.util.Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    private void damage(String name, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(name));
        bytes[at] ^= 1;
        Files.write(directory.resolve(name), bytes);
    }

    @Test
    void verify_tellsSegmentsAndWhatLives_andTouchesNothing() throws Exception {
        FormatTest.unpack(directory);
        Map<String, Integer> before = files();
        String text = tool(StoreTool.GOOD, "verify", directory.toString());
        assertTrue(text.contains("format 1, identity "), text);
        assertTrue(text.contains("segment 1 (00000001.segment), sealed: "), text);
        assertTrue(text.contains("2 queues with 300 entries, 3 values in maps"), text);
        assertTrue(text.contains("all of it can be read"), text);
        tool(StoreTool.GOOD, "dump", directory.toString());
        assertEquals(before, files());
    }

    @Test
    void verify_damagedRecord_isNamedByPlace_andByTheEntriesInIt() throws Exception {
        FormatTest.unpack(directory);
        damage("00000001.segment", SegmentHeader.FIRST_FRAME + 5000);
        String text = tool(StoreTool.BAD, "verify", directory.toString());
        assertTrue(text.contains("DAMAGE segment 1 (00000001.segment) at offset "), text);
        assertTrue(text.contains(" of queue \"other\"\n"), text);
        assertTrue(text.contains("1 damaged places, 1 entries that cannot be read"), text);
    }

    @Test
    void verify_damagedHeader_isNamed_andItsRecordsAreReadAllTheSame() throws Exception {
        FormatTest.unpack(directory);
        damage("00000001.segment", 30);
        String text = tool(StoreTool.BAD, "verify", directory.toString());
        assertTrue(text.contains("DAMAGE segment 1 (00000001.segment) at offset 0: a damaged header\n"), text);
        assertTrue(text.contains("segment 1 (00000001.segment), sealed: "), text);
        assertTrue(text.contains("1 damaged places, 0 entries that cannot be read"), text);
        damage("00000001.segment", SegmentHeader.FIRST_FRAME + 2);
        String worse = tool(StoreTool.BAD, "verify", directory.toString());
        assertTrue(worse.contains("DAMAGE file 00000001.segment at offset 0: neither its header nor its first"), worse);
    }

    @Test
    void verify_missingSegment_isDamage() throws Exception {
        FormatTest.unpack(directory);
        Files.delete(directory.resolve("00000001.segment"));
        String text = tool(StoreTool.BAD, "verify", directory.toString());
        assertTrue(text.contains("DAMAGE a segment is missing: segment 1"), text);
    }

    @Test
    void verify_json_isOneObjectWithTheSame() throws Exception {
        FormatTest.unpack(directory);
        String good = tool(StoreTool.GOOD, "verify", directory.toString(), "--json");
        assertTrue(good.startsWith("{\"directory\":\"" + directory + "\",\"store\":true,\"segments\":[{\"segment\":1,"
                + "\"file\":\"00000001.segment\",\"sealed\":true,\"records\":"), good);
        assertTrue(good.contains("\"damages\":[],\"format\":1,\"identity\":\""), good);
        assertTrue(good.contains("\"queues\":2,\"entries\":300,\"values\":3,"), good);
        assertTrue(good.endsWith("\"damagedPlaces\":0,\"lastDamage\":\"\",\"lostEntries\":0,\"good\":true}\n"), good);
        damage("00000001.segment", SegmentHeader.FIRST_FRAME + 5000);
        String bad = tool(StoreTool.BAD, "verify", directory.toString(), "--json");
        assertTrue(bad.contains("\"damages\":[{\"segment\":1,\"file\":\"00000001.segment\",\"offset\":"), bad);
        assertTrue(bad.contains("\"lostEntries\":1,\"good\":false}"), bad);
        assertEquals("{}[]", Json.of(Map.of()) + Json.of(java.util.List.of()));
        assertEquals("\"a\\\"b\\\\\\u000a\\ud83d\\ude00é\"", Json.of("a\"b\\\n\ud83d\ude00é"));
    }

    @Test
    void dump_json_listsQueuesAndMaps() throws Exception {
        FormatTest.unpack(directory);
        String text = tool(StoreTool.GOOD, "dump", directory.toString(), "--json");
        assertTrue(text.startsWith("{\"queues\":[{\"id\":1,\"name\":\"fünf\",\"first\":300,\"next\":401,\"marked\":1,\"entries\":100,"), text);
        assertTrue(text.contains("\"maps\":[{\"id\":3,\"values\":3,\"bytes\":"), text);
        String none = tool(StoreTool.BAD, "dump", directory.resolve("none").toString(), "--json");
        assertTrue(none.contains("\"error\":\"not read: ") && none.contains("\"good\":false"), none);
    }

    @Test
    void dump_listsQueuesByName() throws Exception {
        FormatTest.unpack(directory);
        String text = tool(StoreTool.GOOD, "dump", directory.toString());
        assertTrue(text.contains("queue \"fünf\" id 1: 100 entries, "), text);
        assertTrue(text.contains(", first 300, next 401, 1 marked\n"), text);
        assertTrue(text.contains("queue \"other\" id -9223372036854775808: 200 entries, "), text);
        assertTrue(text.contains("map 3: 3 values, "), text);
    }

    @Test
    void dump_entriesOfOneQueue_asTextOrHex() throws Exception {
        FormatTest.unpack(directory);
        String text = tool(StoreTool.GOOD, "dump", directory.toString(), "--queue", "fünf");
        assertEquals(100, text.lines().count());
        assertTrue(text.startsWith("300 110 bytes: entry 300 eeee"), text);
        assertTrue(text.contains("\n400 mark -7 110 bytes: entry 400 e"), text);
        String hex = tool(StoreTool.GOOD, "dump", directory.toString(), "--queue", "fünf", "--hex");
        assertTrue(hex.startsWith("300 110 bytes: 656e74727920333030206565"), hex);
        assertTrue(tool(StoreTool.BAD, "dump", directory.toString(), "--queue", "six").contains("there is no queue \"six\""));
    }

    @Test
    void dump_records_noPayloads() throws Exception {
        FormatTest.unpack(directory);
        String text = tool(StoreTool.GOOD, "dump", directory.toString(), "--records");
        assertTrue(text.contains("open queue 1 \"fünf\" number 1"), "opened");
        assertTrue(text.contains("append 1:2 2:1 "), "appended to two");
        assertTrue(text.contains("mark 1:400 -7") && text.contains("remove 1:350") && text.contains("drop "), "the rest");
        assertTrue(!text.contains("eeee"), "no payloads");
    }

    @Test
    void aStoreThatRuns_isRefusedWithItsPid() throws Exception {
        Path store = directory.resolve("s");
        try (RealDisk disk = RealDisk.lock(store)) {
            String text = tool(StoreTool.BAD, "verify", store.toString());
            assertTrue(text.contains("pid " + ProcessHandle.current().pid() + ": stop it first"), text);
        }
        assertTrue(tool(StoreTool.GOOD, "verify", store.toString()).contains("nothing was ever committed"));
    }

    @Test
    void none_orWrongUsage_isSaid() {
        assertTrue(tool(StoreTool.BAD, "verify", directory.resolve("none").toString()).contains("no such directory"));
        for (String[] args : new String[][] {{}, {"verify"}, {"mend", "x"}, {"verify", "x", "--hex"}, {"dump", "x", "--queue"},
                {"dump", "x", "--records", "--json"}, {"dump", "x", "--queue", "q", "--json"}}) {
            assertTrue(tool(StoreTool.WRONG_USAGE, args).startsWith("usage: "));
        }
    }
}
