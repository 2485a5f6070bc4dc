package io.tidegate.itests.karaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The {@code etc/} of the container that a test runs in: files appear, change and go whole at once. */
final class Etc {
    private final Path base;

    /** @param base the gateway's directory */
    Etc(Path base) {
        this.base = base;
    }

    void write(String name, String text) throws IOException {
        replace(base.resolve("etc").resolve(name), text);
    }

    void delete(String name) throws IOException {
        Files.delete(base.resolve("etc").resolve(name));
    }

    /** Writes a module of functions. @return its directory, for {@code codedir} */
    Path code(String name, String text) throws IOException {
        Path directory = Files.createDirectories(base.resolve("code"));
        replace(directory.resolve(name), text);
        return directory;
    }

    /** Any file, by a neighbour that is moved over it. */
    void replace(Path file, String text) throws IOException {
        Path part = Files.createDirectories(base.resolve("data/tmp")).resolve(file.getFileName() + ".part");
        Files.writeString(part, text);
        NewBuild.move(part, file);
    }
}
