package io.tidegate.bench.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.bench.UsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChangeTest {

    @Test
    void parse_refusesWithOptionValueAndAllowed() {
        for (List<String> wrong : List.of(List.of("--only", "stop"), List.of("--bundles", "transport.netty"), List.of("--rounds", "0"))) {
            String message = assertThrows(UsageException.class, () -> ChangeOptions.parse(wrong)).getMessage();
            assertTrue(message.contains(wrong.get(0)) && message.contains("allowed"), message);
        }
    }

    @Test
    void bench_withoutArchiveOrTutorial_saysWhichOption(@TempDir Path empty) throws Exception {
        ChangeOptions options = ChangeOptions.parse(List.of("--home", empty.toString())).orElseThrow();
        String message = assertThrows(UsageException.class, () -> new ChangeBench(options, System.out, System.err)).getMessage();
        assertTrue(message.contains("--home"), message);
    }

    @Test
    void table_hasMedianWorstAndWhatFailed() {
        Figures figures = new Figures(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        assertFalse(figures.complete(), "nothing was measured");
        for (double value : new double[] {3, 1, 2}) {
            figures.add("start, s", value, "2");
        }
        assertTrue(figures.complete());
        figures.failed("jar", new IOException("gone"));
        assertFalse(figures.complete());
        assertTrue(figures.table().contains("| start, s | 2.00 | 3.00 | 2 | 3 |") && figures.table().contains("FAILED jar: gone"), figures.table());
    }

    @Test
    void newJar_isTheSameWithAnotherVersionAndStillBeginsWithItsManifest(@TempDir Path directory) throws IOException {
        Path home = directory.resolve("home");
        Path shipped = home.resolve("system/io/tidegate/io.tidegate.x/1.0/io.tidegate.x-1.0.jar");
        Files.createDirectories(shipped.getParent());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-Version", "1.0");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(shipped), manifest)) {
            jar.putNextEntry(new ZipEntry("a/A.class"));
            jar.write(7);
        }
        Path made = NewJar.of(home, "x", "2.0", directory.resolve("made.jar"));
        try (JarFile jar = new JarFile(made.toFile()); JarInputStream stream = new JarInputStream(Files.newInputStream(made))) {
            assertEquals("2.0", jar.getManifest().getMainAttributes().getValue("Bundle-Version"));
            assertEquals(7, jar.getInputStream(jar.getEntry("a/A.class")).read());
            assertEquals("2.0", stream.getManifest().getMainAttributes().getValue("Bundle-Version"));
        }
        assertThrows(IOException.class, () -> NewJar.of(home, "y", "2.0", directory.resolve("other.jar")));
    }
}
