package io.tidegate.config.yaml.internal.tree;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Which command an image's name stands for on this machine. Immutable. */
final class Interpreters {
    private final String searchPath;

    /** @param searchPath directories as in the environment's PATH */
    Interpreters(String searchPath) {
        this.searchPath = searchPath;
    }

    /** Python 2 is {@code python2.7} unless only {@code python2} is there; Python 3 is whatever {@code python3} is. */
    String of(Image.Part part) {
        if (part == Image.Part.PYTHON3) {
            return "python3";
        }
        return !found("python2.7") && found("python2") ? "python2" : "python2.7";
    }

    private boolean found(String command) {
        for (String directory : searchPath.split(File.pathSeparator)) {
            try {
                if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, command))) {
                    return true;
                }
            } catch (InvalidPathException notADirectory) {
                continue;
            }
        }
        return false;
    }
}
