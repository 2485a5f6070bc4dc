package io.tidegate.shell.internal.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the control socket lies: {@code data/control/ctl.sock} in a directory that only the gateway's user may enter.
 * Java takes 106 bytes for a UNIX socket's path; where that one is longer, a private directory under a temporary
 * directory is taken instead. The path in use stands in {@code data/control/path}; without that note it is the first.
 * Confined to the thread that opens the server.
 */
final class ControlPath {
    /** Longest path, in bytes, that Java 17 takes for a UNIX socket: one less than the kernel does. */
    static final int MAX_BYTES = 106;
    private static final Logger LOG = LoggerFactory.getLogger(ControlPath.class);
    private static final String SOCKET = "ctl.sock";

    private final Path socket;
    private final Path note;
    private final boolean temporary;

    private ControlPath(Path socket, Path note, boolean temporary) {
        this.socket = socket;
        this.note = note;
        this.temporary = temporary;
    }

    /**
     * Chooses the path, makes its directory and removes a socket that an earlier process left.
     *
     * @param data               {@code karaf.data}
     * @param temporaryDirectories where to fall back to, best first
     * @throws IOException when none is short enough or the directories cannot be made private
     */
    static ControlPath prepare(Path data, List<Path> temporaryDirectories) throws IOException {
        Path directory = makePrivate(data.toAbsolutePath().normalize().resolve("control"));
        removeLeftover(directory.resolve("path"));
        Path socket = directory.resolve(SOCKET);
        boolean temporary = !fits(socket);
        if (temporary) {
            socket = inTemporary(temporaryDirectories);
        }
        Files.deleteIfExists(socket);
        return new ControlPath(socket, directory.resolve("path"), temporary);
    }

    /**
     * Writes down which path is used; called once the socket listens, so that the file never names a dead one for long. On
     * a disk that is full the usual path does without: that is when somebody wants to ask what is wrong.
     *
     * @throws IOException when it cannot be written, and nobody would look there without
     */
    void publish() throws IOException {
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        try {
            write();
        } catch (IOException e) {
            if (temporary) {
                throw e;
            }
            LOG.warn("event=control-note path={} error=\"{}\"", note, e.toString());
        }
    }

    private void write() throws IOException {
        Path half = note.resolveSibling("path.tmp");
        Files.writeString(half, socket + "\n", StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rw-------"));
        Files.move(half, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes socket and note. */
    void remove() throws IOException {
        Files.deleteIfExists(note);
        Files.deleteIfExists(socket);
        if (temporary) {
            Files.deleteIfExists(socket.getParent());
        }
    }

    Path socket() {
        return socket;
    }

    /** A killed process leaves its temporary directory; the note says where. */
    private static void removeLeftover(Path note) throws IOException {
        if (!Files.exists(note)) {
            return;
        }
        Path left = Path.of(Files.readString(note, StandardCharsets.UTF_8).strip());
        boolean ours = left.endsWith(SOCKET) && left.getParent().getFileName().toString().startsWith("tidegate-");
        if (ours && Files.isDirectory(left.getParent(), LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(left);
            Files.deleteIfExists(left.getParent());
        }
        Files.delete(note);
    }

    private static Path inTemporary(List<Path> candidates) throws IOException {
        for (Path candidate : candidates) {
            boolean shortEnough = fits(candidate.resolve("tidegate-0000000000000000000000").resolve(SOCKET));
            if (shortEnough && Files.isWritable(candidate)) {
                // a new name each time: a foreign directory of a guessable name cannot be waiting there; mode is 0700
                return Files.createTempDirectory(candidate, "tidegate-").resolve(SOCKET);
            }
        }
        throw new IOException("no directory is short enough for the control socket (" + MAX_BYTES + " bytes): " + candidates);
    }

    private static Path makePrivate(Path directory) throws IOException {
        Files.createDirectories(directory);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(directory + " is not a directory");
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        return directory;
    }

    private static boolean fits(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }
}
