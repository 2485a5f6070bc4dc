package io.tidegate.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What must be known after a restart: which file is for which bundle, which one failed, which content each bundle has, and
 * which one it was just being given. It lies in this bundle's data area beside the contents themselves (data/cache), so
 * that dropping the cache, which brings every shipped content back, forgets it too. Every change is on the disk when its
 * method returns. Changed by the swap thread only; read by any.
 */
final class Memory {
    /** Instead of a SHA-256: the content that the installation has. */
    static final String SHIPPED = "shipped";
    /** Instead of a SHA-256: none that was taken. */
    private static final String REFUSED = "refused";

    private final MemoryFile stored;
    private final Contents contents;
    private final Map<Path, Entry> files = new ConcurrentHashMap<>();
    private final Map<String, Applied> applied = new ConcurrentHashMap<>();
    private final Map<Path, Failed> failed = new ConcurrentHashMap<>();
    private final Map<String, Tried> tried = new ConcurrentHashMap<>();

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
     * @param sha256 of the content that a bundle was given on trial, or {@link #SHIPPED}
     * @param why    it was taken back
     */
    record Failed(String sha256, String why) {
    }

    /**
     * A trial that has begun and of which nothing is known yet.
     *
     * @param sha256 of the content that the bundle is given, or {@link #SHIPPED}
     * @param file   where it came from; of the shipped one, the file that is gone
     */
    record Tried(String sha256, Path file) {
        boolean isShipped() {
            return sha256.equals(SHIPPED);
        }
    }

    private Memory(MemoryFile stored, Contents contents) {
        this.stored = stored;
        this.contents = contents;
    }

    /** Reads what is there. */
    static Memory load(Path directory) throws IOException {
        Files.createDirectories(directory);
        Memory memory = new Memory(new MemoryFile(directory), new Contents(directory));
        memory.stored.read(memory.files, memory.applied, memory.failed, memory.tried);
        return memory;
    }

    Contents contents() {
        return contents;
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

    /** Whom a file is for, or was when it was there. */
    Optional<String> whose(Path file) {
        return file(file).map(Entry::symbolicName)
                .or(() -> applied.entrySet().stream().filter(a -> a.getValue().file().equals(file)).map(Map.Entry::getKey).findFirst());
    }

    /** Files that are not there any more and of which something is still known. Asks the file system. */
    List<Path> gone() {
        return Stream.concat(files.keySet().stream(), applied.values().stream().map(Applied::file)).distinct()
                .filter(file -> !Files.exists(file)).sorted().toList();
    }

    Optional<Applied> applied(String symbolicName) {
        return Optional.ofNullable(applied.get(symbolicName));
    }

    /** The content that a bundle has, or had before the one that it is being given, and that is not the shipped one; null when that is it. */
    Path content(String symbolicName) {
        return applied(symbolicName).map(a -> contents.of(symbolicName, a.sha256())).filter(Files::exists).orElse(null);
    }

    /** The file that the content which a bundle has came from, also while that is on trial; empty: it is the shipped one. */
    Optional<Path> from(String symbolicName) {
        Tried now = tried.get(symbolicName);
        return now == null ? applied(symbolicName).map(Applied::file) : Optional.of(now).filter(t -> !t.isShipped()).map(Tried::file);
    }

    /** Bundles of whose trial nothing is known yet. */
    List<String> tried() {
        return tried.keySet().stream().sorted().toList();
    }

    Optional<Tried> tried(String symbolicName) {
        return Optional.ofNullable(tried.get(symbolicName));
    }

    /** Why this content of a file did not pass its trial; empty when it was not tried. */
    Optional<String> failed(Path file, String sha256) {
        return Optional.ofNullable(failed.get(file)).filter(f -> f.sha256().equals(sha256)).map(Failed::why);
    }

    /** Whether no content of this file was taken when it was looked at. */
    boolean isRefused(Path file) {
        return file(file).map(e -> e.sha256().equals(REFUSED)).orElse(false);
    }

    void remember(Path file, Entry entry) throws IOException {
        files.put(file, entry);
        failed.remove(file);
        save();
    }

    /** Known as this bundle's from now on, under no content: it is judged anew when it is touched or mended. */
    void refused(Path file, String symbolicName) throws IOException {
        remember(file, new Entry(symbolicName, REFUSED));
    }

    void forget(Path file) throws IOException {
        files.remove(file);
        failed.remove(file);
        save();
    }

    /** The bundle is about to be given this content; if that is the last that is known, it must get its former one back. */
    void trying(String symbolicName, Tried what) throws IOException {
        tried.put(symbolicName, what);
        try {
            save();
        } catch (IOException e) { // then it is not tried
            tried.remove(symbolicName);
            throw e;
        }
    }

    /** What the bundle is being given is what it has from now on. */
    void passed(String symbolicName) throws IOException {
        Tried what = tried.remove(symbolicName);
        if (what.isShipped()) {
            applied.remove(symbolicName);
            files.remove(what.file());
        } else {
            applied.put(symbolicName, new Applied(what.sha256(), what.file()));
        }
        failed.remove(what.file());
        save();
        retain();
    }

    /** What the bundle is being given is no good: it is not tried again until its file is touched. It may still have it. */
    void failing(String symbolicName, String why) throws IOException {
        Tried what = tried.get(symbolicName);
        if (what.isShipped()) {
            files.remove(what.file());
        } else {
            files.put(what.file(), new Entry(symbolicName, REFUSED));
        }
        failed.put(what.file(), new Failed(what.sha256(), why));
        save();
    }

    /** The bundle has its former content again. */
    void restored(String symbolicName) throws IOException {
        tried.remove(symbolicName);
        save();
        retain();
    }

    /** Another file holds the content that the bundle has. */
    void owner(String symbolicName, Path file) throws IOException {
        applied.computeIfPresent(symbolicName, (name, a) -> new Applied(a.sha256(), file));
        save();
    }

    private void save() throws IOException {
        stored.write(files, applied, failed, tried);
    }

    private void retain() throws IOException {
        Set<Path> needed = new HashSet<>();
        applied.forEach((name, a) -> needed.add(contents.of(name, a.sha256())));
        tried.forEach((name, t) -> needed.add(contents.of(name, t.sha256())));
        contents.retain(needed);
    }
}
