package io.tidegate.config.yaml.internal.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationFileTest {
    private static final String COMPOSE = """
            version: '3'
            app_version: v1
            services:
              localhub:
                container_name: localhub
                image: baetyl-hub
                replica: 1
                ports: ["1883:1883"]
                volumes:
                  - var/db/baetyl/localhub-conf:/etc/baetyl:ro
              function-manager:
                image: baetyl-function-manager
                replica: 1
                depends_on: [localhub]
                volumes:
                  - {type: bind, source: /var/db/baetyl/function-manager-conf, target: etc/baetyl, read_only: true}
              function-sayhi:
                image: baetyl-function-python36
                environment: [USER_ID=1=2, B=yes]
                volumes:
                  - var/db/baetyl/function-sayhi-conf:etc/baetyl
                  - ./var/db/baetyl/function-sayhi-code:/var/db/baetyl/function-sayhi
            """;
    @TempDir
    Path dir;
    private TestTree tree;

    @BeforeEach
    void tutorial() throws Exception {
        tree = TestTree.tutorial(dir);
    }

    private Map<String, String> states() {
        return tree.look().rows().stream().filter(r -> r.kind().equals("service")).collect(Collectors.toMap(StatusRow::name, StatusRow::state));
    }

    @Test
    void composeSyntax_becomesTheSameConfigurations() {
        tree.write(TestTree.APPLICATION, COMPOSE).start();
        assertEquals(Set.of("io.tidegate.listener~localhub-1883", "io.tidegate.hub", "io.tidegate.principal~test",
                "io.tidegate.function~sayhi", "io.tidegate.rule~localfunc-1", "io.tidegate.log~localhub"), tree.admin.all.keySet());
        Map<String, Object> function = tree.properties("io.tidegate.function~sayhi");
        assertArrayEquals(new String[] {"B=yes", "USER_ID=1=2"}, (String[]) function.get("env"));
        assertArrayEquals(new String[] {"etc/baetyl=var/db/baetyl/function-sayhi-conf",
                "var/db/baetyl/function-sayhi=var/db/baetyl/function-sayhi-code"}, (String[]) function.get("mounts"));
        assertNull(tree.properties("io.tidegate.rule~localfunc-1").get("failed"));
        assertTrue(states().values().stream().allMatch(Status.RUNNING::equals));
    }

    @Test
    void composeCircle_isSaid() {
        tree.write(TestTree.APPLICATION, COMPOSE.replace("ports: [\"1883:1883\"]", "depends_on: [function-manager]")).start();
        assertEquals(Status.FAILED, states().get("localhub"));
        assertTrue(tree.row("service", "localhub").reason().contains("leads in a circle"));
    }

    @Test
    void otherImages_areUnsupportedWithASentence_andTheRestRuns() {
        String more = """
                  - {name: agent, image: hub.baidubce.com/baetyl/baetyl-agent:latest, replica: 1}
                  - {name: timer, image: baetyl-timer, replica: 1}
                  - {name: remote, image: openedge-remote-mqtt, replica: 1}
                  - {name: node, image: baetyl-function-node8}
                  - {name: sql, image: baetyl-function-sql}
                  - {name: mosquitto, image: 'eclipse-mosquitto:2', replica: 1, devices: [/dev/x], resources: {cpu: {cpus: 1}}, restart: {policy: no}}
                  - {name: hub2, image: baetyl-hub, replica: 1}
                volumes:
                """;
        tree.replace(TestTree.APPLICATION, "volumes:\n", more).start();
        for (String name : List.of("agent", "timer", "remote", "node", "sql", "mosquitto", "hub2")) {
            assertEquals(Status.UNSUPPORTED, states().get(name), name);
            assertTrue(tree.row("service", name).reason().length() > 10, name);
        }
        assertEquals(Status.RUNNING, states().get("localhub"));
        assertEquals(6, tree.admin.all.size());
        assertEquals("eclipse-mosquitto:2", tree.row("service", "mosquitto").details().get(Status.DETAIL_IMAGE));
    }

    @Test
    void unknownVolume_failsThatServiceAlone() {
        tree.replace(TestTree.APPLICATION, "      - name: function-sayhi-code\n        path", "      - name: function-sayhi-cod\n        path").start();
        assertEquals(Status.FAILED, states().get("function-sayhi"));
        assertTrue(tree.row("service", "function-sayhi").reason().contains("services[2].mounts[1].name: 'function-sayhi-cod': no volume has that name"));
        assertEquals(Status.RUNNING, states().get("localhub"));
        assertTrue(tree.properties("io.tidegate.rule~localfunc-1").get("failed").toString().contains("no such service"));
    }

    @Test
    void badServices_areNamedWithPlaceAndWhatIsAllowed() {
        tree.write(TestTree.APPLICATION, """
                services:
                  - {name: 'bad name', image: x}
                  - {name: a}
                  - {name: b, image: x, replica: many}
                  - {name: c, image: x, ports: ['1883-1885:1883']}
                  - {name: d, image: x}
                  - {name: d, image: y}
                  - {name: e, image: x, imag: y}
                """).start();
        assertTrue(tree.row("service", "bad name").reason().startsWith(TestTree.APPLICATION + ":2: services[0].name: 'bad name': allowed is"));
        assertTrue(tree.row("service", "a").reason().contains(":3: services[1].image: is missing"));
        assertTrue(tree.row("service", "b").reason().contains("replica: 'many': allowed is a whole number from 0 to 100"));
        assertTrue(tree.row("service", "c").reason().contains("'1883-1885:1883': allowed is [ip:]host:container"));
        assertTrue(tree.row("file", TestTree.APPLICATION).details().get("warnings").contains("did you mean 'image'?"));
        assertTrue(tree.look().rows().stream().anyMatch(r -> r.reason().contains("is the name of an earlier service too")));
    }

    @Test
    void hubWithReplicaZero_isNotStarted_asInTheModel() {
        tree.replace(TestTree.APPLICATION, "baetyl-hub:latest\n    replica: 1", "baetyl-hub:latest\n    replica: 0").start();
        assertEquals("STOPPED", states().get("localhub"));
        assertEquals(1 + 1, tree.admin.all.size());
    }

    @Test
    void serviceFile_isFoundThroughTheLongestMount() {
        tree.replace(TestTree.APPLICATION, "        path: etc/baetyl\n        readonly: true\n      - name: localhub-data\n        path: var/db/baetyl/data",
                "        path: etc\n        readonly: true\n      - name: localhub-data\n        path: etc/baetyl/service.yml");
        tree.write("var/db/baetyl/localhub-data", "listen: [tcp://127.0.0.1:1777]\n").start();
        assertTrue(tree.admin.all.containsKey("io.tidegate.listener~localhub-1777"));
    }

    @Test
    void pathsCannotLeaveTheDirectory_andALeadingSlashMeansIt() {
        tree.replace(TestTree.APPLICATION, "path: var/db/baetyl/localhub-conf\n", "path: /../../var/./db/baetyl/localhub-conf\n").start();
        assertTrue(tree.admin.all.containsKey("io.tidegate.listener~localhub-1883"));
    }

    @Test
    void noApplication_isNothing() {
        TestTree empty = new TestTree(dir.resolve("elsewhere")).start();
        assertEquals(List.of(), empty.look().rows());
        assertEquals(0, empty.admin.updates);
    }

    @Test
    void emptyAndWrongFiles_areRefusedAsAWhole() {
        for (String text : List.of("", "services:\n", "services: []\n", "- a\n", "services: 5\n", "version: v0\n", "a: [\n")) {
            TestTree fresh = new TestTree(dir.resolve("x" + text.hashCode())).write(TestTree.APPLICATION, text).start();
            StatusRow row = fresh.row("file", TestTree.APPLICATION);
            assertEquals(Status.FAILED, row.state(), text);
            assertTrue(row.reason().startsWith(TestTree.APPLICATION + ":"), row.reason());
            assertEquals(0, fresh.admin.all.size());
        }
    }
}
