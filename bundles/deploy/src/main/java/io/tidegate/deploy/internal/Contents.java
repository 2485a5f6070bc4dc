package io.tidegate.deploy.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copies of contents, one file each, under a name that says which: a content can be put back whatever became of the file
 * that it came from, and a new one never lies over the one before it. Confined to the swap thread.
 */
final class Contents {
    private static final String JAR = ".jar";
    private static final String ARRIVING = "arriving.jar";
    private final Path directory;

    Contents(Path directory) {
        this.directory = directory;
    }

    /** What is judged must be what is applied, whatever is written to the file meanwhile. */
    Path stage(Path file) throws IOException {
        return Files.copy(file, directory.resolve(ARRIVING), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The staged one, under its name; on the disk when this returns. */
    Path keep(String symbolicName, String sha256) throws IOException {
        Path staged = directory.resolve(ARRIVING);
        force(staged);
        Path kept = Files.move(staged, of(symbolicName, sha256), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        force(directory);
        return kept;
    }

    Path of(String symbolicName, String sha256) {
        return directory.resolve(symbolicName + "-" + sha256 + JAR);
    }

    /** Every other one is deleted. */
    void retain(Set<Path> needed) throws IOException {
        List<Path> present;
        try (Stream<Path> files = Files.list(directory)) {
            present = files.filter(file -> file.toString().endsWith(JAR)).toList();
        }
        for (Path each : present) {
            if (!needed.contains(each)) {
                Files.deleteIfExists(each);
            }
        }
    }

    /** Has the operating system write a file, or the names in a directory, to the disk. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
