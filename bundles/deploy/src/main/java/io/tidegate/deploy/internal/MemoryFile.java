package io.tidegate.deploy.internal;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;

/**
 * How {@link Memory} is stored: properties with {@code version=2}, {@code file.PATH=NAME SHA}, {@code failed.PATH=SHA SENTENCE},
 * {@code bundle.NAME=SHA PATH} and {@code tried.NAME=SHA PATH}. Confined to the swap thread.
 */
final class MemoryFile {
    private static final String VERSION = "2";
    private static final String FILE = "file.";
    private static final String FAILED = "failed.";
    private static final String BUNDLE = "bundle.";
    private static final String TRIED = "tried.";
    private final Path directory;

    MemoryFile(Path directory) {
        this.directory = directory;
    }

    /** Fills the maps. A file of another version or half a file counts as nothing known, which costs one swap per dropped file. */
    void read(Map<Path, Memory.Entry> files, Map<String, Memory.Applied> applied, Map<Path, Memory.Failed> failed,
            Map<String, Memory.Tried> tried) throws IOException {
        if (!Files.exists(file())) {
            return;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file(), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        if (!VERSION.equals(properties.getProperty("version"))) {
            return;
        }
        properties.forEach((k, v) -> {
            String key = k.toString();
            String[] value = v.toString().split(" ", 2);
            if (value.length < 2) {
                return; // the version
            }
            if (key.startsWith(FILE)) {
                files.put(Path.of(key.substring(FILE.length())), new Memory.Entry(value[0], value[1]));
            } else if (key.startsWith(FAILED)) {
                failed.put(Path.of(key.substring(FAILED.length())), new Memory.Failed(value[0], value[1]));
            } else if (key.startsWith(BUNDLE)) {
                applied.put(key.substring(BUNDLE.length()), new Memory.Applied(value[0], Path.of(value[1])));
            } else if (key.startsWith(TRIED)) {
                tried.put(key.substring(TRIED.length()), new Memory.Tried(value[0], Path.of(value[1])));
            }
        });
    }

    /** Whole or not at all, and on the disk when this returns. */
    void write(Map<Path, Memory.Entry> files, Map<String, Memory.Applied> applied, Map<Path, Memory.Failed> failed,
            Map<String, Memory.Tried> tried) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("version", VERSION);
        files.forEach((path, e) -> properties.setProperty(FILE + path, e.symbolicName() + " " + e.sha256()));
        failed.forEach((path, f) -> properties.setProperty(FAILED + path, f.sha256() + " " + f.why()));
        applied.forEach((name, a) -> properties.setProperty(BUNDLE + name, a.sha256() + " " + a.file()));
        tried.forEach((name, t) -> properties.setProperty(TRIED + name, t.sha256() + " " + t.file()));
        Path half = directory.resolve("deploy.properties.tmp");
        try (Writer writer = Files.newBufferedWriter(half, StandardCharsets.UTF_8)) {
            properties.store(writer, null);
        }
        Contents.force(half);
        Files.move(half, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Contents.force(directory);
    }

    private Path file() {
        return directory.resolve("deploy.properties");
    }
}
