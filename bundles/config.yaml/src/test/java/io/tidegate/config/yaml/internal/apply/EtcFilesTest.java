package io.tidegate.config.yaml.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operator wrote into etc/ that nobody can read or take: where it stands, for as long as it does. */
class EtcFilesTest {
    private static final String RULE = "io.tidegate.rule~x";
    private static final String FILE = "etc/io.tidegate.rule-x.cfg";
    /** Refuses any QoS but 0 and 1. */
    private static final ConfigurationCheck QOS = all -> all.ofPid("io.tidegate.rule").stream()
            .filter(e -> !String.valueOf(e.properties().getOrDefault("subscribe.qos", "0")).matches("[01]"))
            .map(e -> new Problem(Severity.ERROR, e.sourceOf("subscribe.qos"), e.pid(), "subscribe.qos",
                    "subscribe.qos = " + e.properties().get("subscribe.qos") + ": allowed are 0 and 1")).toList();

    @TempDir
    Path dir;
    private TestTree tree;

    @BeforeEach
    void open() {
        tree = new TestTree(dir);
        tree.checks.add(QOS);
    }

    private List<StatusRow> failed() {
        return tree.look().rows().stream().filter(r -> r.kind().equals("file") && r.state().equals(Status.FAILED)).toList();
    }

    @Test
    void aRefusedValue_isShownWithFileAndLine_untilItIsMended() {
        tree.write(FILE, "subscribe.topic = t\nsubscribe.qos = 7\n").admin.fromEtc(RULE, Map.of("subscribe.topic", "t", "subscribe.qos", "7"));
        tree.start();
        assertEquals(FILE, failed().get(0).name());
        assertEquals(FILE + ":2: subscribe.qos: subscribe.qos = 7: allowed are 0 and 1", failed().get(0).reason());
        tree.write(FILE, "subscribe.topic = t\nsubscribe.qos = 1\n").admin.fromEtc(RULE, Map.of("subscribe.topic", "t", "subscribe.qos", "1"));
        tree.again();
        assertEquals(List.of(), failed());
    }

    @Test
    void itIsShownBesideATreeToo() throws Exception {
        tree = TestTree.tutorial(dir);
        tree.checks.add(QOS);
        tree.write(FILE, "subscribe.qos = 7\n").admin.fromEtc(RULE, Map.of("subscribe.qos", "7"));
        tree.start();
        assertEquals(FILE + ":1: subscribe.qos: subscribe.qos = 7: allowed are 0 and 1", failed().get(0).reason());
        assertEquals(Status.RUNNING, tree.row("service", "localhub").state());
    }

    @Test
    void halfAFileAndADirectoryInItsPlace_areShown_whatTheySaidBeforeIsNotJudgedAnew() throws Exception {
        tree.write("etc/io.tidegate.rule-x.cfg.json", "{\n  \"subscribe.qos\": 1,\n").admin.fromEtc(RULE, Map.of("subscribe.qos", "1"));
        tree.start();
        assertEquals("etc/io.tidegate.rule-x.cfg.json:3: is no JSON: a key in quotes is needed", failed().get(0).reason());
        Files.delete(dir.resolve("etc/io.tidegate.rule-x.cfg.json"));
        Files.createDirectory(dir.resolve(FILE));
        tree.again();
        assertEquals(List.of(FILE + ":1: is not a regular file"), failed().stream().map(StatusRow::reason).toList());
        Files.delete(dir.resolve(FILE));
        tree.again();
        assertEquals(List.of(), failed());
    }

    @Test
    void nothingIsJudgedWhileFilesAreStillBeingApplied() {
        tree.write(FILE, "subscribe.qos = 7\n").write("etc/io.tidegate.function-f.cfg", "handler = a.b\n");
        tree.admin.fromEtc(RULE, Map.of("subscribe.qos", "7"));
        tree.start();
        assertEquals(List.of(), failed());
        tree.admin.fromEtc("io.tidegate.function~f", Map.of("handler", "a.b"));
        tree.again();
        assertEquals(1, failed().size());
    }

    /** ConfigAdmin has a new value before its file counts here: no line of the old file is said to be wrong. */
    @Test
    void whileAFileMoves_nothingNewIsSaid() {
        tree.write(FILE, "subscribe.qos = 1\n").admin.fromEtc(RULE, Map.of("subscribe.qos", "1"));
        tree.start();
        tree.write(FILE, "\n\nsubscribe.qos = 7\n").admin.fromEtc(RULE, Map.of("subscribe.qos", "7"));
        tree.look().touch();
        tree.look().run();
        assertEquals(List.of(), failed());
        tree.again();
        assertEquals(FILE + ":3: subscribe.qos: subscribe.qos = 7: allowed are 0 and 1", failed().get(0).reason());
    }

    @Test
    void ofTwoOfOneName_theOneThatCameLaterIsTheSecond() {
        tree.checks.add(all -> all.ofPid("io.tidegate.rule").stream().skip(1)
                .map(e -> new Problem(Severity.ERROR, e.sourceOf("clientid"), e.pid(), "clientid", "is taken")).toList());
        tree.write(FILE, "clientid = one\n").admin.fromEtc(RULE, Map.of("clientid", "one"));
        tree.start();
        tree.write("etc/io.tidegate.rule-a.cfg", "clientid = one\n").admin.fromEtc("io.tidegate.rule~a", Map.of("clientid", "one"));
        tree.again();
        assertEquals(List.of("etc/io.tidegate.rule-a.cfg"), failed().stream().map(StatusRow::name).toList());
        tree.write(FILE, "# edited\nclientid = one\n").again();
        assertEquals(List.of("etc/io.tidegate.rule-a.cfg"), failed().stream().map(StatusRow::name).toList());
        tree.write(FILE, "clientid = one\nfunction = f\n").admin.fromEtc(RULE, Map.of("clientid", "one", "function", "f"));
        tree.again();
        assertEquals(List.of(FILE), failed().stream().map(StatusRow::name).toList(), "an edit is the later one");
    }

    @Test
    void aProviderThatComesLater_judgesToo() {
        tree.checks.clear();
        tree.write(FILE, "subscribe.qos = 7\n").admin.fromEtc(RULE, Map.of("subscribe.qos", "7"));
        tree.start();
        assertEquals(List.of(), failed());
        tree.checks.add(QOS);
        tree.look().run();
        assertEquals(1, failed().size());
    }

    @Test
    void whatIsFilledIn_isJudgedAsItArrives() {
        tree.environment.put("QOS", "1");
        tree.write(FILE, "subscribe.qos = $[env:QOS]\n").admin.fromEtc(RULE, Map.of("subscribe.qos", "$[env:QOS]"));
        tree.start();
        assertEquals(List.of(), failed());
        assertTrue(tree.look().rows().isEmpty());
    }

    private List<String> reasons() {
        return failed().stream().map(StatusRow::reason).toList();
    }

    @Test
    void ofTwoFilesOfOneThing_theSecondIsSaid_whicheverIsInForce() throws Exception {
        String json = "etc/io.tidegate.rule-x.cfg.json";
        tree.write(FILE, "subscribe.qos = 1\n").admin.fromEtc(RULE, Map.of("subscribe.qos", "1"));
        tree.start();
        tree.write(json, "{ \"subscribe.qos\": 7 }").again();
        assertEquals(List.of(json + ":1: does not count: " + FILE + " makes " + RULE + " too, and is in force; delete one of the two"), reasons());
        assertEquals(json, failed().get(0).name());
        tree.admin.fromEtc(RULE, Map.of("subscribe.qos", "1"), ".cfg.json");
        tree.again();
        assertEquals(List.of(FILE + ":1: does not count: " + json + " makes " + RULE + " too, and is in force; delete one of the two"), reasons());
        Files.delete(dir.resolve(FILE));
        tree.write(json, "{ \"subscribe.qos\": 1 }").again();
        assertEquals(List.of(), reasons());
        tree.write(json, "{ \"subscribe.qos\": 7 }").admin.fromEtc(RULE, Map.of("subscribe.qos", 7), ".cfg.json");
        tree.again();
        assertEquals(List.of(json + ":1: subscribe.qos: subscribe.qos = 7: allowed are 0 and 1"), reasons(), "judged by its own lines");
    }

    @Test
    void twoNamesOfOneForm_areTwoFilesOfOneThingToo() {
        tree.write("etc/io.tidegate.rule-x.cfg.json", "{ }").write("etc/io.tidegate.rule~x.cfg.json", "{ }");
        tree.admin.fromEtc(RULE, Map.of(), ".cfg.json");
        tree.start();
        assertEquals(List.of("etc/io.tidegate.rule~x.cfg.json"), failed().stream().map(StatusRow::name).toList());
    }

    @Test
    void anEmptyFile_isSaid_andWhatItSaidBeforeIsNotJudgedAnew() {
        tree.write(FILE, "subscribe.qos = 1\n").admin.fromEtc(RULE, Map.of("subscribe.qos", "1"));
        tree.start();
        for (String empty : List.of("", " \n\t\r\n", "\0\0\0", "\uFEFF\n")) {
            tree.write(FILE, empty).again();
            assertEquals(List.of(FILE + ":1: is empty, which changes nothing: what was in force goes on; delete the file to go back to"
                    + " the defaults, or to remove what it made"), reasons());
        }
        tree.write(FILE, "# nothing but the defaults\n").admin.fromEtc(RULE, Map.of());
        tree.again();
        assertEquals(List.of(), reasons(), "a comment is a word");
    }

    @Test
    void anEmptyFile_doesNotCount_besideOneThatSaysSomething() {
        tree.write(FILE, "").write("etc/io.tidegate.rule-x.config", "subscribe.qos=\"1\"\n");
        tree.admin.fromEtc(RULE, Map.of("subscribe.qos", "1"), ".config");
        tree.start();
        assertEquals(List.of(FILE), failed().stream().map(StatusRow::name).toList());
        assertTrue(reasons().get(0).contains("is empty") && reasons().get(0).contains("does not count"), reasons().get(0));
    }

    @Test
    void whatNobodyTakes_isWaitedForOnlySoLong_thenTheOthersAreJudged() {
        tree.write(FILE, "subscribe.qos = 7\n").write("etc/io.tidegate.function-f.cfg", "handler = a.b\n");
        tree.admin.fromEtc(RULE, Map.of("subscribe.qos", "7"));
        tree.start();
        assertEquals(List.of(), reasons());
        tree.later(EtcFiles.PATIENCE);
        tree.look().run(); // nobody touches
        assertEquals(List.of("etc/io.tidegate.function-f.cfg:1: was not taken within 10 s, the log may tell why; it is tried again when it is saved",
                FILE + ":1: subscribe.qos: subscribe.qos = 7: allowed are 0 and 1"), reasons());
        tree.admin.fromEtc("io.tidegate.function~f", Map.of("handler", "a.b"));
        tree.again();
        assertEquals(List.of(FILE), failed().stream().map(StatusRow::name).toList());
    }

    @Test
    void aStrayThatNobodyTook_isSaidOnce_andOneThatWasTakenToo() {
        String stray = "etc/io.tidegate.rule~x.cfg";
        tree.write(stray, "subscribe.qos = 1\n").start();
        assertEquals(List.of(stray), failed().stream().map(StatusRow::name).toList());
        tree.admin.stray(RULE);
        tree.again();
        assertEquals(List.of(stray), failed().stream().map(StatusRow::name).toList());
    }
}
