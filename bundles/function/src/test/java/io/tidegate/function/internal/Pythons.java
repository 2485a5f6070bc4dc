package io.tidegate.function.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The interpreters of this machine. */
final class Pythons {
    private Pythons() {
    }

    static Optional<String> python27() {
        List<Path> places = new ArrayList<>();
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            places.add(Path.of(directory, "python2.7"));
        }
        Path installed = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
        if (Files.isDirectory(installed)) {
            try (DirectoryStream<Path> versions = Files.newDirectoryStream(installed, "2.7*")) {
                versions.forEach(v -> places.add(v.resolve("bin/python2.7")));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return places.stream().filter(Files::isExecutable).map(Path::toString).filter(Pythons::works).findFirst();
    }

    /** A version manager's stand-in may be there without the interpreter. */
    private static boolean works(String python) {
        try {
            Process process = new ProcessBuilder(python, "-c", "").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
