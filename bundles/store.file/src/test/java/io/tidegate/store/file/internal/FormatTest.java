package io.tidegate.store.file.internal;

import static io.tidegate.store.file.internal.Stores.append;
import static io.tidegate.store.file.internal.Stores.commit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that format 1 wrote is read by every later version; and the offline tool tells of it. */
class FormatTest {
    private static final Limits LIMITS = new Limits(4 << 20, 16 << 20, 32 << 10);
    private static final String IDENTITY_LINE = "format 1, identity ";

    /** Writes the fixture: run once for each format, with the file to write. */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("format");
        try (RealDisk disk = RealDisk.lock(directory); FileStore store = Stores.open(disk, LIMITS)) {
            commit(store, b -> {
                b.open(1, "fünf");
                b.open(Long.MIN_VALUE, "other");
            });
            for (int i = 1; i <= 400; i++) {
                int n = i;
                commit(store, b -> {
                    append(b, "entry " + n + " " + "e".repeat(100), n % 2 == 0 ? new long[] {1, Long.MIN_VALUE} : new long[] {1});
                    b.put(3, new byte[] {(byte) (n % 3)}, ("value " + n).getBytes(StandardCharsets.US_ASCII));
                });
            }
            commit(store, b -> {
                b.mark(1, 400, -7);
                for (int i = 1; i < 300; i++) {
                    b.remove(1, i);
                }
                b.remove(1, 350);
                b.open(9, "gone");
                b.drop(9);
            });
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(Path.of(args[0])))) {
            for (Path file : Files.list(directory).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        }
    }

    private static void unpack(Path directory) throws Exception {
        Files.createDirectories(directory);
        try (InputStream in = FormatTest.class.getResourceAsStream("/format-1.zip"); ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.write(directory.resolve(entry.getName()), zip.readAllBytes());
            }
        }
    }

    @Test
    void format1_isRead(@TempDir Path temporary) throws Exception {
        Path directory = temporary.resolve("store");
        unpack(directory);
        try (RealDisk disk = RealDisk.lock(directory); FileStore store = Stores.open(disk, LIMITS)) {
            String text = Model.of(store).toString();
            assertTrue(text.contains("1 fünf next=401 {300=entr.110."), text);
            assertTrue(text.contains("{400=-7}"), text);
            assertTrue(text.contains("-9223372036854775808 other next=201 {1=entr.108."), text);
            assertTrue(text.endsWith("{3/\u0000=value 399, 3/\u0001=value 400, 3/\u0002=value 398}"), text);
            assertEquals(300, store.usage().entries());
            assertEquals(0, store.damage().count());
            assertEquals("entry 400 " + "e".repeat(100), Stores.text(Stores.page(store, 1, 400, 1), 0));
        }
    }

    private static String tool(int expected, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(expected, new StoreTool(new PrintStream(out, true, StandardCharsets.UTF_8)).run(args),
                () -> out.toString(StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tool_verifiesAndDumps_andTouchesNothing(@TempDir Path directory) throws Exception {
        unpack(directory);
        String verified = tool(StoreTool.GOOD, "verify", directory.toString());
        assertTrue(verified.contains(IDENTITY_LINE), verified);
        assertTrue(verified.contains("2 queues with 300 entries, 3 values in maps"), verified);
        assertTrue(verified.contains("all of it can be read"), verified);
        String dumped = tool(StoreTool.GOOD, "dump", directory.toString());
        assertTrue(dumped.contains("open queue 1 \"fünf\" number 1"), "opened");
        assertTrue(dumped.contains("append 1:2 2:1 "), "appended to two");
        assertTrue(dumped.contains("mark 1:400 -7") && dumped.contains("remove 1:350") && dumped.contains("drop "), "the rest");
        assertTrue(!dumped.contains("eeee"), "no payloads");
    }

    @Test
    void tool_namesDamageByPlace(@TempDir Path directory) throws Exception {
        unpack(directory);
        Path file = directory.resolve("00000001.segment");
        byte[] bytes = Files.readAllBytes(file);
        bytes[SegmentHeader.FIRST_FRAME + 3000] ^= 1;
        Files.write(file, bytes);
        String verified = tool(StoreTool.DAMAGED, "verify", directory.toString());
        assertTrue(verified.contains("DAMAGE segment 1 (00000001.segment) at offset "), verified);
    }

    @Test
    void tool_aStoreThatRuns_orNone_isRefusedWithASentence(@TempDir Path directory) throws Exception {
        try (RealDisk disk = RealDisk.lock(directory.resolve("s"))) {
            assertTrue(tool(StoreTool.NOT_READ, "verify", directory.resolve("s").toString()).contains("stop it first"));
        }
        assertTrue(tool(StoreTool.GOOD, "verify", directory.resolve("s").toString()).contains("nothing was ever committed"));
        assertTrue(tool(StoreTool.NOT_READ, "verify", directory.resolve("none").toString()).contains("no such directory"));
        assertTrue(tool(StoreTool.NOT_READ, "mend", "x").startsWith("usage: "));
    }
}
