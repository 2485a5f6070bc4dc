package io.tidegate.config.yaml.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.Problem;
import io.tidegate.status.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What later looks do, and what they leave alone. */
class ApplyTest {
    private static final String RULE = "io.tidegate.rule~localfunc-1";
    private static final String FUNCTION = "io.tidegate.function~sayhi";
    private static final String PRINCIPAL = "io.tidegate.principal~test";
    @TempDir
    Path dir;
    private TestTree tree;
    private int updates;

    @BeforeEach
    void started() throws Exception {
        tree = TestTree.tutorial(dir).start();
        updates = tree.admin.updates;
    }

    @Test
    void oneChangedKey_touchesOneConfiguration() throws Exception {
        tree.replace(TestTree.MANAGER, "max: 10", "max: 11").again();
        assertEquals("11", tree.properties(FUNCTION).get("instance.max"));
        assertEquals(updates + 1, tree.admin.updates);
    }

    @Test
    void aNewCommentAbove_touchesNothing() throws Exception {
        tree.replace(TestTree.HUB, "listen:", "# a comment\nlisten:").again();
        assertEquals(updates, tree.admin.updates);
    }

    @Test
    void changedPassword_changesPrincipalAndFailsTheRuleThatStillUsesTheOld() throws Exception {
        Object old = tree.properties(PRINCIPAL).get("password");
        tree.replace(TestTree.HUB, "hahaha", "hihihi").again();
        assertNotEquals(old, tree.properties(PRINCIPAL).get("password"));
        assertTrue(tree.properties(RULE).get("failed").toString().contains("wrong password"));
    }

    @Test
    void removedThing_isRemoved() throws Exception {
        String text = Files.readString(dir.resolve(TestTree.MANAGER));
        tree.write(TestTree.MANAGER, text.substring(0, text.indexOf("rules:")) + text.substring(text.indexOf("functions:"))).again();
        assertFalse(tree.admin.all.containsKey(RULE));
        assertEquals(1, tree.admin.deletes);
        assertTrue(tree.admin.all.containsKey(FUNCTION));
    }

    @Test
    void fileThatChangesAllTheTime_doesNotCountUntilItStandsStill() {
        tree.replace(TestTree.MANAGER, "max: 10", "max: 11");
        tree.look().run();
        tree.replace(TestTree.MANAGER, "max: 11", "max: 12");
        tree.look().run();
        assertEquals(updates, tree.admin.updates);
    }

    @Test
    void refusedFiles_changeNothingAndAreFailedUntilMended() throws Exception {
        Set<String> before = Set.copyOf(tree.admin.all.keySet());
        for (String file : List.of(TestTree.APPLICATION, TestTree.HUB, TestTree.MANAGER, TestTree.SAYHI)) {
            String good = Files.readString(dir.resolve(file));
            for (String bad : List.of("", "a: [1,", good + "\nx: 'unfinished")) {
                tree.write(file, bad).again();
                assertEquals(Status.FAILED, tree.row("file", file).state());
                assertEquals(before, tree.admin.all.keySet(), file + " as " + bad);
                assertEquals(updates, tree.admin.updates, file + " as " + bad);
            }
            tree.write(file, good).again();
            assertEquals(Status.RUNNING, tree.row("file", file).state());
            assertEquals(updates, tree.admin.updates);
        }
        assertEquals(0, tree.admin.deletes);
    }

    @Test
    void refusedApplication_stillShowsTheServicesThatRun() throws Exception {
        tree.write(TestTree.APPLICATION, "services: [").again();
        assertEquals(Status.RUNNING, tree.row("service", "localhub").state());
    }

    @Test
    void missingApplication_changesNothingAndIsFailed() throws Exception {
        Files.delete(dir.resolve(TestTree.APPLICATION));
        tree.again();
        assertEquals(6, tree.admin.all.size());
        assertEquals(TestTree.APPLICATION + ":1: is missing", tree.row("file", TestTree.APPLICATION).reason());
        tree.start();
        assertEquals(6, tree.admin.all.size());
        assertEquals(Status.FAILED, tree.row("file", TestTree.APPLICATION).state());
    }

    @Test
    void badThing_keepsTheOldOneAndItsNeighbours() throws Exception {
        tree.replace(TestTree.MANAGER, "idletime: 1m", "idletime: soon").again();
        assertEquals("1m", tree.properties(FUNCTION).get("instance.idletime"));
        assertFalse(tree.properties(RULE).containsKey("failed"));
        assertEquals(updates, tree.admin.updates);
        assertTrue(tree.row("service", "function-sayhi").reason().contains("'soon'"), tree.row("service", "function-sayhi").toString());
    }

    @Test
    void badListener_doesNotCloseTheOldOne() throws Exception {
        tree.replace(TestTree.HUB, "tcp://0.0.0.0:1883", "tcp://0.0.0.0:").again();
        assertTrue(tree.admin.all.containsKey("io.tidegate.listener~localhub-1883"));
    }

    @Test
    void operatorsFile_winsAndItsDeletionBringsTheTreesWordBack() throws Exception {
        Map<String, Object> edited = new HashMap<>(tree.properties(RULE));
        edited.put("publish.topic", "mine");
        tree.admin.fromEtc(RULE, edited);
        tree.again();
        assertEquals("mine", tree.properties(RULE).get("publish.topic"));
        assertEquals(TestTree.MANAGER + ":6 is overridden by etc/io.tidegate.rule-localfunc-1.cfg",
                tree.row("service", "function-manager").reason());
        tree.admin.all.remove(RULE);
        tree.again();
        assertEquals("t/hi", tree.properties(RULE).get("publish.topic"));
        assertEquals("", tree.row("service", "function-manager").reason());
    }

    @Test
    void operatorsFileOfAnotherNameForTheSameThing_winsToo() throws Exception {
        tree.admin.fromEtc("io.tidegate.rule~x", Map.of("clientid", "localfunc-1", "function", "f", "subscribe.topic", "a"));
        tree.again();
        assertFalse(tree.admin.all.containsKey(RULE));
        assertTrue(tree.admin.all.containsKey("io.tidegate.rule~x"));
        assertEquals(TestTree.MANAGER + ":6 is overridden by etc/io.tidegate.rule-x.cfg", tree.row("service", "function-manager").reason());
    }

    @Test
    void configurationsOfOthers_areNeverTouched() throws Exception {
        tree.admin.getFactoryConfiguration("io.tidegate.rule", "native", "?").update(new java.util.Hashtable<>(Map.of("clientid", "native")));
        tree.admin.getConfiguration("io.tidegate.store", "?").update(new java.util.Hashtable<>(Map.of("kind", "memory")));
        int now = tree.admin.updates;
        tree.replace(TestTree.MANAGER, "max: 10", "max: 11").again();
        assertEquals(now + 1, tree.admin.updates);
        assertEquals(8, tree.admin.all.size());
    }

    @Test
    void deletedOwnConfiguration_comesBack() throws Exception {
        tree.admin.all.remove(RULE);
        tree.again();
        assertTrue(tree.admin.all.containsKey(RULE));
    }

    @Test
    void checksErrors_leaveTheNewOutAndTheOldAsItWas() throws Exception {
        tree.checks.add(all -> all.ofPid("io.tidegate.rule").stream().filter(e -> e.properties().get("publish.topic").toString().startsWith("bad"))
                .map(e -> new Problem(Problem.Severity.ERROR, e.sourceOf("publish.topic"), e.pid(), "publish.topic", "nothing bad")).toList());
        tree.checks.add(all -> {
            throw new IllegalStateException("a check with a bug must not stop the others");
        });
        tree.replace(TestTree.MANAGER, "topic: t/hi", "topic: bad");
        tree.replace(TestTree.MANAGER, "functions:\n",
                "  - {clientid: two, subscribe: {topic: u}, function: {name: sayhi}, publish: {topic: bad2}}\nfunctions:\n").again();
        assertEquals("t/hi", tree.properties(RULE).get("publish.topic"));
        assertFalse(tree.admin.all.containsKey("io.tidegate.rule~two"));
        assertEquals(TestTree.MANAGER + ":13: publish.topic: nothing bad", tree.row("rule", "two").reason());
        assertTrue(tree.row("service", "function-manager").reason().contains(TestTree.MANAGER + ":12: publish.topic: nothing bad"));
        assertEquals(Status.RUNNING, tree.row("service", "function-manager").state());
    }

    @Test
    void checks_seeTheOperatorsConfigurationsToo() throws Exception {
        tree.admin.fromEtc("io.tidegate.function~native", Map.of("name", "native"));
        List<String> seen = new java.util.ArrayList<>();
        tree.checks.add(all -> {
            seen.addAll(all.entries().keySet());
            return List.of();
        });
        tree.again();
        assertTrue(seen.containsAll(List.of("io.tidegate.function~native", RULE, FUNCTION)), seen.toString());
    }

    @Test
    void checks_seeWhatGoesOnAsItWas() throws Exception {
        List<Object> seen = new java.util.ArrayList<>();
        tree.checks.add(all -> {
            seen.clear();
            all.ofPid("io.tidegate.function").forEach(e -> seen.add(e.properties().get("instance.idletime")));
            return List.of();
        });
        tree.replace(TestTree.MANAGER, "idletime: 1m", "idletime: soon").again();
        assertEquals(List.of("1m"), seen);
    }

    @Test
    void configAdminThatRefuses_isToldAndTriedAgain() throws Exception {
        tree.replace(TestTree.MANAGER, "max: 10", "max: 11");
        tree.admin.failing = true;
        tree.again();
        assertEquals("10", tree.properties(FUNCTION).get("instance.max"));
        tree.admin.failing = false;
        tree.look().run();
        assertEquals("11", tree.properties(FUNCTION).get("instance.max"));
    }

    @Test
    void since_staysWhileTheStateStays() throws Exception {
        var since = tree.row("service", "localhub").since();
        tree.replace(TestTree.MANAGER, "max: 10", "max: 11").again();
        assertEquals(since, tree.row("service", "localhub").since());
    }
}
