package io.tidegate.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which installation this is.
 *
 * @param version     what users call it, for example {@code 0.1.0}
 * @param fingerprint a sum over its code: two builds of one version are two installations
 */
record Installation(String version, String fingerprint) {

    /** Reads {@code lib/tidegate.version}, which the build writes. */
    static Installation read(Path home) throws IOException {
        List<String> lines = Files.readAllLines(home.resolve("lib/tidegate.version"));
        return new Installation(lines.get(0), lines.get(1));
    }

    /** The text by which a directory remembers which installation prepared it. */
    String mark() {
        return version + " " + fingerprint;
    }
}
