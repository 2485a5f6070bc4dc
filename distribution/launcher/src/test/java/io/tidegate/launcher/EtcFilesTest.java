package io.tidegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcFilesTest {
    private static final Installation OLD = new Installation("0.1.0", "a");
    private static final Installation NEW = new Installation("0.2.0", "b");

    @TempDir Path temp;
    private Path home;
    private Path etc;
    private Layout layout;
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void install() throws IOException {
        home = temp.resolve("home");
        layout = new Layout(home, temp.resolve("dir"), temp.resolve("dir/var/lib/tidegate"));
        etc = Files.createDirectories(layout.etc());
        Files.createDirectories(home.resolve("etc/scripts"));
        ship("startup.properties", "bundles of 0.1.0");
        ship("users.properties", "nobody");
        ship("log.cfg", "INFO");
        ship("scripts/x.script", "script");
    }

    @Test
    void copiesEverythingAtTheFirstStart() throws IOException {
        ship(EtcFiles.DEFAULT_LISTENER, "the installation's own listener");
        start(OLD);
        assertEquals("nobody", read("users.properties"));
        assertEquals("script", read("scripts/x.script"));
        assertTrue(read(EtcFiles.DEFAULT_LISTENER).contains("tcp://127.0.0.1:1883"), "its own, not another's");
    }

    @Test
    void leavesListeningToABaetylTree() throws IOException {
        Files.createDirectories(layout.applicationYml().getParent());
        Files.writeString(layout.applicationYml(), "version: v0");
        start(OLD);
        assertFalse(Files.exists(etc.resolve(EtcFiles.DEFAULT_LISTENER)));
    }

    @Test
    void writesTheDefaultListenerOnlyOnce() throws IOException {
        start(OLD);
        Files.delete(etc.resolve(EtcFiles.DEFAULT_LISTENER));
        start(OLD);
        start(NEW);
        assertFalse(Files.exists(etc.resolve(EtcFiles.DEFAULT_LISTENER)), "deleted is deleted");
    }

    @Test
    void keepsWhatTheOperatorPutThereBeforeTheFirstStart() throws IOException {
        Files.writeString(etc.resolve("users.properties"), "me");
        Files.writeString(etc.resolve(EtcFiles.DEFAULT_LISTENER), "address = tcp://127.0.0.1:0");
        start(OLD);
        assertEquals("me", read("users.properties"));
        assertEquals("address = tcp://127.0.0.1:0", read(EtcFiles.DEFAULT_LISTENER));
    }

    @Test
    void changesNothingWhileTheInstallationIsTheSame() throws IOException {
        start(OLD);
        Files.writeString(etc.resolve("startup.properties"), "tried something");
        ship("log.cfg", "DEBUG");
        start(OLD);
        assertEquals("tried something", read("startup.properties"));
        assertEquals("INFO", read("log.cfg"));
    }

    @Test
    void renewsTheContainersOwnAndWhatNobodyTouched() throws IOException {
        start(OLD);
        Files.writeString(etc.resolve("startup.properties"), "tried something");
        ship("startup.properties", "bundles of 0.2.0");
        ship("log.cfg", "WARN");
        ship("new.cfg", "new");
        start(NEW);
        assertEquals("bundles of 0.2.0", read("startup.properties"));
        assertEquals("WARN", read("log.cfg"));
        assertEquals("new", read("new.cfg"));
        assertEquals(List.of(), said);
    }

    @Test
    void keepsWhatTheOperatorChangedAndSaysSo() throws IOException {
        start(OLD);
        Files.writeString(etc.resolve("log.cfg"), "DEBUG");
        Files.writeString(etc.resolve("users.properties"), "me");
        ship("log.cfg", "WARN");
        start(NEW);
        assertEquals("DEBUG", read("log.cfg"));
        assertEquals("me", read("users.properties"));
        assertEquals(1, said.size(), "only where the shipped one changed too: " + said);
        assertTrue(said.get(0).contains("log.cfg"), said.get(0));
    }

    @Test
    void doesNotBringBackWhatTheOperatorDeleted() throws IOException {
        start(OLD);
        Files.delete(etc.resolve("log.cfg"));
        start(NEW);
        assertFalse(Files.exists(etc.resolve("log.cfg")));
        start(new Installation("0.3.0", "c"));
        assertFalse(Files.exists(etc.resolve("log.cfg")), "also two versions later");
    }

    @Test
    void touchesOnlyItsRecordWhereTheInstallationIsTheDirectory() throws IOException {
        layout = new Layout(home, home, home);
        etc = layout.etc();
        start(OLD);
        assertEquals("bundles of 0.1.0", read("startup.properties"));
        assertTrue(Files.exists(etc.resolve(EtcFiles.DEFAULT_LISTENER)));
    }

    @Test
    void aFirstStartThatBrokeOff_isDoneOnceMore() throws IOException {
        brokenOffStart(OLD);
        Files.delete(etc.resolve(EtcFiles.DEFAULT_LISTENER));
        Files.delete(etc.resolve("users.properties"));
        start(OLD);
        assertTrue(read(EtcFiles.DEFAULT_LISTENER).contains("tcp://127.0.0.1:1883"));
        assertEquals("nobody", read("users.properties"));
    }

    /** The power went before the disk had what was written: names without contents, or with the beginning of them. */
    @Test
    void whatAPowerCutLeftOfAFirstStart_isRenewed_andTheOperatorsIsNot() throws IOException {
        ship("long.cfg", "one\ntwo\n");
        Files.writeString(etc.resolve("log.cfg"), "DEBUG");
        brokenOffStart(OLD);
        Files.writeString(etc.resolve(EtcFiles.DEFAULT_LISTENER), "");
        Files.writeString(etc.resolve("users.properties"), "");
        Files.writeString(etc.resolve("scripts/x.script"), "\0\0\0\0\0\0");
        Files.writeString(etc.resolve("long.cfg"), "one\n");
        start(OLD);
        assertTrue(read(EtcFiles.DEFAULT_LISTENER).contains("tcp://127.0.0.1:1883"));
        assertEquals("nobody", read("users.properties"));
        assertEquals("script", read("scripts/x.script"));
        assertEquals("one\ntwo\n", read("long.cfg"));
        assertEquals("DEBUG", read("log.cfg"));
        Files.writeString(etc.resolve("users.properties"), "");
        start(OLD);
        start(NEW);
        assertEquals("", read("users.properties"), "emptied by the operator");
    }

    @Test
    void anEmptyRecord_isNone() throws IOException {
        Files.writeString(etc.resolve(".tidegate-given"), "");
        start(OLD);
        assertEquals("nobody", read("users.properties"));
        assertTrue(Files.exists(etc.resolve(EtcFiles.DEFAULT_LISTENER)));
    }

    @Test
    void anUpgradeThatBrokeOff_isDoneOnceMore() throws IOException {
        start(OLD);
        Files.delete(etc.resolve("log.cfg"));
        ship("users.properties", "somebody");
        brokenOffStart(NEW);
        Files.writeString(etc.resolve("users.properties"), "some");
        Files.writeString(etc.resolve("startup.properties"), "");
        start(NEW);
        assertEquals("somebody", read("users.properties"));
        assertEquals("bundles of 0.1.0", read("startup.properties"));
        assertFalse(Files.exists(etc.resolve("log.cfg")), "deleted is deleted");
    }

    @Test
    void whatIsNotDeletedMeanwhile_isOnTheDiskBeforeTheRecordSaysSo() throws IOException {
        Runnable rest = brokenOffStart(OLD);
        assertFalse(Files.exists(etc.resolve(".tidegate-given")), "not before");
        Files.delete(etc.resolve("users.properties"));
        rest.run();
        assertEquals(List.of(), said);
        assertTrue(read(".tidegate-given").startsWith(OLD.mark()));
        start(OLD);
        assertFalse(Files.exists(etc.resolve("users.properties")), "deleted is deleted");
    }

    private void start(Installation installation) throws IOException {
        brokenOffStart(installation).run();
    }

    /** @return what it did not come to */
    private Runnable brokenOffStart(Installation installation) throws IOException {
        return new EtcFiles(layout, installation, said::add).bringUpToDate();
    }

    private void ship(String name, String text) throws IOException {
        Files.writeString(home.resolve("etc").resolve(name), text);
    }

    private String read(String name) throws IOException {
        return Files.readString(etc.resolve(name));
    }
}
