package io.tidegate.config.yaml.internal.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.PasswordHash;
import io.tidegate.status.Status;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionFilesTest {
    private static final String RULE = "io.tidegate.rule~localfunc-1";
    private static final String FUNCTION = "io.tidegate.function~sayhi";
    @TempDir
    Path dir;
    private TestTree tree;

    @BeforeEach
    void tutorial() throws Exception {
        tree = TestTree.tutorial(dir);
    }

    private Object rule(String key) {
        return tree.properties(RULE).get(key);
    }

    private Object function(String key) {
        return tree.properties(FUNCTION).get(key);
    }

    private String warnings(String file) {
        return tree.row("file", file).details().getOrDefault("warnings", "");
    }

    @Test
    void hubAddress_mayBeAnyOwnName_withAnyOwnPort() throws Exception {
        tree.replace(TestTree.APPLICATION, "1883:1883", "1993:1883");
        String own = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(a -> a instanceof java.net.Inet4Address).map(InetAddress::getHostAddress).findFirst().orElse("127.0.0.1");
        String last = "localhub:1883";
        for (String address : List.of("127.0.0.1:1883", "localhost:1993", "[::1]:1883", own + ":1993", "localhub:1993")) {
            tree.replace(TestTree.MANAGER, last, address).start();
            assertNull(rule("failed"), address);
            assertEquals("test", rule("username"));
            last = address;
        }
    }

    @Test
    void hubElsewhere_isNotYet() {
        for (String address : List.of("tcp://192.0.2.7:1883", "tcp://broker.example:1883", "tcp://localhub:1999")) {
            tree.write(TestTree.MANAGER, "hub: {address: '" + address + "', username: test, password: hahaha}\n"
                    + "rules:\n  - {clientid: localfunc-1, subscribe: {topic: t}, function: {name: sayhi}, publish: {topic: u}}\n").start();
            String failed = rule("failed").toString();
            assertTrue(failed.startsWith(TestTree.MANAGER + ":1: hub.address: '" + address) && failed.contains("remote hub: not yet"), failed);
            assertNull(rule("username"));
        }
    }

    @Test
    void wrongUserOrPassword_failsTheRuleAndNothingElse() {
        tree.replace(TestTree.MANAGER, "password: hahaha", "password: wrong").start();
        assertEquals(TestTree.MANAGER + ":4: hub.password: wrong password for principal 'test' of localhub", rule("failed"));
        assertFalse(tree.properties(RULE).toString().contains("wrong\"") || tree.look().rows().toString().contains("password: wrong\n"));
        assertTrue(tree.admin.all.containsKey(FUNCTION));
        tree.replace(TestTree.MANAGER, "username: test", "username: nobody").start();
        assertEquals(TestTree.MANAGER + ":3: hub.username: 'nobody' is no principal of localhub", rule("failed"));
    }

    @Test
    void operatorsPrincipal_isTheOneThatJudges() {
        tree.admin.fromEtc("io.tidegate.principal~mine", Map.of("username", "test",
                "password", PasswordHash.make("other".toCharArray()).toString()));
        tree.start();
        assertTrue(rule("failed").toString().contains("wrong password"));
        tree.replace(TestTree.MANAGER, "password: hahaha", "password: other").start();
        assertNull(rule("failed"));
        assertFalse(tree.admin.all.containsKey("io.tidegate.principal~test"));
    }

    @Test
    void ruleOfAFunctionThatNobodyConfigured_isLeftToTheRuleBundle() {
        tree.replace(TestTree.MANAGER, "      name: sayhi", "      name: sayho").start();
        assertEquals("sayho", rule("function"));
        assertNull(rule("failed"));
    }

    @Test
    void replica_isAtLeastMin_andMax() {
        tree.replace(TestTree.APPLICATION, "replica: 0", "replica: 2").start();
        assertEquals("2", function("instance.min"));
        assertEquals("10", function("instance.max"));
        tree.replace(TestTree.MANAGER, "max: 10", "max: 1").start();
        assertEquals("2", function("instance.max"));
    }

    @Test
    void zeroAndNothing_meanTheDefault() {
        tree.replace(TestTree.MANAGER, "max: 10", "max: 0").replace(TestTree.MANAGER, "idletime: 1m", "idletime:").start();
        assertEquals("1", function("instance.max"));
        assertEquals("10m", function("instance.idletime"));
    }

    @Test
    void everyKey_isTaken() {
        tree.replace(TestTree.MANAGER, "    service: function-sayhi\n",
                "    service: function-sayhi\n    message: {length: {max: 2m}}\n    timeout: 1h30m\n    backoff: {max: 1m}\n");
        tree.replace(TestTree.MANAGER, "      topic: t/hi\n", "      topic: t/hi\n      qos: 1\n    retry:\n      max: 5\n").start();
        assertEquals("2m", function("message.length.max"));
        assertEquals("90m", function("timeout"));
        assertEquals("1", rule("publish.qos"));
        assertEquals("5", rule("retry.max"));
        assertEquals("", warnings(TestTree.MANAGER));
    }

    @Test
    void replyAboveWhatAFunctionMayHave_isLoweredAndSaid() {
        for (String size : List.of("512m", "2g")) {
            String limit = "    message: {length: {max: " + size + "}}\n";
            tree.replace(TestTree.MANAGER, "    service: function-sayhi\n", "    service: function-sayhi\n" + limit).start();
            assertEquals("256m", function("message.length.max"), size);
            assertEquals(Status.RUNNING, tree.row("file", TestTree.MANAGER).state());
            assertTrue(warnings(TestTree.MANAGER).contains("functions[0].message.length.max: " + size + " is more than the 256m"), warnings(TestTree.MANAGER));
            tree.replace(TestTree.MANAGER, limit, "");
        }
    }

    @Test
    void interpreters_followTheImagesName() throws Exception {
        tree.start();
        assertEquals("python3", function("interpreter"));
        Path bin = Files.createDirectories(dir.resolve("bin"));
        Files.createFile(bin.resolve("python2")).toFile().setExecutable(true);
        tree.environment.put("PATH", bin.toString());
        tree.replace(TestTree.APPLICATION, "hub.baidubce.com/baetyl/baetyl-function-python36:latest", "openedge-function-python27").start();
        assertEquals("python2", function("interpreter"));
        Files.createFile(bin.resolve("python2.7")).toFile().setExecutable(true);
        tree.start();
        assertEquals("python2.7", function("interpreter"));
        tree.replace(TestTree.APPLICATION, "openedge-function-python27", "x/y/baetyl-function-python3:1.0.0").start();
        assertEquals("python3", function("interpreter"));
    }

    @Test
    void servicesEnvironmentAndMounts_reachTheFunction() {
        tree.replace(TestTree.APPLICATION, "    replica: 0\n",
                "    replica: 0\n    env:\n      USER_ID: 0042\n      FLAG: yes\n      LIST: a,b=c\n      SEP: ' '\n").start();
        assertArrayEquals(new String[] {"FLAG=yes", "LIST=a,b=c", "SEP= ", "USER_ID=0042"}, (String[]) function("env"));
    }

    @Test
    void grace_isTheMastersAndModeIsSaidOnce() {
        tree.write("etc/baetyl/conf.yml", "mode: native\ngrace: 5s\nlogger: {level: debug}\nserver: {address: 'unix:///x'}\n").start();
        assertEquals("5s", function("grace"));
        assertTrue(warnings("etc/baetyl/conf.yml").contains("'native': either mode runs the same way"), warnings("etc/baetyl/conf.yml"));
        assertEquals(Status.RUNNING, tree.row("file", "etc/baetyl/conf.yml").state());
    }

    @Test
    void serialNumber_isGivenToFunctionsAndFollowsItsFile() throws Exception {
        tree.write("etc/baetyl/conf.yml", "snfile: var/sn\n").start();
        assertTrue(warnings("var/sn").contains("var/sn"), warnings("var/sn"));
        assertArrayEquals(new String[0], (String[]) function("env"));
        tree.write("var/sn", " 0042-7\n").again();
        assertArrayEquals(new String[] {"BAETYL_HOST_SN=0042-7"}, (String[]) function("env"));
        tree.replace(TestTree.APPLICATION, "    replica: 0\n", "    replica: 0\n    env:\n      BAETYL_HOST_SN: mine\n").again();
        assertArrayEquals(new String[] {"BAETYL_HOST_SN=0042-7"}, (String[]) function("env"));
    }

    @Test
    void badMasterFile_keepsTheGraceThatCounted() throws Exception {
        tree.write("etc/baetyl/conf.yml", "grace: 5s\n").start();
        tree.write("etc/baetyl/conf.yml", "grace: 5 apples\n").again();
        assertEquals("5s", function("grace"));
        assertEquals(Status.FAILED, tree.row("file", "etc/baetyl/conf.yml").state());
    }

    @Test
    void pastedFile_isRefusedAsTwo_andTheHubRuns() {
        tree.write(TestTree.MANAGER, """
                hub: {address: tcp://localhub:1883, username: test, password: hahaha}
                rules: []
                functions:
                  - {name: sayhi, service: function-sayhi}

                functions:
                  - {name: sayhi, handler: sayhi.handler, codedir: x}
                """).start();
        String reason = tree.row("file", TestTree.MANAGER).reason();
        assertTrue(reason.startsWith(TestTree.MANAGER + ":6: key 'functions' stands on line 3 and again on line 6: these are two files"), reason);
        assertEquals(Status.FAILED, tree.row("service", "function-manager").state());
        assertEquals(Status.RUNNING, tree.row("service", "localhub").state());
        assertTrue(tree.admin.all.containsKey("io.tidegate.listener~localhub-1883"));
    }

    @Test
    void badValues_nameFileLineKeyValueAndWhatIsAllowed() {
        tree.replace(TestTree.MANAGER, "      topic: t\n", "      topic: t\n      qos: 5\n")
                .replace(TestTree.MANAGER, "idletime: 1m", "idletime: 1 minute").start();
        assertEquals(TestTree.MANAGER + ":9: rules[0].subscribe.qos: '5': allowed is a whole number from 0 to 2", tree.row("rule", "localfunc-1").reason());
        assertEquals(TestTree.MANAGER + ":20: functions[0].instance.idletime: '1 minute': allowed is a duration with its unit, such as 300ms, 20s, 1m or 1h30m",
                tree.row("function", "sayhi").reason());
        assertEquals(Status.FAILED, tree.row("file", TestTree.MANAGER).state());
        assertEquals(Status.RUNNING, tree.row("service", "localhub").state());
    }

    @Test
    void numberWithoutUnit_isNanosecondsOrAnError() {
        tree.replace(TestTree.MANAGER, "idletime: 1m", "idletime: 60000000000").start();
        assertEquals("1m", function("instance.idletime"));
        assertTrue(warnings(TestTree.MANAGER).contains("without a unit is nanoseconds: 1m"), warnings(TestTree.MANAGER));
        tree.replace(TestTree.MANAGER, "idletime: 60000000000", "idletime: 60").start();
        assertTrue(tree.row("file", TestTree.MANAGER).reason().contains("'60': allowed is a duration with its unit"));
    }

    @Test
    void missingParts_areNamed() {
        tree.write(TestTree.MANAGER, """
                hub: {username: test, password: hahaha}
                rules:
                  - subscribe: {topic: t}
                    function: {name: sayhi}
                    publish: {topic: ''}
                  - {clientid: localfunc-1, subscribe: {topic: t}, function: {name: sayhi}, publish: {topic: u}}
                functions:
                  - {name: sayhi}
                """).start();
        assertEquals("3", tree.row("file", TestTree.MANAGER).details().get("errors"));
        assertTrue(tree.row("file", TestTree.MANAGER).reason().contains(":8: functions[0].service: is missing")
                || tree.row("file", TestTree.MANAGER).reason().contains("rules[0].clientid: is missing"));
        assertTrue(rule("failed").toString().contains("hub.address: is missing"));
    }

    @Test
    void loop_isWarnedOfAndAllowed() {
        tree.replace(TestTree.MANAGER, "topic: t/hi", "topic: t").start();
        assertEquals("allowed", rule("loop"));
        assertTrue(warnings(TestTree.MANAGER).contains("'t' is matched by the rule's own filter 't'"), warnings(TestTree.MANAGER));
    }

    @Test
    void functionWhoseRuntimeIsNotRun_failsItsRulesWithThatReason() {
        tree.replace(TestTree.APPLICATION, "baetyl-function-python36", "baetyl-function-node85").start();
        assertEquals(Status.UNSUPPORTED, tree.row("service", "function-sayhi").state());
        assertEquals("Node functions: not yet", tree.row("service", "function-sayhi").reason());
        assertTrue(rule("failed").toString().contains("'function-sayhi' is not run: Node functions: not yet"), rule("failed").toString());
        assertFalse(tree.admin.all.containsKey(FUNCTION));
    }

    @Test
    void functionMissingFromItsServicesFile_isSaid() {
        tree.replace(TestTree.SAYHI, "name: 'sayhi'", "name: 'other'").start();
        assertTrue(tree.row("function", "sayhi").reason().contains("'sayhi' is not among the functions of " + TestTree.SAYHI + ": other"));
        assertTrue(tree.row("service", "function-sayhi").reason().contains("function 'other' is named by no function manager"));
    }

    @Test
    void sameClientIdTwice_theSecondIsRefused() {
        tree.replace(TestTree.MANAGER, "functions:\n",
                "  - {clientid: localfunc-1, subscribe: {topic: u}, function: {name: sayhi}, publish: {topic: v}}\nfunctions:\n").start();
        assertEquals("t", rule("subscribe.topic"));
        assertTrue(tree.row("file", TestTree.MANAGER).reason().contains("rule 'localfunc-1' is configured at " + TestTree.MANAGER + ":6 too"));
    }

    @Test
    void sameFunctionOfTwoManagers_isOneAndBothRulesRun() throws Exception {
        String second = "var/db/baetyl/manager-2-conf/service.yml";
        tree.replace(TestTree.APPLICATION, "  - name: function-sayhi\n    image",
                "  - name: manager-2\n    image: baetyl-function-manager\n    replica: 1\n    mounts:\n"
                        + "      - name: manager-2-conf\n        path: etc/baetyl\n  - name: function-sayhi\n    image");
        tree.replace(TestTree.APPLICATION, "volumes:\n",
                "volumes:\n  - name: manager-2-conf\n    path: var/db/baetyl/manager-2-conf\n");
        tree.write(second, Files.readString(dir.resolve(TestTree.MANAGER)).replace("localfunc-1", "localfunc-2")).start();
        assertEquals(Status.RUNNING, tree.row("file", second).state(), tree.row("file", second).reason());
        assertTrue(tree.admin.all.containsKey("io.tidegate.rule~localfunc-2"));
        assertEquals("sayhi", tree.properties("io.tidegate.rule~localfunc-2").get("function"));
    }

    /** As seen from a container, whose working directory is the root. */
    @Test
    void codedirFromTheRoot_isWithinTheMountThatCoversIt() {
        tree.replace(TestTree.SAYHI, "codedir: 'var/db", "codedir: '/var/db").start();
        assertEquals("var/db/baetyl/function-sayhi", function("codedir"));
        tree.replace(TestTree.SAYHI, "codedir: '/var/db/baetyl/function-sayhi'", "codedir: /opt/code").start();
        assertEquals("/opt/code", function("codedir"), "no mount covers it: it is where it says");
    }

    @Test
    void functionsOfOneService_findEachOthersCode_behindTheirOwn() throws Exception {
        tree.write(TestTree.SAYHI, """
                functions:
                  - {name: first, handler: first.handler, codedir: common}
                  - {name: sayhi, handler: sayhi.handler, codedir: var/db/baetyl/function-sayhi}
                  - {name: third, handler: third.handler, codedir: common}
                  - {name: fourth, handler: fourth.handler, codedir: /var/db/baetyl/function-sayhi/sub}
                  - {name: broken, handler: broken, codedir: nowhere}
                """).start();
        assertArrayEquals(new String[] {"common", "var/db/baetyl/function-sayhi/sub"}, (String[]) function("codedir.further"));
    }

    @Test
    void functionServiceWithoutFile_failsAndTheRestRuns() throws Exception {
        Files.delete(dir.resolve(TestTree.SAYHI));
        tree.start();
        assertEquals(Status.FAILED, tree.row("service", "function-sayhi").state());
        assertEquals(TestTree.SAYHI + ":1: is missing", tree.row("file", TestTree.SAYHI).reason());
        assertTrue(rule("failed").toString().contains("is missing"), rule("failed").toString());
    }
}
