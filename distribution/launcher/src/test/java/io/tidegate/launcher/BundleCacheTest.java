package io.tidegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCacheTest {
    private static final String HUB = "mvn:io.tidegate/io.tidegate.hub/0.1.0";
    private static final String RULE = "mvn:io.tidegate/io.tidegate.rule/0.1.0";

    @TempDir Path dir;
    private Path cache;
    private Path startup;

    @BeforeEach
    void twoBundles_oneOfThemReplaced() throws IOException {
        cache = Files.createDirectories(dir.resolve("data/cache"));
        startup = Files.writeString(dir.resolve("startup.properties"), HUB.replace(":", "\\:") + " = 60\n" + RULE.replace(":", "\\:") + " = 60\n");
        Files.createDirectories(cache.resolve("bundle0"));
        bundle(7, HUB, "0.0");
        bundle(8, RULE, "0.9", "0.10");
    }

    private void bundle(int id, String location, String... revisions) throws IOException {
        Path bundle = Files.createDirectories(cache.resolve("bundle" + id));
        Files.writeString(bundle.resolve("bundle.info"), id + "\n" + location + "\n32\n60\n1795915034751\n0\n");
        for (String revision : revisions) {
            Path content = Files.createDirectories(bundle.resolve("version" + revision));
            Files.writeString(content.resolve("revision.location"), "inputstream:");
            try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(content.resolve("bundle.jar")))) {
                jar.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            }
        }
    }

    private static void cut(Path file, int length) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
    }

    private Set<String> lost() throws IOException {
        return new BundleCache(cache, startup).lost();
    }

    @Test
    void whole_losesNothing_norDoesWhatWasUninstalled_norWhatIsNoneAtAll() throws Exception {
        assertEquals(Set.of(), lost());
        Preparation.delete(cache.resolve("bundle7"));
        assertEquals(Set.of(), lost());
        Preparation.delete(cache);
        assertEquals(Set.of(), lost());
    }

    @Test
    void halfAWord_ofTheBundleItself() throws Exception {
        for (int length : new int[] {0, 3, 45}) {
            bundle(8, RULE, "0.10");
            cut(cache.resolve("bundle8/bundle.info"), length);
            assertEquals(Set.of(RULE), lost(), length + " bytes");
        }
    }

    @Test
    void halfANewContent_alsoBesideTheOldOne() throws Exception {
        cut(cache.resolve("bundle8/version0.10/bundle.jar"), 20);
        assertEquals(Set.of(RULE), lost());
        Files.delete(cache.resolve("bundle8/version0.10/bundle.jar"));
        assertEquals(Set.of(RULE), lost());
        Preparation.delete(cache.resolve("bundle8/version0.10"));
        assertEquals(Set.of(), lost(), "the old one is whole");
    }

    @Test
    void halfOfSomebodyElses_losesNothingOfTheFirstStart() throws Exception {
        bundle(9, "file:/somewhere/foreign.jar", "0.0");
        cut(cache.resolve("bundle9/bundle.info"), 0);
        assertEquals(Set.of(), lost());
    }

    @Test
    void theNextStart_dropsIt_whereTheLastEndWasNotClean() throws Exception {
        Path home = Files.createDirectories(dir.resolve("home/etc")).getParent();
        Layout layout = new Layout(home, dir.resolve("gateway"), dir.resolve("gateway"));
        Files.createDirectories(layout.data());
        Files.createDirectories(layout.etc());
        Files.copy(startup, layout.etc().resolve("startup.properties"));
        Files.writeString(layout.data().resolve("installation"), "0.1.0 a\n");
        Files.move(cache, layout.data().resolve("cache"));
        Files.delete(layout.data().resolve("cache/bundle8/version0.10/bundle.jar"));
        List<String> said = new ArrayList<>();
        new Preparation(layout, new Installation("0.1.0", "a"), said::add, false).run();
        assertFalse(Files.exists(layout.data().resolve("cache")));
        assertTrue(said.toString().contains(RULE), said.toString());
    }
}
