package io.tidegate.config.yaml.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.PasswordHash;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.config.yaml.internal.apply.TestTree;
import io.tidegate.config.yaml.internal.tree.Present;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProposalTest {
    @TempDir
    Path dir;

    private static ProposedConfiguration read(Path path) {
        return new Proposal(Map.of(), NOTHING).read(path);
    }

    private static final Present NOTHING = new Present() {
        @Override
        public String hash(String username, String plain) {
            return PasswordHash.make(plain.toCharArray()).toString();
        }

        @Override
        public Optional<Boolean> operatorAccepts(String username, String plain) {
            return Optional.empty();
        }

        @Override
        public boolean has(String pid) {
            return true;
        }
    };

    @Test
    void tree_isReadWithThePlaceOfEveryKey() {
        ProposedConfiguration proposed = read(Path.of("../../config/tutorial"));
        assertEquals(Set.of("io.tidegate.listener~localhub-1883", "io.tidegate.hub", "io.tidegate.principal~test",
                "io.tidegate.function~sayhi", "io.tidegate.rule~localfunc-1", "io.tidegate.log~localhub"), proposed.entries().keySet());
        assertEquals(List.of(), proposed.problems());
        Entry function = proposed.entries().get("io.tidegate.function~sayhi");
        assertEquals("var/db/baetyl/function-manager-conf/service.yml:18", function.sourceOf("instance.max"));
        assertEquals("var/db/baetyl/function-sayhi-conf/service.yml:3", function.sourceOf("handler"));
        assertEquals("var/db/baetyl/application.yml:25", function.sourceOf("image"));
    }

    @Test
    void etcFiles_areReadWithTheirLines() throws Exception {
        Path etc = Files.createDirectory(dir.resolve("etc"));
        Files.writeString(etc.resolve("io.tidegate.rule-a-b.cfg"), "# a rule\n\nsubscribe.topic = t\npublish.topic: u\nfunction=f\n");
        Files.writeString(etc.resolve("io.tidegate.principal-p.cfg"), "pub = a, \\\n   b\\\\,c\nsub=\\u0023\nsub=x\n");
        Files.writeString(etc.resolve("io.tidegate.hub.cfg"), "topic.levels.max=3\r\n");
        Files.writeString(etc.resolve("io.tidegate.rule~bad.cfg"), "a=b\n");
        Files.writeString(etc.resolve("org.other.cfg"), "a=b\n");
        ProposedConfiguration proposed = read(etc);
        assertEquals(Set.of("io.tidegate.rule~a-b", "io.tidegate.principal~p", "io.tidegate.hub"), proposed.entries().keySet());
        assertEquals(Map.of("subscribe.topic", "t", "publish.topic", "u", "function", "f"), proposed.entries().get("io.tidegate.rule~a-b").properties());
        assertEquals("etc/io.tidegate.rule-a-b.cfg:4", proposed.entries().get("io.tidegate.rule~a-b").sourceOf("publish.topic"));
        assertEquals("a, b\\,c", proposed.entries().get("io.tidegate.principal~p").properties().get("pub"));
        assertEquals("x", proposed.entries().get("io.tidegate.principal~p").properties().get("sub"));
        assertEquals(2, proposed.problems().size());
        assertTrue(proposed.problems().stream().anyMatch(p -> p.source().equals("etc/io.tidegate.principal-p.cfg:4") && p.message().contains(":3 too")));
        assertTrue(proposed.problems().stream().anyMatch(p -> p.message().contains("PID-NAME.cfg")));
    }

    @Test
    void aGatewaysDirectory_isReadWithItsEtc_whichWins() throws Exception {
        TestTree tree = TestTree.tutorial(dir);
        tree.write("var/lib/tidegate/etc/io.tidegate.rule-mine.cfg", "clientid=localfunc-1\nsubscribe.topic=t\nfunction=sayhi\n");
        tree.write("var/lib/tidegate/etc/io.tidegate.principal-test.cfg", "password=" + PasswordHash.make("other".toCharArray()) + "\n");
        for (Path path : List.of(dir, dir.resolve(TestTree.MANAGER), dir.resolve(TestTree.APPLICATION))) {
            ProposedConfiguration proposed = read(path);
            assertEquals(Set.of("io.tidegate.listener~localhub-1883", "io.tidegate.hub", "io.tidegate.principal~test",
                    "io.tidegate.function~sayhi", "io.tidegate.rule~mine", "io.tidegate.log~localhub"), proposed.entries().keySet());
            assertTrue(proposed.problems().stream().anyMatch(p -> p.message().equals("is overridden by etc/io.tidegate.rule-mine.cfg:1")));
            assertTrue(proposed.problems().stream().anyMatch(p -> p.message().contains("wrong password")));
        }
    }

    @Test
    void everyFormOfEtcFiles_isRead() throws Exception {
        Path json = Files.writeString(dir.resolve("io.tidegate.rule-x.cfg.json"), "{\n\"function\": \"f\" }");
        Files.writeString(dir.resolve("io.tidegate.rule-y.config"), "function=\"g\"\n");
        assertEquals("f", read(json).entries().get("io.tidegate.rule~x").properties().get("function"));
        assertEquals(Set.of("io.tidegate.rule~x", "io.tidegate.rule~y"), read(dir).entries().keySet());
        assertEquals(List.of(), read(dir).problems());
    }

    @Test
    void whatCannotBeRead_isAProblem() throws Exception {
        assertEquals(1, read(dir.resolve("nowhere")).problems().size());
        assertEquals(1, read(Files.writeString(dir.resolve("x.txt"), "a")).problems().size());
        Path bad = Files.write(dir.resolve("io.tidegate.hub.cfg"), new byte[] {'a', '=', (byte) 0xFF});
        assertTrue(read(bad).problems().get(0).message().contains("UTF-8"));
    }

    @Test
    void oneThingInTwoForms_isOneProblem_andTheFirstCounts() throws Exception {
        Files.writeString(dir.resolve("io.tidegate.rule-x.cfg"), "function = first\n");
        Files.writeString(dir.resolve("io.tidegate.rule-x.cfg.json"), "{ \"function\": \"second\" }");
        Files.writeString(dir.resolve("io.tidegate.rule-x.config"), "");
        Files.writeString(dir.resolve("io.tidegate.rule-y.cfg"), "function = alone\n");
        ProposedConfiguration proposed = read(dir);
        assertEquals("first", proposed.entries().get("io.tidegate.rule~x").properties().get("function"));
        String etc = dir.getFileName().toString();
        assertEquals(List.of(etc + "/io.tidegate.rule-x.cfg.json:1", etc + "/io.tidegate.rule-x.config:1", etc + "/io.tidegate.rule-x.config:1"),
                proposed.problems().stream().map(p -> p.source()).toList());
        assertTrue(proposed.problems().get(0).message().contains(etc + "/io.tidegate.rule-x.cfg makes io.tidegate.rule~x too"));
        assertTrue(proposed.problems().get(1).message().startsWith("is empty"));
        assertEquals("alone", proposed.entries().get("io.tidegate.rule~y").properties().get("function"));
    }
}
