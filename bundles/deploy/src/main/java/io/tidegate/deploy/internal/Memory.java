package io.tidegate.deploy.internal;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What must be known after a restart: which file is for which bundle, which one failed, and which content each bundle has. It lies in
 * this bundle's data area beside the contents themselves (data/cache), so that dropping the cache, which brings every
 * shipped content back, forgets it too. Format: properties with {@code version=1}, {@code file.PATH=NAME SHA},
 * {@code failed.PATH=SHA SENTENCE} and {@code bundle.NAME=SHA PATH}. Changed by the swap thread only; read by any.
 */
final class Memory {
    private static final String VERSION = "1";
    private final Path directory;
    private final Map<Path, Entry> files = new ConcurrentHashMap<>();
    private final Map<String, Applied> applied = new ConcurrentHashMap<>();
    private final Map<Path, Failed> failed = new ConcurrentHashMap<>();

    /**
     * @param symbolicName whom the file is for
     * @param sha256       of its content when it was last looked at
     */
    record Entry(String symbolicName, String sha256) {
    }

    /**
     * @param sha256 of the content that the bundle has
     * @param file   where it came from
     */
    record Applied(String sha256, Path file) {
    }

    /**
     * @param sha256 of the content that a bundle was given on trial
     * @param why    it was taken back
     */
    record Failed(String sha256, String why) {
    }

    private Memory(Path directory) {
        this.directory = directory;
    }

    /** Reads what is there; a file of another version or half a file counts as nothing known, which costs one swap per file. */
    static Memory load(Path directory) throws IOException {
        Files.createDirectories(directory);
        Memory memory = new Memory(directory);
        Path file = memory.file();
        if (Files.exists(file)) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            }
            if (VERSION.equals(properties.getProperty("version"))) {
                properties.forEach((key, value) -> memory.read(key.toString(), value.toString().split(" ", 2)));
            }
        }
        return memory;
    }

    private void read(String key, String[] value) {
        if (key.startsWith("file.") && value.length == 2) {
            files.put(Path.of(key.substring("file.".length())), new Entry(value[0], value[1]));
        } else if (key.startsWith("failed.") && value.length == 2) {
            failed.put(Path.of(key.substring("failed.".length())), new Failed(value[0], value[1]));
        } else if (key.startsWith("bundle.") && value.length == 2) {
            applied.put(key.substring("bundle.".length()), new Applied(value[0], Path.of(value[1])));
        }
    }

    Optional<Entry> file(Path file) {
        return Optional.ofNullable(files.get(file));
    }

    /** Every known file for a bundle. */
    List<Path> filesOf(String symbolicName) {
        return files.entrySet().stream().filter(e -> e.getValue().symbolicName().equals(symbolicName)).map(Map.Entry::getKey).sorted().toList();
    }

    List<Path> files() {
        return files.keySet().stream().sorted().toList();
    }

    Optional<Applied> applied(String symbolicName) {
        return Optional.ofNullable(applied.get(symbolicName));
    }

    /** The content that a bundle has and that is not the shipped one; null when it has the shipped one. */
    Path content(String symbolicName) {
        Path content = contentFile(symbolicName);
        return applied.containsKey(symbolicName) && Files.exists(content) ? content : null;
    }

    /** Where a new content is put before it is tried. */
    Path staging(String symbolicName) {
        return directory.resolve(symbolicName + ".next.jar");
    }

    void remember(Path file, Entry entry) throws IOException {
        files.put(file, entry);
        failed.remove(file);
        save();
    }

    /** Also this of a file that is remembered. */
    void failed(Path file, Failed trial) throws IOException {
        failed.put(file, trial);
        save();
    }

    /** Why this content of a file did not pass its trial; empty when it was not tried. */
    Optional<String> failed(Path file, String sha256) {
        return Optional.ofNullable(failed.get(file)).filter(f -> f.sha256().equals(sha256)).map(Failed::why);
    }

    void forget(Path file) throws IOException {
        files.remove(file);
        failed.remove(file);
        save();
    }

    /** The staged content is what the bundle has from now on. */
    void applied(String symbolicName, Applied what) throws IOException {
        Files.move(staging(symbolicName), contentFile(symbolicName), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        applied.put(symbolicName, what);
        save();
    }

    /** Another file holds the content that the bundle has. */
    void owner(String symbolicName, Path file) throws IOException {
        applied.computeIfPresent(symbolicName, (name, a) -> new Applied(a.sha256(), file));
        save();
    }

    /** The bundle has its shipped content from now on. */
    void shipped(String symbolicName) throws IOException {
        applied.remove(symbolicName);
        save();
        Files.deleteIfExists(contentFile(symbolicName));
    }

    private Path file() {
        return directory.resolve("deploy.properties");
    }

    private Path contentFile(String symbolicName) {
        return directory.resolve(symbolicName + ".jar");
    }

    private void save() throws IOException {
        Properties properties = new Properties();
        properties.setProperty("version", VERSION);
        files.forEach((path, e) -> properties.setProperty("file." + path, e.symbolicName() + " " + e.sha256()));
        failed.forEach((path, f) -> properties.setProperty("failed." + path, f.sha256() + " " + f.why()));
        applied.forEach((name, a) -> properties.setProperty("bundle." + name, a.sha256() + " " + a.file()));
        Path half = directory.resolve("deploy.properties.tmp");
        try (Writer writer = Files.newBufferedWriter(half, StandardCharsets.UTF_8)) {
            properties.store(writer, null);
        }
        Files.move(half, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
