package io.tidegate.config.yaml.internal.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.PasswordHash;
import io.tidegate.status.Status;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubFileTest {
    private static final String APP = """
            version: v0
            services:
              - name: localhub
                image: registry.example:5000/a/baetyl-hub@sha256:0123
                replica: 1
            %s    mounts:
                  - {name: conf, path: etc/baetyl}
            volumes:
              - {name: conf, path: var/db/baetyl/localhub-conf}
            """;
    @TempDir
    Path dir;
    private TestTree tree;

    @BeforeEach
    void application() {
        tree = new TestTree(dir).write(TestTree.APPLICATION, APP.formatted(""));
    }

    private void hub(String text) {
        tree.write(TestTree.HUB, text).start();
    }

    private void ports(String ports, String listen) {
        tree.write(TestTree.APPLICATION, APP.formatted("    ports: " + ports + "\n"));
        hub("listen: " + listen + "\n");
    }

    private String address(String name) {
        return tree.properties("io.tidegate.listener~" + name).get("address").toString();
    }

    private String warnings() {
        return tree.row("file", TestTree.HUB).details().getOrDefault("warnings", "");
    }

    @Test
    void ports_openTheListenerOfThatContainerPortOnTheHost() {
        ports("['127.0.0.1:1884:1883', '1885:1883', '[::1]:1886:1883']", "[tcp://0.0.0.0:1883]");
        assertEquals("tcp://127.0.0.1:1884", address("localhub-1884"));
        assertEquals("tcp://0.0.0.0:1885", address("localhub-1885"));
        assertEquals("tcp://[::1]:1886", address("localhub-1886"));
        assertFalse(tree.admin.all.containsKey("io.tidegate.listener~localhub-1883"));
    }

    @Test
    void listenWithoutPorts_countsAsWritten() {
        hub("listen: ['tcp://0.0.0.0:1883', 'mqtt://127.0.0.1:1999', 'tcp://[::]:1887']\n");
        assertEquals("tcp://0.0.0.0:1883", address("localhub-1883"));
        assertEquals("tcp://127.0.0.1:1999", address("localhub-1999"));
        assertEquals("tcp://[::]:1887", address("localhub-1887"));
    }

    @Test
    void portWithoutListener_isWarnedOf() {
        ports("['1884:1884']", "[tcp://0.0.0.0:1883]");
        assertTrue(warnings().contains("no listener of localhub has port 1884"), warnings());
        assertEquals("tcp://0.0.0.0:1883", address("localhub-1883"));
    }

    @Test
    void secureListenersAndCertificate_areUnsupported_andTheRestRuns() {
        hub("""
                listen: [tcp://0.0.0.0:1883, ssl://0.0.0.0:8883, ws://0.0.0.0:8080/mqtt, wss://0.0.0.0:8443]
                certificate: {ca: a, cert: b, key: c}
                """);
        assertEquals("tcp://0.0.0.0:1883", address("localhub-1883"));
        for (String name : List.of("localhub-8883", "localhub-8080", "localhub-8443")) {
            assertEquals(Status.UNSUPPORTED, tree.row("listener", name).state());
            assertFalse(tree.row("listener", name).reason().isEmpty());
        }
        assertEquals(Status.RUNNING, tree.row("service", "localhub").state());
        assertTrue(tree.row("service", "localhub").reason().contains("certificate: secure listeners: not yet"));
        assertEquals(2, tree.admin.all.size());
    }

    @Test
    void badAddress_isAnErrorWithItsLine_andTheRestRuns() {
        hub("listen:\n  - tcp://0.0.0.0:1883\n  - udp://0.0.0.0:1884\n");
        assertEquals("tcp://0.0.0.0:1883", address("localhub-1883"));
        String reason = tree.row("file", TestTree.HUB).reason();
        assertTrue(reason.startsWith(TestTree.HUB + ":3: listen: 'udp://0.0.0.0:1884': allowed is tcp://HOST:PORT"), reason);
        assertTrue(tree.row("service", "localhub").reason().contains("udp://"));
    }

    @Test
    void credentials_areReadAsText() {
        hub("""
                principals:
                  - {username: yes, password: 123456, permissions: [{action: pub, permit: [a, b]}, {action: pub, permit: ['c/#']}]}
                  - {username: 0x10, password: 010}
                """);
        assertTrue(PasswordHash.parse(tree.properties("io.tidegate.principal~yes").get("password").toString()).orElseThrow().verify("123456".toCharArray()));
        assertTrue(PasswordHash.parse(tree.properties("io.tidegate.principal~0x10").get("password").toString()).orElseThrow().verify("010".toCharArray()));
        assertArrayEquals(new String[] {"a", "b", "c/#"}, (String[]) tree.properties("io.tidegate.principal~yes").get("pub"));
        assertArrayEquals(new String[0], (String[]) tree.properties("io.tidegate.principal~yes").get("sub"));
    }

    @Test
    void badPrincipals_areRefusedAlone() {
        hub("""
                principals:
                  - {username: a, password: x, permissions: [{action: publish, permit: [a]}]}
                  - {username: b, password: x, permissions: [{action: sub, permit: ['test/a+/b']}]}
                  - {username: c, password: x}
                  - {username: c, password: y}
                  - {username: d}
                  - {username: 'e/f', password: x}
                """);
        assertEquals(List.of("io.tidegate.hub", "io.tidegate.principal~c", "io.tidegate.principal~e_f-1813c"),
                tree.admin.all.keySet().stream().sorted().toList());
        assertTrue(tree.row("principal", "a").reason().contains(":2: principals[0].permissions[0].action: 'publish': allowed is pub or sub"));
        assertTrue(tree.row("principal", "b").reason().contains("+ stands alone"));
        assertTrue(warnings().contains("'d' has none"), warnings());
        assertTrue(PasswordHash.parse(tree.properties("io.tidegate.principal~c").get("password").toString()).orElseThrow().verify("x".toCharArray()));
        assertEquals("e/f", tree.properties("io.tidegate.principal~e_f-1813c").get("username"));
    }

    @Test
    void limits_areTheFilesOrTheModels() {
        hub("listen: [tcp://0.0.0.0:1883]\nmessage: {length: {max: 64k}, egress: {qos1: {buffer: {size: 7}}}}\n");
        assertEquals("64k", tree.properties("io.tidegate.hub").get("message.length.max"));
        assertEquals("7", tree.properties("io.tidegate.hub").get("inflight.max"));
        assertEquals("64k", tree.properties("io.tidegate.listener~localhub-1883").get("message.length.max"));
        hub("listen: [tcp://0.0.0.0:1883]\nmessage: {ingress: {qos1: {cleanup: {retention: 90m, interval: 5s}}}}\n");
        assertEquals("90m", tree.properties("io.tidegate.hub").get("message.age.max"));
    }

    @Test
    void badLimit_refusesHubAndListener() {
        hub("listen: [tcp://0.0.0.0:1883]\nmessage:\n  length:\n    max: 300m\n");
        assertEquals(0, tree.admin.all.size());
        assertEquals(Status.FAILED, tree.row("hub", "io.tidegate.hub").state());
        String reason = tree.row("listener", "localhub-1883").reason();
        assertTrue(reason.startsWith(TestTree.HUB + ":4: message.length.max: '300m'"), reason);
        assertEquals(Status.FAILED, tree.row("service", "localhub").state());
    }

    @Test
    void subscriptions_becomeRoutes() {
        hub("""
                subscriptions:
                  - source: {topic: t, qos: 1}
                    target: {topic: t/hi, qos: 1}
                  - source: {topic: 'a/#'}
                    target: {topic: b}
                """);
        var route = tree.properties("io.tidegate.route~a__-to-b-" + Integer.toHexString("a/#-to-b".hashCode()));
        assertEquals("a/#", route.get("source.topic"));
        assertEquals("b", route.get("target.topic"));
        assertEquals("0", route.get("source.qos"));
        var first = tree.admin.all.keySet().stream().filter(p -> p.startsWith("io.tidegate.route~t-to-t_hi")).findFirst().orElseThrow();
        assertEquals("1", tree.properties(first).get("target.qos"));
        assertEquals(2, tree.admin.all.keySet().stream().filter(p -> p.startsWith("io.tidegate.route~")).count());
    }

    @Test
    void routesThatCircleRepeatOrAreInvalid_areRefused() {
        hub("""
                subscriptions:
                  - {source: {topic: a}, target: {topic: b}}
                  - {source: {topic: b}, target: {topic: a}}
                  - {source: {topic: '#'}, target: {topic: x}}
                  - {source: {topic: ok}, target: {topic: fine}}
                  - {source: {topic: ok}, target: {topic: fine}}
                  - {source: {topic: a}, target: {topic: 'b/+'}}
                  - {source: {topic: '$SYS/x'}, target: {topic: c}}
                  - {source: {topic: a, qos: 3}, target: {topic: d}}
                  - {source: {topic: a}}
                """);
        assertEquals(List.of("io.tidegate.hub", "io.tidegate.route~ok-to-fine"), tree.admin.all.keySet().stream().sorted().toList());
        assertTrue(tree.row("route", "a-to-b").reason().contains("found cycle in source and target config"));
        assertEquals("8", tree.row("file", TestTree.HUB).details().get("errors"));
    }

    @Test
    void unknownKeys_areWarnedOfWithTheNearest() {
        hub("listn: [tcp://0.0.0.0:1883]\nprincipals:\n  - username: a\n    password: b\n    permission: []\n");
        assertTrue(warnings().contains(TestTree.HUB + ":1: listn: unknown key, ignored; did you mean 'listen'?"), warnings());
        assertTrue(warnings().contains(":5: principals[0].permission: unknown key, ignored; did you mean 'permissions'?"), warnings());
        assertTrue(tree.admin.all.containsKey("io.tidegate.principal~a"));
    }

    @Test
    void template_takesTheServicesEnvironmentToo() {
        tree.environment.put("HUB_PORT", "1999");
        hub("listen: ['tcp://0.0.0.0:{{.HUB_PORT}}']\nprincipals:\n  - {username: '{{.BAETYL_SERVICE_NAME}}', password: x}\n");
        assertEquals("tcp://0.0.0.0:1999", address("localhub-1999"));
        assertTrue(tree.admin.all.containsKey("io.tidegate.principal~localhub"));
    }

    @Test
    void unknownVariable_leavesTheFileUnexpandedWithAWarning() {
        hub("listen: [tcp://0.0.0.0:1883]\nprincipals:\n  - {username: 'u{{.NOBODY}}', password: x}\n");
        assertTrue(warnings().contains(TestTree.HUB + ":3: template not expanded"), warnings());
        assertEquals("tcp://0.0.0.0:1883", address("localhub-1883"));
        String principal = tree.admin.all.keySet().stream().filter(p -> p.contains("principal")).findFirst().orElseThrow();
        assertEquals("u{{.NOBODY}}", tree.properties(principal).get("username"));
    }

    @Test
    void bomAndWindowsLineEnds_areAccepted() {
        hub("\uFEFFlisten:\r\n  - tcp://0.0.0.0:1883\r\n");
        assertEquals("tcp://0.0.0.0:1883", address("localhub-1883"));
    }

    @Test
    void keyWrittenTwice_isWarnedOf_andTheHubRuns() {
        tree.write(TestTree.HUB, "listen: ['tcp://0.0.0.0:1883']\nlogger: {level: info}\nlogger: {level: debug}\n").start();
        assertEquals(Status.RUNNING, tree.row("service", "localhub").state());
        assertEquals("debug", tree.properties("io.tidegate.log~localhub").get("level"));
        String warnings = tree.row("file", TestTree.HUB).details().get("warnings");
        assertTrue(warnings.contains(TestTree.HUB + ":3: key 'logger' stands on line 2 and again on line 3: the last one counts"), warnings);
    }
}
