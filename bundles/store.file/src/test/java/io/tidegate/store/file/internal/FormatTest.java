package io.tidegate.store.file.internal;

import static io.tidegate.store.file.internal.Stores.append;
import static io.tidegate.store.file.internal.Stores.commit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that format 1 wrote is read by every later version. */
class FormatTest {
    private static final Limits LIMITS = new Limits(4 << 20, 16 << 20, 32 << 10);

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

    static void unpack(Path directory) throws Exception {
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
}
