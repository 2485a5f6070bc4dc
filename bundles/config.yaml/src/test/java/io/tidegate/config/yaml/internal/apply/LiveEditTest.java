package io.tidegate.config.yaml.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.Problem;
import io.tidegate.status.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits while it runs, one after the other, and what each leaves alone. */
class LiveEditTest {
    private static final String RULE = "io.tidegate.rule~localfunc-1";
    private static final String FUNCTION = "io.tidegate.function~sayhi";
    @TempDir
    Path dir;
    private TestTree tree;

    @BeforeEach
    void started() throws Exception {
        tree = TestTree.tutorial(dir).start();
    }

    /** What differs in ConfigAdmin after an edit: PID, and the keys of it; {@code +} and {@code -} for made and removed. */
    private List<String> changes(Runnable edit) {
        Map<String, Map<String, Object>> before = all();
        edit.run();
        tree.again();
        Map<String, Map<String, Object>> after = all();
        List<String> changes = new ArrayList<>();
        before.keySet().stream().filter(pid -> !after.containsKey(pid)).forEach(pid -> changes.add("-" + pid));
        after.forEach((pid, properties) -> {
            if (!before.containsKey(pid)) {
                changes.add("+" + pid);
                return;
            }
            properties.forEach((key, value) -> {
                Object old = before.get(pid).get(key);
                boolean same = value instanceof Object[] v && old instanceof Object[] o ? List.of(v).equals(List.of(o)) : value.equals(old);
                if (!same && !key.equals("tidegate.source")) {
                    changes.add(pid + " " + key + "=" + value);
                }
            });
        });
        return changes;
    }

    private Map<String, Map<String, Object>> all() {
        Map<String, Map<String, Object>> all = new HashMap<>();
        tree.admin.all.keySet().forEach(pid -> all.put(pid, tree.properties(pid)));
        return all;
    }

    private void edit(String file, String from, String to, String... expected) {
        assertEquals(List.of(expected), changes(() -> tree.replace(file, from, to)));
    }

    @Test
    void everyKindOfEdit_touchesOnlyWhatItNames() {
        edit(TestTree.HUB, "listen:", "listen:\n  - tcp://127.0.0.1:1884", "+io.tidegate.listener~localhub-1884");
        edit(TestTree.HUB, "127.0.0.1:1884", "0.0.0.0:1884", "io.tidegate.listener~localhub-1884 address=tcp://0.0.0.0:1884");
        edit(TestTree.HUB, "  - tcp://0.0.0.0:1884\n", "", "-io.tidegate.listener~localhub-1884");
        edit(TestTree.HUB, "logger:", "  - username: bob\n    password: x\n    permissions:\n      - action: sub\n        permit: [b]\nlogger:",
                "+io.tidegate.principal~bob");
        edit(TestTree.HUB, "logger:", "subscriptions:\n  - source:\n      topic: a\n    target:\n      topic: b\nlogger:",
                "+io.tidegate.route~a-to-b");
    }

    @Test
    void ruleAndFunctionKeys_areLiveOneByOne() {
        edit(TestTree.MANAGER, "topic: t\n", "topic: t2\n", RULE + " subscribe.topic=t2");
        edit(TestTree.MANAGER, "topic: t2\n", "topic: t2\n      qos: 1\n", RULE + " subscribe.qos=1");
        edit(TestTree.MANAGER, "min: 0", "min: 2", FUNCTION + " instance.min=2");
        edit(TestTree.MANAGER, "    service: function-sayhi\n", "    service: function-sayhi\n    timeout: 7s\n", FUNCTION + " timeout=7s");
    }

    @Test
    void functionThatARefusedRuleCalls_staysAsLongAsTheRuleDoes() throws Exception {
        tree.checks.add(all -> all.ofPid("io.tidegate.rule").stream()
                .filter(e -> all.ofPid("io.tidegate.function").isEmpty())
                .map(e -> new Problem(Problem.Severity.ERROR, e.source(), e.pid(), "function", "function sayhi is not configured")).toList());
        String good = Files.readString(dir.resolve(TestTree.MANAGER));
        assertEquals(List.of(), changes(() -> tree.write(TestTree.MANAGER, good.substring(0, good.indexOf("functions:")))));
        assertEquals(0, tree.admin.deletes);
        assertTrue(tree.row("service", "function-manager").reason().contains("function sayhi is not configured"));
        assertEquals(List.of("-" + RULE, "-" + FUNCTION).stream().sorted().toList(), changes(() -> tree.write(TestTree.MANAGER,
                good.substring(0, good.indexOf("rules:")))).stream().sorted().toList());
    }

    @Test
    void serviceWhoseFileIsRefused_isShownAsWhatRunsOn() {
        tree.write(TestTree.MANAGER, "").again();
        assertEquals(Status.RUNNING, tree.row("service", "function-manager").state());
        assertEquals(TestTree.MANAGER + ":1: is empty", tree.row("service", "function-manager").reason());
        assertTrue(tree.row("service", "function-manager").pids().contains(RULE));
        assertEquals(TestTree.MANAGER + ":1: is empty", tree.row("service", "function-manager").details().get("refused." + RULE));
        assertEquals("", tree.row("service", "function-sayhi").reason());
        assertEquals(List.of(FUNCTION), tree.row("service", "function-sayhi").pids());
    }

    @Test
    void aListenerThatCannotBeRead_doesNotFailTheRules() {
        edit(TestTree.HUB, "0.0.0.0:1883", "0.0.0.0:188399");
    }

    @Test
    void overriddenThing_isNotJudgedInTheTreesName() {
        tree.checks.add(all -> all.ofPid("io.tidegate.rule").stream().filter(e -> !e.properties().containsKey("function"))
                .map(e -> new Problem(Problem.Severity.ERROR, e.source(), e.pid(), "function", "is missing")).toList());
        tree.admin.fromEtc(RULE, Map.of("subscribe.topic", "half"));
        tree.again();
        assertEquals(TestTree.MANAGER + ":6 is overridden by etc/io.tidegate.rule-localfunc-1.cfg", tree.row("service", "function-manager").reason());
    }

    @Test
    void operatorsFileThatWentBeforeAnybodySawIt_givesTheWordBack() {
        Map<String, Object> edited = new HashMap<>(tree.properties(RULE));
        edited.put("publish.topic", "mine");
        tree.admin.fromEtc(RULE, edited);
        tree.again();
        assertEquals("mine", tree.properties(RULE).get("publish.topic"));
        for (int i = 0; i < 8; i++) {
            tree.again();
        }
        assertEquals("t/hi", tree.properties(RULE).get("publish.topic"));
        assertFalse(tree.properties(RULE).containsKey(Held.FILE_NAME));
    }

    @Test
    void consolesOwnPid_isKnownByTheNameOfItsFile() {
        tree.admin.fromConsole("io.tidegate.rule", "io.tidegate.rule.4711", "localfunc-1", Map.of("subscribe.topic", "a", "function", "sayhi"));
        tree.again();
        assertFalse(tree.admin.all.containsKey(RULE));
        assertTrue(tree.row("service", "function-manager").reason().contains("overridden by etc/io.tidegate.rule-localfunc-1.cfg"));
    }

    @Test
    void singleConfigurationWithATilde_isSaid() {
        tree.admin.stray("io.tidegate.rule~dd");
        tree.again();
        assertEquals(Status.FAILED, tree.row("file", "etc/io.tidegate.rule~dd.cfg").state());
        assertTrue(tree.row("file", "etc/io.tidegate.rule~dd.cfg").reason().contains("io.tidegate.rule-dd.cfg"));
        tree.admin.all.remove("io.tidegate.rule~dd");
        tree.again();
        assertTrue(tree.look().rows().stream().noneMatch(r -> r.name().contains("dd")));
    }

    @Test
    void singleConfigurationWithATilde_isSaidAlsoWithoutATree(@TempDir Path bare) {
        TestTree without = new TestTree(bare);
        without.admin.stray("io.tidegate.rule~dd");
        without.start();
        assertEquals(1, without.look().rows().size());
        without.admin.all.clear();
        without.again();
        assertEquals(List.of(), without.look().rows());
    }

    @Test
    void oldPlaces_areSaidWithWhatToDo(@TempDir Path bare) throws Exception {
        TestTree old = new TestTree(bare).write("var/db/openedge/application.yml", "services: []").write("etc/openedge/openedge.yml", "a: b").start();
        assertEquals(Status.UNSUPPORTED, old.row("file", "var/db/openedge").state());
        assertEquals("var/db/openedge is not read; rename it to var/db/baetyl", old.row("file", "var/db/openedge").reason());
        assertEquals("etc/openedge is not read; rename it to etc/baetyl", old.row("file", "etc/openedge").reason());
        Files.createDirectories(dir.resolve("var/db/openedge"));
        Files.createSymbolicLink(dir.resolve("etc"), bare.resolve("nothing"));
        tree.again();
        assertEquals("var/db/openedge is not read: var/db/baetyl is", tree.row("file", "var/db/openedge").reason());
        Files.delete(dir.resolve("var/db/openedge"));
        Files.createSymbolicLink(dir.resolve("var/db/openedge"), dir.resolve("var/db/baetyl"));
        tree.again();
        assertTrue(tree.look().rows().stream().noneMatch(r -> r.name().contains("openedge")));
    }

    @Test
    void aThousandEdits_leaveWhatTheLastSaysAndNothingElse() {
        int rows = tree.look().rows().size();
        for (int i = 1; i <= 1000; i++) {
            tree.replace(TestTree.MANAGER, i == 1 ? "max: 10" : "max: " + edited(i - 1), "max: " + edited(i));
            tree.look().touch();
            tree.look().run();
            if (i % 100 == 0) {
                tree.again();
            }
        }
        tree.again();
        assertEquals(edited(1000), tree.properties(FUNCTION).get("instance.max"));
        assertEquals(6, tree.admin.all.size());
        assertEquals(rows, tree.look().rows().size());
        assertTrue(tree.admin.updates < 30, "updates: " + tree.admin.updates);
    }

    private static String edited(int i) {
        return Integer.toString(10 + i % 90);
    }

    @Test
    void editsWhileAway_areInForceAfterTheStart() throws Exception {
        tree.replace(TestTree.MANAGER, "topic: t\n", "topic: t9\n");
        tree.start();
        assertEquals("t9", tree.properties(RULE).get("subscribe.topic"));
        String text = Files.readString(dir.resolve(TestTree.MANAGER));
        tree.write(TestTree.MANAGER, text.substring(0, text.indexOf("rules:")) + text.substring(text.indexOf("functions:")));
        tree.start();
        assertFalse(tree.admin.all.containsKey(RULE));
    }
}
