package io.tidegate.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The directory in which files are dropped. Any thread; asks the file system. */
record DeployDirectory(Path path) {
    private static final String JAR = ".jar";

    DeployDirectory {
        path = path.toAbsolutePath().normalize();
    }

    boolean holds(Path file) {
        return path.equals(file.toAbsolutePath().normalize().getParent());
    }

    /** What FileInstall means with a file: of a directory in here it makes a jar elsewhere, and asks about that. */
    Path meant(Path file) {
        Path normal = file.toAbsolutePath().normalize();
        String name = normal.getFileName().toString();
        return holds(normal) || !name.endsWith(JAR) ? normal : path.resolve(name.substring(0, name.length() - JAR.length()));
    }

    /** Every jar that is in it now. */
    List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.toString().endsWith(JAR) && Files.isRegularFile(file)).sorted().toList();
        }
    }

    /** As an operator names it. */
    String shown(Path file) {
        return path.getFileName() + "/" + file.getFileName();
    }

    /** Why nothing of it may be taken; empty when it may. A jar in it is code that runs as the gateway's user. */
    Optional<String> unsafe() {
        try {
            boolean open = Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_WRITE);
            return open ? Optional.of(path + " is writable by others: chmod o-w it, then touch the file") : Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of("the permissions of " + path + " cannot be read: " + e);
        }
    }
}
