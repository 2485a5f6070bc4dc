package io.tidegate.deploy.internal.etc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcInstallerTest {
    private static final String PID = "io.tidegate.listener~l";
    private static final String CFG = "io.tidegate.listener-l.cfg";
    private static final String JSON = "io.tidegate.listener-l.cfg.json";
    private static final String CONFIG = "io.tidegate.listener-l.config";

    @TempDir
    private Path dir;
    private Path etc;
    private final FakeConfigurations configurations = new FakeConfigurations();
    private final List<Runnable> absences = new ArrayList<>();
    private EtcInstaller installer;

    @BeforeEach
    void open() throws IOException {
        etc = Files.createDirectory(dir.resolve("etc"));
        Form properties = new PropertiesForm(StandardCharsets.UTF_8, name -> null);
        Form json = new JsonForm();
        installer = new EtcInstaller(configurations.admin(), file -> file.toString().endsWith(".cfg.json") ? Optional.of(json)
            : file.toString().matches(".*\\.(cfg|config)") ? Optional.of(properties) : Optional.empty(), absences::add);
    }

    /** Time goes by, after which what is still away is gone. */
    private void later() {
        List<Runnable> due = List.copyOf(absences);
        absences.clear();
        due.forEach(Runnable::run);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(etc.resolve(name), text);
        installer.install(etc.resolve(name).toFile());
    }

    private void delete(String name) throws IOException {
        Files.delete(etc.resolve(name));
        installer.uninstall(etc.resolve(name).toFile());
        later();
    }

    @Test
    void aFileThatIsAwayForAMoment_deletesNothing_andCountsAsItComesBack() throws Exception {
        write(CFG, "address = a\n");
        done("+" + PID);
        Files.delete(etc.resolve(CFG));
        installer.uninstall(etc.resolve(CFG).toFile());
        Files.writeString(etc.resolve(CFG), "address = b\n");
        later();
        inForce(PID, "address", "b", CFG);
        done("+" + PID);
        installer.install(etc.resolve(CFG).toFile()); // FileInstall sees it at its next look only
        done();
    }

    @Test
    void aFileThatIsAwayForAMoment_andIsSeenAgainBefore_isNotDeletedLater() throws Exception {
        write(CFG, "address = a\n");
        Files.delete(etc.resolve(CFG));
        installer.uninstall(etc.resolve(CFG).toFile());
        write(CFG, "address = a\n");
        later();
        done("+" + PID);
    }

    private void inForce(String pid, String key, Object value, String file) {
        assertTrue(configurations.all.containsKey(pid), configurations.all.toString());
        assertEquals(value, configurations.all.get(pid).get(key));
        assertEquals(etc.resolve(file).toFile().toURI().toString(), configurations.all.get(pid).get(Values.FILE));
    }

    private void done(String... steps) {
        assertEquals(List.of(steps), configurations.done);
        configurations.done.clear();
    }

    @Test
    void eachForm_comesChangesAndGoes() throws Exception {
        write(CFG, "address = a\n");
        inForce(PID, "address", "a", CFG);
        write(CFG, "address = b\n");
        inForce(PID, "address", "b", CFG);
        write(CFG, "# the same\naddress = b\n");
        write("io.tidegate.hub.config", "size=I\"3\"\n");
        inForce("io.tidegate.hub", "size", 3, "io.tidegate.hub.config");
        write("io.tidegate.rule~r.cfg.json", "{ \"topic\": \"t\" }");
        inForce("io.tidegate.rule~r", "topic", "t", "io.tidegate.rule~r.cfg.json");
        delete(CFG);
        delete("io.tidegate.hub.config");
        delete("io.tidegate.rule~r.cfg.json");
        done("+" + PID, "+" + PID, "+io.tidegate.hub", "+io.tidegate.rule~r", "-" + PID, "-io.tidegate.hub", "-io.tidegate.rule~r");
    }

    @Test
    void aSecondFile_changesNothing_andTakesOverWhenTheFirstGoes_withoutAGap() throws Exception {
        write(CFG, "address = a\n");
        write(JSON, "{ \"address\": \"b\" }");
        write(CONFIG, "address=\"c\"\n");
        inForce(PID, "address", "a", CFG);
        write(CFG, "address = d\n");
        inForce(PID, "address", "d", CFG);
        delete(CFG);
        inForce(PID, "address", "b", JSON);
        delete(CONFIG);
        inForce(PID, "address", "b", JSON);
        done("+" + PID, "+" + PID, "+" + PID);
        delete(JSON);
        done("-" + PID);
    }

    @Test
    void aSecondFileWithTheSameWords_takesOverToo() throws Exception {
        write(CFG, "address = a\n");
        write(JSON, "{ \"address\": \"a\" }");
        delete(CFG);
        inForce(PID, "address", "a", JSON);
        write(JSON, "{ \"address\": \"b\" }");
        inForce(PID, "address", "b", JSON);
    }

    /** FileInstall tells of what went before it tells of what came. */
    @Test
    void anotherForm_inOneStep_isNoGap_alsoWhileItIsHalfWritten() throws Exception {
        write(CFG, "address = a\n");
        Files.writeString(etc.resolve(JSON), "{ \"address\": ");
        delete(CFG);
        assertEquals("a", configurations.all.get(PID).get("address"));
        write(JSON, "{ \"address\": \"b\" }");
        inForce(PID, "address", "b", JSON);
        done("+" + PID, "+" + PID);
    }

    @Test
    void anEmptyFile_changesNothing_andItsDeletionIsOne() throws Exception {
        write("io.tidegate.hub.cfg", "clientid.pattern = [a-z]+\n");
        configurations.done.clear();
        for (String empty : List.of("", " \r\n\t\n", "\0\0\0\0", "\uFEFF")) {
            write("io.tidegate.hub.cfg", empty);
            inForce("io.tidegate.hub", "clientid.pattern", "[a-z]+", "io.tidegate.hub.cfg");
        }
        write(JSON, "\n");
        done();
        delete("io.tidegate.hub.cfg");
        done("-io.tidegate.hub");
        write("io.tidegate.hub.cfg", "");
        done();
        write("io.tidegate.hub.cfg", "# all defaults\n");
        assertEquals(Map.of(), Values.of(configurations.all.get("io.tidegate.hub")));
    }

    @Test
    void anEmptySecondFile_doesNotTakeOver_butLetsGo() throws Exception {
        write(CFG, "address = a\n");
        write(JSON, "");
        delete(CFG);
        assertEquals("a", configurations.all.get(PID).get("address"), "the old one goes on");
        delete(JSON);
        done("+" + PID, "-" + PID);
    }

    @Test
    void atAStart_theFirstByNameThatSaysSomethingCounts() throws Exception {
        Files.writeString(etc.resolve(CFG), "");
        Files.writeString(etc.resolve(JSON), "{ \"address\": \"b\" }");
        Files.writeString(etc.resolve(CONFIG), "address=\"c\"\n");
        Files.writeString(etc.resolve("other.txt"), "address=\"c\"\n");
        installer.takePresent(etc);
        inForce(PID, "address", "b", JSON);
        done("+" + PID);
    }

    @Test
    void aFileThatIsThereAgain_andWhatSomebodyElseMadeMeanwhile_areNotDeleted() throws Exception {
        write(CFG, "address = a\n");
        installer.uninstall(etc.resolve(CFG).toFile());
        inForce(PID, "address", "a", CFG);
        configurations.put(PID, "io.tidegate.listener", new Hashtable<>(Map.of("address", "of the tree")));
        configurations.done.clear();
        delete(CFG);
        done();
    }

    /** config:delete takes the first file along: FileInstall tells later. */
    @Test
    void deletedByTheConsole_theSecondFileIsTakenAtTheNextLook() throws Exception {
        write(CFG, "address = a\n");
        write(JSON, "{ \"address\": \"b\" }");
        configurations.all.remove(PID);
        delete(CFG);
        inForce(PID, "address", "b", JSON);
    }

    @Test
    void whatTheConsoleNamedItself_isFoundByItsFile() throws Exception {
        Hashtable<String, Object> made = new Hashtable<>(Map.of("address", "a", Values.FILE, etc.resolve(CFG).toFile().toURI().toString()));
        configurations.put("io.tidegate.listener.4711", "io.tidegate.listener", made);
        write(CFG, "address = b\n");
        inForce("io.tidegate.listener.4711", "address", "b", CFG);
        write(JSON, "{ \"address\": \"c\" }");
        delete(CFG);
        inForce("io.tidegate.listener.4711", "address", "c", JSON);
        delete(JSON);
        assertFalse(configurations.all.containsKey("io.tidegate.listener.4711"));
        assertEquals(Map.of(), configurations.all);
    }

    @Test
    void whatCannotBeRead_changesNothing_andIsNotThrownAtFileInstall() throws Exception {
        write(CFG, "address = a\n");
        write(CFG, "<?xml version=\"1.0\"?><properties/>");
        Files.write(etc.resolve(CFG), new byte[] {'a', '=', (byte) 0xFF});
        installer.update(etc.resolve(CFG).toFile());
        inForce(PID, "address", "a", CFG);
        done("+" + PID);
        delete(CFG);
        done("-" + PID);
    }

    @Test
    void aStray_doesNotReplaceWhatIsCalledLikeIt() throws Exception {
        write(CFG, "address = a\n");
        write("io.tidegate.listener~l.cfg", "address = stray\n");
        inForce(PID, "address", "a", CFG);
        delete("io.tidegate.listener~l.cfg");
        inForce(PID, "address", "a", CFG);
    }

    @Test
    void aDirectoryByAnotherName_isTheSameOne() throws Exception {
        write(CFG, "address = a\n");
        Path link = Files.createSymbolicLink(dir.resolve("link"), etc);
        configurations.done.clear();
        installer.install(link.resolve(CFG).toFile());
        done();
        Files.delete(etc.resolve(CFG));
        installer.uninstall(link.resolve(CFG).toFile());
        later();
        done("-" + PID);
    }
}
