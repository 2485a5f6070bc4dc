package io.tidegate.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The framework's cache of bundles after an unclean end. The framework writes a bundle's few lines and its new content in place, so
 * a kill in the middle leaves half of them; it then forgets that bundle without a word, and nobody would install it again.
 *
 * <pre>
 * data/cache/bundleN/bundle.info             id, location, state, start level, time of change, number of refreshes
 *                    versionR.M/bundle.jar   the content; the highest counts
 * </pre>
 */
final class BundleCache {
    private static final int INFO_LINES = 6;

    private final Path cache;
    private final Path startup;

    /** @param startup the {@code startup.properties} that the container installs at a first start */
    BundleCache(Path cache, Path startup) {
        this.cache = cache;
        this.startup = startup;
    }

    /**
     * Which of the bundles that are installed at a first start the framework would forget. None where all that is there is whole: what
     * is not there at all, somebody has uninstalled.
     */
    Set<String> lost() throws IOException {
        if (!Files.isDirectory(cache) || !Files.exists(startup)) {
            return Set.of();
        }
        Properties installed = new Properties();
        try (var in = Files.newInputStream(startup)) {
            installed.load(in);
        }
        Set<String> lost = new HashSet<>(installed.stringPropertyNames());
        boolean whole = true;
        try (DirectoryStream<Path> bundles = Files.newDirectoryStream(cache, "bundle[1-9]*")) { // 0 is the framework itself
            for (Path bundle : bundles) {
                Optional<String> location = location(bundle);
                location.ifPresent(lost::remove);
                whole &= location.isPresent();
            }
        }
        return whole ? Set.of() : lost;
    }

    /** Where a bundle is from; empty when the framework will not take it. */
    private static Optional<String> location(Path bundle) throws IOException {
        Path info = bundle.resolve("bundle.info");
        List<String> lines = Files.exists(info) ? Files.readAllLines(info) : List.of();
        return lines.size() >= INFO_LINES && hasContent(bundle) ? Optional.of(lines.get(1)) : Optional.empty();
    }

    private static boolean hasContent(Path bundle) throws IOException {
        Path last = null;
        try (DirectoryStream<Path> revisions = Files.newDirectoryStream(bundle, "version*.*")) {
            for (Path revision : revisions) {
                last = last == null || number(revision) > number(last) ? revision : last;
            }
        }
        if (last == null || !Files.exists(last.resolve("revision.location"))) {
            return false;
        }
        try (ZipFile jar = new ZipFile(last.resolve("bundle.jar").toFile())) {
            return jar.size() > 0;
        } catch (ZipException | java.nio.file.NoSuchFileException halfOfIt) {
            return false;
        }
    }

    private static long number(Path revision) {
        String[] parts = revision.getFileName().toString().substring("version".length()).split("\\.");
        return Long.parseLong(parts[0]) << 32 | Long.parseLong(parts[1]);
    }
}
