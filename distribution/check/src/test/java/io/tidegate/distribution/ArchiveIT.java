package io.tidegate.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the archive must hold for "one bundle per symbolic name, replaceable in place, offline" to be true. */
class ArchiveIT extends OnTheArchive {
    @Test
    void everyBundleThatIsStartedIsThere() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (String address : startup().stringPropertyNames()) {
            Path jar = archive.home().resolve("system").resolve(pathOf(address));
            if (!Files.isRegularFile(jar)) {
                missing.add(address + " -> " + jar);
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyBundleOfOursIsStarted() throws IOException {
        Set<String> started = new TreeSet<>();
        startup().stringPropertyNames().forEach(address -> started.add(pathOf(address)));
        Path system = archive.home().resolve("system");
        try (Stream<Path> jars = Files.walk(system.resolve("io/tidegate"))) {
            Set<String> forgotten = new TreeSet<>();
            jars.map(jar -> system.relativize(jar).toString())
                .filter(jar -> jar.endsWith(".jar") && !started.contains(jar))
                .forEach(forgotten::add);
            assertEquals(Set.of(), forgotten);
        }
    }

    @Test
    void deployIsStartedBeforeWhatItReplaces() throws IOException {
        Properties startup = startup();
        for (String address : startup.stringPropertyNames()) {
            int level = Integer.parseInt(startup.getProperty(address).trim());
            if (address.contains("io.tidegate.deploy")) {
                assertTrue(level > 30, "after declarative services");
            } else if (address.startsWith("mvn:io.tidegate/")) {
                assertTrue(level > 35, address);
            }
        }
    }

    @Test
    void theTreeIsReadEarlyAndJudgedByAllThatJudge() throws IOException {
        Properties startup = startup();
        int judged = Integer.parseInt(load("config.properties").getProperty("tidegate.config.startlevel"));
        for (String address : startup.stringPropertyNames()) {
            int level = Integer.parseInt(startup.getProperty(address).trim());
            if (address.startsWith("mvn:io.tidegate/io.tidegate.config.yaml/")) {
                assertTrue(level < 40, "beside the others, not after them: " + level);
            } else if (address.startsWith("mvn:io.tidegate/io.tidegate.shell/")) {
                assertTrue(level >= judged, "or that level would not be reached before consoles are there: " + level);
            } else if (address.startsWith("mvn:io.tidegate/")) {
                assertTrue(level < judged, address);
            }
        }
    }

    @Test
    void whatAStartReadsIsNotCompressed() throws IOException {
        Properties startup = startup();
        Set<String> compressed = new TreeSet<>();
        for (String address : startup.stringPropertyNames()) {
            if (Integer.parseInt(startup.getProperty(address).trim()) < 75) {
                try (ZipFile jar = new ZipFile(archive.home().resolve("system").resolve(pathOf(address)).toFile())) {
                    jar.stream().filter(entry -> entry.getMethod() != ZipEntry.STORED).findFirst().ifPresent(e -> compressed.add(address));
                }
            }
        }
        assertEquals(Set.of(), compressed);
    }

    @Test
    void noInstalledFeatureOwnsABundleOfOurs() throws IOException {
        String features = read("org.apache.karaf.features.cfg");
        assertFalse(features.contains("tidegate"), features);
        assertTrue(features.lines().anyMatch(line -> line.matches("autoRefresh *= *false")), features);
        try (Stream<Path> etc = Files.list(archive.home().resolve("etc"))) {
            boolean generated = etc.anyMatch(file -> file.toString().matches(".*/[0-9a-f-]{36}\\.xml"));
            assertFalse(generated, "a generated boot feature");
        }
    }

    @Test
    void nothingIsLookedUpOutsideTheInstallation() throws IOException {
        String resolver = read("org.ops4j.pax.url.mvn.cfg").lines()
            .filter(line -> !line.startsWith("#")).toList().toString();
        assertFalse(resolver.contains("http"), resolver);
        // empty would mean Maven Central
        assertTrue(resolver.contains("repositories = ${karaf.home.uri}"), resolver);
    }

    @Test
    void theContainerIsSetAsTheSwapNeedsIt() throws IOException {
        Properties config = load("config.properties");
        assertEquals("memory", config.getProperty("felix.cm.pm"));
        assertEquals("-1", config.getProperty("karaf.shutdown.port"));
        assertEquals(null, config.getProperty("karaf.pid.file"));
        assertEquals("500", config.getProperty("felix.fileinstall.poll"));
        String filter = config.getProperty("felix.fileinstall.filter");
        assertTrue("org.ops4j.pax.logging.cfg".matches(filter) && "a.cfg.json".matches(filter), filter);
        assertFalse("io.tidegate.hub.cfg".matches(filter), "bundle deploy takes these: " + filter);
        for (Properties each : new Properties[] {config, load("org.apache.felix.fileinstall-deploy.cfg")}) {
            assertEquals("managed", each.getProperty("felix.fileinstall.optionalImportRefreshScope"));
            assertEquals("managed", each.getProperty("felix.fileinstall.fragmentRefreshScope"));
        }
    }

    private static Properties startup() throws IOException {
        return load("startup.properties");
    }

    private static Properties load(String name) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(archive.home().resolve("etc").resolve(name))) {
            properties.load(reader);
        }
        return properties;
    }

    private static String read(String name) throws IOException {
        return Files.readString(archive.home().resolve("etc").resolve(name));
    }

    /** {@code mvn:GROUP/ARTIFACT/VERSION[/TYPE/CLASSIFIER]} as a path below system/. */
    private static String pathOf(String address) {
        String[] parts = address.substring("mvn:".length()).split("/");
        String classifier = parts.length > 4 ? "-" + parts[4] : "";
        String file = parts[1] + "-" + parts[2] + classifier + ".jar";
        return parts[0].replace('.', '/') + "/" + parts[1] + "/" + parts[2] + "/" + file;
    }
}
