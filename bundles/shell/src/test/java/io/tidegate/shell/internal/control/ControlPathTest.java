package io.tidegate.shell.internal.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPathTest {
    @TempDir
    Path directory;

    private Path longData() throws IOException {
        return Files.createDirectories(directory.resolve("d".repeat(60)).resolve("e".repeat(60)));
    }

    @Test
    void prepare_longPath_fallsBackToAPrivateDirectoryAndNotesIt() throws Exception {
        Path data = longData();
        ControlPath path = ControlPath.prepare(data, List.of(data, directory));
        assertEquals(directory, path.socket().getParent().getParent());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path.socket().getParent())));
        Files.createFile(path.socket());
        path.publish();
        assertEquals(path.socket() + "\n", Files.readString(data.resolve("control/path")));
    }

    @Test
    void prepare_everyPathThatItChooses_canBeBound() throws Exception {
        Path shorter = Files.createTempDirectory(Path.of("/tmp"), "p");
        int inside = "/control/ctl.sock".length() + 1;
        try {
            for (int bytes = ControlPath.MAX_BYTES - 1; bytes <= ControlPath.MAX_BYTES + 2; bytes++) {
                Path data = shorter.resolve("d".repeat(bytes - inside - shorter.toString().length()));
                ControlPath path = ControlPath.prepare(data, List.of(shorter));
                assertEquals(bytes <= ControlPath.MAX_BYTES, path.socket().startsWith(data), bytes + " bytes");
                try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                    server.bind(UnixDomainSocketAddress.of(path.socket()));
                }
            }
        } finally {
            remove(shorter);
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(each);
            }
        }
    }

    @Test
    void prepare_afterAKill_removesWhatWasLeft() throws Exception {
        Path data = longData();
        ControlPath killed = ControlPath.prepare(data, List.of(directory));
        Files.createFile(killed.socket());
        killed.publish();
        ControlPath next = ControlPath.prepare(data, List.of(directory));
        assertFalse(Files.exists(killed.socket().getParent()));
        assertTrue(Files.isDirectory(next.socket().getParent()));
        next.remove();
        assertFalse(Files.exists(next.socket().getParent()));
    }

    @Test
    void prepare_staleSocket_isRemoved() throws Exception {
        Path stale = Files.createDirectories(directory.resolve("control")).resolve("ctl.sock");
        Files.createFile(stale);
        assertEquals(stale, ControlPath.prepare(directory, List.of()).socket());
        assertFalse(Files.exists(stale));
    }

    @Test
    void publish_noteThatCannotBeWritten_usualPlaceDoesWithout_theOtherFails() throws Exception {
        ControlPath usual = ControlPath.prepare(directory, List.of());
        Files.createFile(usual.socket());
        Files.createDirectory(directory.resolve("control/path.tmp")); // in the way, as a disk without room is
        usual.publish();
        assertFalse(Files.exists(directory.resolve("control/path")));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(usual.socket())));
        Path data = longData();
        ControlPath other = ControlPath.prepare(data, List.of(directory));
        Files.createFile(other.socket());
        Files.createDirectory(data.resolve("control/path.tmp"));
        assertThrows(IOException.class, other::publish);
    }

    @Test
    void prepare_nothingShortEnough_saysSo() throws Exception {
        Path data = longData();
        assertThrows(IOException.class, () -> ControlPath.prepare(data, List.of(data)));
    }
}
