package io.tidegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparationTest {
    @TempDir Path temp;

    @Test
    void dropsTheCacheOfAnotherInstallationAndNothingElse() throws Exception {
        Layout layout = layout("a");
        prepare(layout, new Installation("0.1.0", "a"));
        Path cached = Files.createDirectories(layout.data().resolve("cache/bundle1")).resolve("jar");
        Path kept = layout.data().resolve("messages");
        Path classes = layout.data().resolve("classes.jsa");
        Files.writeString(cached, "x");
        Files.writeString(kept, "x");
        Files.writeString(classes, "x");

        prepareAgain(layout, new Installation("0.1.0", "a"));
        assertTrue(Files.exists(cached) && Files.exists(classes), "same installation");
        prepareAgain(layout, new Installation("0.1.0", "rebuilt"));
        assertFalse(Files.exists(cached) || Files.exists(classes), "another build of the same version");
        assertTrue(Files.exists(kept));
    }

    @Test
    void dataIsTheOwnersAlone() throws Exception {
        Layout layout = layout("b");
        prepare(layout, new Installation("0.1.0", "a"));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(layout.data())));
    }

    @Test
    void saysWhatCannotBeWritten() throws Exception {
        Layout layout = layout("c");
        Files.createDirectories(layout.state());
        Files.writeString(layout.etc(), "a file where a directory should be");
        Refusal refused = assertThrows(Refusal.class, () -> prepare(layout, new Installation("0.1.0", "a")));
        assertTrue(refused.getMessage().contains(layout.etc().toString()), refused.getMessage());
    }

    @Test
    void namesThisProcessAsTheGateway() throws Exception {
        Layout layout = layout("d");
        prepare(layout, new Installation("0.1.0", "a"));
        assertEquals(ProcessHandle.current(), RunningGateway.find(layout.pidFile()).orElseThrow());
    }

    @Test
    void doesNotTakeAStrangerForTheGateway() throws IOException {
        Path pidFile = temp.resolve("gateway.pid");
        // our own pid with another start time: what a number given away again looks like
        Files.writeString(pidFile, ProcessHandle.current().pid() + " 12345\n");
        assertTrue(RunningGateway.find(pidFile).isEmpty());
        Files.writeString(pidFile, "");
        assertTrue(RunningGateway.find(pidFile).isEmpty());
        Files.delete(pidFile);
        assertTrue(RunningGateway.find(pidFile).isEmpty());
    }

    private Layout layout(String name) throws IOException {
        Path home = temp.resolve(name + "-home");
        Files.createDirectories(home.resolve("etc"));
        Path dir = temp.resolve(name);
        return new Layout(home, dir, dir.resolve("var/lib/tidegate"));
    }

    private static void prepare(Layout layout, Installation installation) throws IOException, Refusal {
        new Preparation(layout, installation, sentence -> { }, true).run();
    }

    /** The next start is another process: the lock of this one must not stand in its way. */
    private static void prepareAgain(Layout layout, Installation installation) throws IOException, Refusal {
        Files.delete(layout.pidFile());
        prepare(layout, installation);
    }
}
