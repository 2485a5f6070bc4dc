package io.tidegate.config.yaml.internal.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.PasswordHash;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial's own files, unedited. */
class TutorialTest {
    @TempDir
    Path dir;
    private TestTree tree;

    @BeforeEach
    void startOnTheTutorial() throws Exception {
        tree = TestTree.tutorial(dir).start();
    }

    private Map<String, Object> without(String pid, String... keys) {
        Map<String, Object> properties = new HashMap<>(tree.properties(pid));
        properties.keySet().removeAll(Set.of("service.pid", "service.factoryPid"));
        properties.keySet().removeAll(Set.of(keys));
        return properties;
    }

    @Test
    void tutorial_becomesExactlyTheseConfigurations() {
        assertEquals(Set.of("io.tidegate.listener~localhub-1883", "io.tidegate.hub", "io.tidegate.principal~test",
                "io.tidegate.function~sayhi", "io.tidegate.rule~localfunc-1", "io.tidegate.log~localhub"), tree.admin.all.keySet());
    }

    @Test
    void listener_isWrittenLast_soThatNobodyComesTooEarly() {
        assertEquals("io.tidegate.listener~localhub-1883", List.copyOf(tree.admin.all.keySet()).get(5));
    }

    @Test
    void log_isWrittenFirst_soThatItHasEverything() {
        assertEquals("io.tidegate.log~localhub", List.copyOf(tree.admin.all.keySet()).get(0));
    }

    @Test
    void log_hasTheHubsPartsAndThePathOnTheHost() {
        Map<String, Object> log = without("io.tidegate.log~localhub", "parts");
        assertEquals(Map.of("name", "localhub", "level", "debug", "path", "var/db/baetyl/localhub-log/service.log",
                "tidegate.source", TestTree.HUB + ":11"), log);
        assertArrayEquals(new String[] {"transport.netty", "hub", "auth.file", "store.*"},
                (String[]) tree.properties("io.tidegate.log~localhub").get("parts"));
    }

    @Test
    void listener_hasTheModelsAddressAndLimit() {
        assertEquals(Map.of("name", "localhub-1883", "address", "tcp://0.0.0.0:1883", "message.length.max", "32k",
                "tidegate.source", TestTree.HUB + ":2"), without("io.tidegate.listener~localhub-1883"));
    }

    @Test
    void hub_hasTheModelsLimits() {
        assertEquals(Map.of("topic.levels.max", "8", "topic.length.max", "255", "topic.dollar", "refused",
                "clientid.pattern", "[0-9A-Za-z_-]{1,128}", "message.length.max", "32k", "inflight.max", "100",
                "message.age.max", "48h", "tidegate.source", TestTree.HUB + ":1"), without("io.tidegate.hub"));
    }

    @Test
    void principal_hasAHashAndNoPlainPassword() {
        Map<String, Object> principal = without("io.tidegate.principal~test");
        assertArrayEquals(new String[] {"#"}, (String[]) principal.get("pub"));
        assertArrayEquals(new String[] {"#"}, (String[]) principal.get("sub"));
        assertEquals("test", principal.get("username"));
        assertTrue(PasswordHash.parse(principal.get("password").toString()).orElseThrow().verify("hahaha".toCharArray()));
        assertFalse(tree.admin.all.keySet().stream().anyMatch(pid -> tree.properties(pid).toString().contains("hahaha")));
    }

    @Test
    void rule_isTheUsersAndPublishesErrors() {
        Map<String, Object> expected = new HashMap<>(Map.of("clientid", "localfunc-1", "subscribe.topic", "t", "subscribe.qos", "0",
                "function", "sayhi", "publish.topic", "t/hi", "publish.qos", "0", "retry.max", "3", "onerror", "publish",
                "loop", "allowed", "username", "test"));
        expected.put("tidegate.source", TestTree.MANAGER + ":6");
        assertEquals(expected, without("io.tidegate.rule~localfunc-1"));
    }

    @Test
    void function_joinsManagerAndRuntime() {
        Map<String, Object> expected = new HashMap<>(Map.of("name", "sayhi", "runtime", "python", "interpreter", "python3",
                "handler", "sayhi.handler", "codedir", "var/db/baetyl/function-sayhi", "service", "function-sayhi",
                "instance.min", "0", "instance.max", "10", "instance.idletime", "1m", "timeout", "30s"));
        expected.putAll(Map.of("message.length.max", "4m", "grace", "30s",
                "image", "hub.baidubce.com/baetyl/baetyl-function-python36:latest", "tidegate.source", TestTree.MANAGER + ":14"));
        assertEquals(expected, without("io.tidegate.function~sayhi", "mounts", "env"));
        assertArrayEquals(new String[] {"etc/baetyl=var/db/baetyl/function-sayhi-conf:ro",
                "var/db/baetyl/function-sayhi=var/db/baetyl/function-sayhi-code:ro"},
                (String[]) tree.properties("io.tidegate.function~sayhi").get("mounts"));
        assertArrayEquals(new String[0], (String[]) tree.properties("io.tidegate.function~sayhi").get("env"));
    }

    @Test
    void services_areListedInFileOrderWithWhatTheyBecame() {
        List<StatusRow> services = tree.look().rows().stream().filter(r -> r.kind().equals("service")).toList();
        assertEquals(List.of("localhub", "function-manager", "function-sayhi"), services.stream().map(StatusRow::name).toList());
        assertTrue(services.stream().allMatch(r -> r.state().equals(Status.RUNNING) && r.reason().isEmpty()), services.toString());
        assertEquals(List.of("io.tidegate.listener~localhub-1883", "io.tidegate.hub", "io.tidegate.principal~test",
                "io.tidegate.log~localhub"), services.get(0).pids());
        assertEquals(List.of("io.tidegate.rule~localfunc-1"), services.get(1).pids());
        assertEquals(List.of("io.tidegate.function~sayhi"), services.get(2).pids());
        assertEquals("0.0.0.0:1883->1883/tcp", services.get(0).details().get(Status.DETAIL_PORTS));
        assertEquals("0", services.get(2).details().get("replica"));
    }

    @Test
    void files_areAllRunningWithoutAWarning() {
        List<StatusRow> files = tree.look().rows().stream().filter(r -> r.kind().equals("file")).toList();
        assertEquals(List.of(TestTree.APPLICATION, TestTree.HUB, TestTree.MANAGER, TestTree.SAYHI), files.stream().map(StatusRow::name).toList());
        assertTrue(files.stream().allMatch(r -> r.state().equals(Status.RUNNING) && !r.details().containsKey("warnings")), files.toString());
    }

    @Test
    void lookingAgain_touchesNothing() throws Exception {
        int updates = tree.admin.updates;
        tree.again();
        assertEquals(updates, tree.admin.updates);
        assertEquals(0, tree.admin.deletes);
    }

    @Test
    void anotherStartOnTheSameConfigAdmin_keepsTheHash() {
        Object hash = tree.properties("io.tidegate.principal~test").get("password");
        int updates = tree.admin.updates;
        tree.start();
        assertEquals(hash, tree.properties("io.tidegate.principal~test").get("password"));
        assertEquals(updates, tree.admin.updates);
    }
}
