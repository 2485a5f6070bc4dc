package io.tidegate.config.yaml.internal.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logger of a service.yml. */
class LoggerTest {
    private static final String LOG = "io.tidegate.log~localhub";

    @TempDir
    Path dir;
    private TestTree tree;

    @BeforeEach
    void onTheTutorial() throws Exception {
        tree = TestTree.tutorial(dir);
    }

    private String path(String inService) {
        tree.replace(TestTree.HUB, "path: var/log/baetyl/service.log", "path: " + inService).start();
        return (String) tree.properties(LOG).get("path");
    }

    @Test
    void path_isThatOfTheLongestMount() {
        tree.replace(TestTree.APPLICATION, "      - name: localhub-log\n        path: var/log/baetyl",
                "      - name: localhub-data\n        path: var/log\n      - name: localhub-log\n        path: /var/log/baetyl/");
        assertEquals("var/db/baetyl/localhub-log/hub/service.log", path("/var/log/baetyl/hub/../hub/service.log"));
    }

    @Test
    void pathUnderNoMount_isSaidAndTheLevelCounts() {
        assertEquals(null, path("var/log/baetylx/service.log"));
        assertEquals("debug", tree.properties(LOG).get("level"));
        assertTrue(tree.row("file", TestTree.HUB).details().get("warnings").contains("covered by no mount"), () -> tree.look().rows().toString());
    }

    @Test
    void limits_areHandedOnAndZeroIsNotSet() {
        tree.replace(TestTree.HUB, "  level: \"debug\"", "  level: warn\n  format: json\n  size: {max: 5}\n  age: {max: 0}\n  backup: {max: 3}").start();
        Map<String, Object> log = tree.properties(LOG);
        assertEquals("warn", log.get("level"));
        assertEquals("json", log.get("format"));
        assertEquals("5", log.get("size.max"));
        assertFalse(log.containsKey("age.max"));
        assertEquals("3", log.get("backup.max"));
    }

    @Test
    void aFunctionService_hasTheLinesOfItsFunctionsWorkers() {
        tree.write(TestTree.SAYHI, "functions:\n  - {name: sayhi, handler: sayhi.handler, codedir: var/db/baetyl/function-sayhi}\nlogger: {level: warn}\n")
                .write(TestTree.MANAGER, "logger: {level: error}\n" + read()).start();
        assertArrayEquals(new String[] {"function/sayhi"}, (String[]) tree.properties("io.tidegate.log~function-sayhi").get("parts"));
        assertArrayEquals(new String[] {"rule", "function"}, (String[]) tree.properties("io.tidegate.log~function-manager").get("parts"));
    }

    private String read() {
        try {
            return java.nio.file.Files.readString(dir.resolve(TestTree.MANAGER));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anEditOfIt_touchesNothingElse() throws Exception {
        tree.start();
        int updates = tree.admin.updates;
        tree.replace(TestTree.HUB, "\"debug\"", "info").again();
        assertEquals("info", tree.properties(LOG).get("level"));
        assertEquals(updates + 1, tree.admin.updates);
        tree.replace(TestTree.HUB, "logger:\n  path: var/log/baetyl/service.log\n  level: info\n", "").again();
        assertFalse(tree.admin.all.containsKey(LOG));
    }
}
