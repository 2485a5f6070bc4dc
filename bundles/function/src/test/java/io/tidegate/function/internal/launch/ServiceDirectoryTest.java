package io.tidegate.function.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.function.internal.config.FunctionConfig;
import io.tidegate.function.internal.config.FunctionConfigReader;
import io.tidegate.function.internal.config.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceDirectoryTest {
    @TempDir
    Path home;

    private Path prepare(List<Mount> mounts) throws IOException {
        Places places = new Places(home, home.resolve("data"));
        Path directory = places.services().resolve("s");
        ServiceDirectory.prepare(places, directory, mounts);
        return directory;
    }

    private static Mount mount(String path, String host) {
        return new Mount(Path.of(path), Path.of(host), false);
    }

    @Test
    void mounts_areLinks_andMissingHostDirectoriesAreMade() throws Exception {
        Files.writeString(home.resolve("file"), "content");
        List<Mount> mounts = List.of(mount("var/db/code", "var/db/s-code"), mount("etc/file", "file"));
        Path directory = prepare(mounts);
        assertTrue(Files.isDirectory(home.resolve("var/db/s-code")));
        assertEquals(home.resolve("var/db/s-code"), Files.readSymbolicLink(directory.resolve("var/db/code")));
        assertEquals("content", Files.readString(directory.resolve("etc/file")));
        Files.writeString(directory.resolve("var/db/code/x"), "written");
        assertEquals(directory, prepare(mounts));
        assertEquals("written", Files.readString(home.resolve("var/db/s-code/x")), "what lies behind is not touched");
    }

    @Test
    void otherHostPath_changesTheLink() throws Exception {
        Path directory = prepare(List.of(mount("code", "one")));
        Files.writeString(home.resolve("one/x"), "kept");
        prepare(List.of(mount("code", "two")));
        assertEquals(home.resolve("two"), Files.readSymbolicLink(directory.resolve("code")));
        assertEquals("kept", Files.readString(home.resolve("one/x")));
    }

    @Test
    void mountWithinAMount_isMadeThere() throws Exception {
        List<Mount> mounts = List.of(mount("db", "db"), mount("db/code", "code"));
        Path directory = prepare(mounts);
        Files.writeString(home.resolve("code/x"), "seen");
        prepare(mounts);
        assertEquals("seen", Files.readString(directory.resolve("db/code/x")));
    }

    @Test
    void mountMovedUpwards_takesThePlaceOfTheDirectoriesThatHeldOnlyOurLinks() throws Exception {
        Path directory = prepare(List.of(mount("var/db/baetyl/sayhi", "code"), mount("var/db/baetyl/deep/er", "more")));
        Files.writeString(home.resolve("code/x"), "kept");
        prepare(List.of(mount("var/db/baetyl", "all")));
        assertEquals(home.resolve("all"), Files.readSymbolicLink(directory.resolve("var/db/baetyl")));
        assertEquals("kept", Files.readString(home.resolve("code/x")), "what lies behind a link is not touched");
        prepare(List.of(mount("var/db/baetyl/sayhi", "code")));
        assertEquals("kept", Files.readString(directory.resolve("var/db/baetyl/sayhi/x")));
    }

    @Test
    void emptyVolumeThatIsMountedTwice_isNotTakenForRoom() throws Exception {
        List<Mount> mounts = List.of(mount("db", "db"), mount("db/code", "db/code"));
        Path directory = prepare(mounts);
        assertTrue(Files.isDirectory(directory.resolve("db/code")));
        Files.writeString(home.resolve("db/code/x"), "seen");
        prepare(mounts);
        assertEquals("seen", Files.readString(directory.resolve("db/code/x")));
    }

    @Test
    void directoryOfAVolume_isNotMadeRoomOf_thoughItHoldsOnlyLinks() throws Exception {
        Path directory = prepare(List.of(mount("db", "db")));
        Files.createSymbolicLink(Files.createDirectories(home.resolve("db/code")).resolve("latest"), home.resolve("elsewhere"));
        assertThrows(IOException.class, () -> prepare(List.of(mount("db", "db"), mount("db/code", "code"))));
        assertTrue(Files.isSymbolicLink(directory.resolve("db/code/latest")));
    }

    @Test
    void directoryOfAVolume_isNotMadeRoomOf_thoughItHoldsOnlyEmptyDirectories() throws Exception {
        prepare(List.of(mount("db", "db")));
        Path in = Files.createDirectories(home.resolve("db/code/in"));
        List<Mount> mounts = List.of(mount("db", "db"), mount("db/code", "code"));
        IOException e = assertThrows(IOException.class, () -> prepare(mounts));
        assertTrue(e.getMessage().contains("db/code/in is no link of ours; move it away"), e.getMessage());
        assertTrue(Files.isDirectory(in));
        Files.delete(in);
        prepare(mounts);
        assertTrue(Files.isSymbolicLink(home.resolve("db/code")), "an empty one is there to be mounted on");
    }

    @Test
    void fileOfAVolume_isNotReplaced() throws Exception {
        Files.writeString(Files.createDirectories(home.resolve("db")).resolve("code"), "kept");
        assertThrows(IOException.class, () -> prepare(List.of(mount("db", "db"), mount("db/code", "code"))));
        assertEquals("kept", Files.readString(home.resolve("db/code")));
    }

    @Test
    void linksOfAHandler_areNotOurs() throws Exception {
        Path directory = prepare(List.of(mount("db/code", "code")));
        Path own = Files.createSymbolicLink(directory.resolve("db/latest"), Path.of("code/x"));
        IOException e = assertThrows(IOException.class, () -> prepare(List.of(mount("db", "host"))));
        assertTrue(e.getMessage().contains(own + " is no link of ours; move it away"), e.getMessage());
        assertTrue(Files.isSymbolicLink(own));
        assertTrue(Files.isSymbolicLink(directory.resolve("db/code")), "nothing is taken away by halves");
    }

    @Test
    void whatIsNotOurs_isNotReplaced() throws Exception {
        Path directory = prepare(List.of());
        Files.createDirectories(directory.resolve("empty"));
        Files.writeString(Files.createDirectories(directory.resolve("full/of")).resolve("it"), "data");
        prepare(List.of(mount("empty", "host")));
        assertTrue(Files.isSymbolicLink(directory.resolve("empty")));
        IOException e = assertThrows(IOException.class, () -> prepare(List.of(mount("full", "host"))));
        assertTrue(e.getMessage().contains("full/of/it is no link of ours"), e.getMessage());
        assertFalse(Files.isSymbolicLink(directory.resolve("full")));
    }

    @Test
    void directory_isTheServices_elseTheFunctions_withoutLeavingItsPlace() {
        Places places = new Places(home, home.resolve("data"));
        assertEquals(home.resolve("data/services/function-sayhi"), ServiceDirectory.of(places, config("sayhi", "function-sayhi")));
        assertEquals(home.resolve("data/services/sayhi"), ServiceDirectory.of(places, config("sayhi", "")));
        assertEquals(home.resolve("data/services/%2e.%2fetc"), ServiceDirectory.of(places, config("../etc", "")));
    }

    private static FunctionConfig config(String name, String service) {
        return FunctionConfigReader.read("io.tidegate.function~x", Map.of("name", name, "handler", "a.b", "service", service))
                .config().orElseThrow();
    }
}
