package io.tidegate.shell.internal.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.ConfigurationCheck;
import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.shell.internal.check.Running.Origin;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgementTest {
    private static final Predicate<Running> TREE = r -> r.origin() == Origin.TREE;

    private static Map<String, Object> properties(String... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private static Entry tree(String pid, String source, String... pairs) {
        Map<String, Object> properties = properties(pairs);
        properties.put("tidegate.source", source);
        return new Entry(pid, properties, source, Map.of());
    }

    private static Running running(String pid, String source, String... pairs) {
        Map<String, Object> properties = properties(pairs);
        properties.put("service.pid", pid);
        if (source.startsWith("etc/")) {
            properties.put("felix.fileinstall.filename", "file:/d/" + source);
        } else {
            properties.put("tidegate.source", source);
        }
        return RunningReader.of(pid, properties);
    }

    private static Judgement judge(List<Entry> proposed, List<Running> running, ConfigurationCheck... checks) {
        return Judgement.of(new ProposedConfiguration(proposed, List.of()), running, TREE, Arrays.asList(checks));
    }

    private static String text(Judgement judgement) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        JudgementText.problems(judgement, out);
        JudgementText.changes(judgement, out);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatWouldChange_isSaidKeyByKey_withoutSecrets() {
        Judgement judgement = judge(
                List.of(tree("io.tidegate.rule~a", "s.yml:7", "clientid", "a", "subscribe.qos", "1"), tree("io.tidegate.rule~b", "s.yml:9", "clientid", "b"),
                        tree("io.tidegate.principal~p", "h.yml:2", "username", "p", "password", "hash-two")),
                List.of(running("io.tidegate.rule~a", "s.yml:5", "clientid", "a", "subscribe.qos", "0", "publish.topic", "x"),
                        running("io.tidegate.principal~p", "h.yml:2", "username", "p", "password", "hash-one"),
                        running("io.tidegate.rule~gone", "s.yml:20", "clientid", "gone"),
                        running("io.tidegate.rule~mine", "etc/io.tidegate.rule-mine.cfg")));
        assertEquals("""
                Would change:
                  ~ rule a   s.yml:7
                      publish.topic x -> (not set)
                      subscribe.qos 0 -> 1
                  + rule b   s.yml:9
                  ~ principal p   h.yml:2
                      password (changed)
                  - rule gone   s.yml:20
                """, text(judgement));
        assertFalse(judgement.hasErrors());
    }

    @Test
    void lineThatMovedAndTypedLists_areNoChange() {
        Entry entry = tree("io.tidegate.principal~p", "h.yml:9", "username", "p");
        Map<String, Object> listed = new LinkedHashMap<>(entry.properties());
        listed.put("pub", new String[] {"a", "b"});
        Judgement judgement = judge(List.of(new Entry(entry.pid(), listed, "h.yml:9", Map.of())),
                List.of(running("io.tidegate.principal~p", "h.yml:2", "username", "p", "pub", "a, b")));
        assertEquals("Nothing would change.\n", text(judgement));
    }

    @Test
    void checksSeeTheWholeSet_andOnlyTheProposalIsSpokenOf() {
        List<String> seen = new ArrayList<>();
        ConfigurationCheck check = all -> {
            seen.addAll(all.entries().keySet());
            return all.entries().values().stream().map(e -> new Problem(Severity.ERROR, e.source(), e.pid(), "k", "is wrong")).toList();
        };
        Judgement judgement = judge(List.of(tree("io.tidegate.rule~a", "s.yml:7")), List.of(running("io.tidegate.function~f", "etc/io.tidegate.function-f.cfg"),
                running("io.tidegate.rule~a", "s.yml:7"), running("io.tidegate.rule~old", "s.yml:9"), running("io.tidegate.rule~other", "t.yml:9")), check);
        assertEquals(List.of("io.tidegate.function~f", "io.tidegate.rule~a"), seen, "what both want is refused to the proposal");
        assertEquals(1, judgement.count(Severity.ERROR));
        assertEquals("""
                ERROR    s.yml:7: k: is wrong
                Would change, once what has an error is mended or left out:
                  - rule other   t.yml:9
                """, text(judgement), "what comes from a file with an error stays");
    }

    @Test
    void operatorsWord_winsOverAProposedTree() {
        Judgement judgement = judge(List.of(tree("io.tidegate.rule~a", "s.yml:7", "clientid", "a")),
                List.of(running("io.tidegate.rule~x", "etc/io.tidegate.rule-x.cfg", "clientid", "a")));
        assertEquals("NOTE     s.yml:7: is overridden by etc/io.tidegate.rule-x.cfg\nNothing would change.\n", text(judgement));
    }

    @Test
    void consolesOwnPid_isCalledByItsFile() {
        Map<String, Object> properties = properties("service.factoryPid", "io.tidegate.rule",
                "felix.fileinstall.filename", "file:/d/etc/io.tidegate.rule-cc.cfg");
        assertEquals("io.tidegate.rule~cc", RunningReader.of("io.tidegate.rule.4711", properties).pid());
    }

    @Test
    void ruleThatWouldNotRun_isAnError() {
        Judgement judgement = judge(List.of(tree("io.tidegate.rule~a", "s.yml:7", "clientid", "a", "failed", "s.yml:4: hub.password: wrong")), List.of());
        assertTrue(text(judgement).startsWith("ERROR    s.yml:7: rule a would not run: s.yml:4: hub.password: wrong\n"), text(judgement));
    }

    @Test
    void valueThatIsFilledInLater_isNotJudged() {
        ConfigurationCheck check = all -> List.of(new Problem(Severity.ERROR, "s:1", "io.tidegate.listener~a", "address", "'$[env:X]' is wrong"));
        Judgement judgement = judge(List.of(tree("io.tidegate.listener~a", "s:1", "address", "$[env:X]")), List.of(), check);
        assertFalse(judgement.hasErrors());
        assertEquals(1, judgement.count(Severity.NOTE));
    }

    @Test
    void checkThatThrows_isAnErrorAndTheOthersAreAsked() {
        ConfigurationCheck throwing = all -> {
            throw new IllegalStateException("boom");
        };
        ConfigurationCheck warning = all -> List.of(new Problem(Severity.WARNING, "s:1", "io.tidegate.rule~a", "k", "odd"));
        Judgement judgement = judge(List.of(tree("io.tidegate.rule~a", "s:1")), List.of(), throwing, warning);
        assertTrue(judgement.problems().get(0).message().contains("boom"));
        assertEquals(1, judgement.count(Severity.WARNING));
    }

    @Test
    void textFromFiles_staysOnOneLine() {
        ConfigurationCheck check = all -> List.of(new Problem(Severity.ERROR, "s:1", "io.tidegate.rule~a", "k", "a\u001b[31mb\nOK"));
        assertEquals(1, text(judge(List.of(tree("io.tidegate.rule~a", "s:1")), List.of(), check)).lines().filter(l -> l.contains("OK")).count());
        assertFalse(text(judge(List.of(tree("io.tidegate.rule~a", "s:1")), List.of(), check)).contains("\u001b"));
    }

    @Test
    void scope_isWhatThePathSpeaksOf(@TempDir Path dir) throws Exception {
        Running tree = running("io.tidegate.rule~a", "s.yml:1");
        Running etc = running("io.tidegate.rule~b", "etc/io.tidegate.rule-b.cfg");
        Path file = Files.writeString(dir.resolve("io.tidegate.rule-b.cfg"), "");
        assertEquals(List.of(false, true), List.of(Scope.of(file).test(tree), Scope.of(file).test(etc)));
        assertEquals(List.of(false, true), List.of(Scope.of(dir).test(tree), Scope.of(dir).test(etc)));
        Path nowhere = dir.resolve("nowhere");
        assertEquals(List.of(false, false), List.of(Scope.of(nowhere).test(tree), Scope.of(nowhere).test(etc)));
        Path application = Files.createDirectories(dir.resolve("g/var/db/baetyl")).resolve("application.yml");
        Files.writeString(application, "");
        for (Path path : List.of(dir.resolve("g"), application)) {
            assertEquals(List.of(true, false), List.of(Scope.of(path).test(tree), Scope.of(path).test(etc)), path.toString());
        }
        Files.createDirectories(dir.resolve("g/var/lib/tidegate/etc"));
        Files.writeString(dir.resolve("g/var/lib/tidegate/etc/io.tidegate.rule-b.cfg"), "");
        assertEquals(List.of(true, true), List.of(Scope.of(dir.resolve("g")).test(tree), Scope.of(dir.resolve("g")).test(etc)));
    }
}
