package io.tidegate.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.distribution.Archive.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code bin/tidegate} from outside: verbs, exit codes, directories, Java versions; the installation is read-only. */
class LauncherIT extends OnTheArchive {
    private static final Map<String, String> PLAIN = Map.of();

    private static Map<String, String> untouched;

    @BeforeAll
    static void remember() throws Exception {
        untouched = archive.snapshot();
    }

    @BeforeEach
    void takeAnyFreePort() throws IOException {
        listenOn(0);
    }

    @AfterEach
    void stopWhatAFailedTestLeft() throws Exception {
        archive.tidegate(PLAIN, "stop", "-w", dir.toString());
        assertEquals(untouched, archive.snapshot(), "the installation is as it was");
    }

    @Test
    void startsAnswersAndStops() throws Exception {
        ok(tidegate("start"));
        long pid = pid();
        ok(tidegate("status"));
        assertTrue(ok(tidegate("status", "--json")).stripLeading().startsWith("{"));
        assertTrue(ok(tidegate("client", "bundle:list", "-t", "0")).contains("Tidegate hub"));
        assertNotEquals(0, tidegate("client", "nosuch:command").code());

        secondStartNamesTheFirst("run", pid);
        secondStartNamesTheFirst("start", pid);
        ok(tidegate("status"));

        assertTrue(ok(tidegate("stop")).contains("stopped pid " + pid));
        assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
        assertEquals(3, tidegate("status").code());
        assertEquals(3, tidegate("client", "bundle:list").code());
        ok(tidegate("stop"));
    }

    private void secondStartNamesTheFirst(String verb, long pid) throws Exception {
        long before = System.nanoTime();
        Ended second = tidegate(verb);
        assertEquals(1, second.code(), second.output());
        String sentence = "already running on " + dir.toRealPath() + ": pid " + pid;
        assertTrue(second.output().contains(sentence), second.output());
        assertEquals(1, second.output().lines().count(), second.output());
        assertTrue(System.nanoTime() - before < TimeUnit.SECONDS.toNanos(15), "at once, not after a limit");
    }

    @Test
    void startsAgainAfterKill() throws Exception {
        ok(tidegate("start"));
        ProcessHandle first = ProcessHandle.of(pid()).orElseThrow();
        first.destroyForcibly();
        first.onExit().get(10, TimeUnit.SECONDS);
        assertEquals(3, tidegate("status").code());
        ok(tidegate("start"));
        assertNotEquals(first.pid(), pid());
    }

    @Test
    void leavesItsClassesToTheNextStart_unlessItEndedBadly() throws Exception {
        Path data = dir.resolve("var/lib/tidegate/data");
        ok(tidegate("start"));
        ok(tidegate("stop"));
        assertTrue(Files.size(data.resolve("classes.jsa")) > 0, "left by the first");

        Path loads = dir.resolve("loads");
        Map<String, String> told = new HashMap<>(PLAIN);
        told.put("TIDEGATE_JAVA_OPTS", "-Xlog:class+load:file=" + loads);
        ok(archive.tidegate(told, "start", "-w", dir.toString()));
        long second = pid();
        assertTrue(Files.readString(Path.of("/proc/" + second + "/maps")).contains("data/classes.jsa"), "used by the second");
        List<String> fromJars = Files.readAllLines(loads).stream().filter(load -> load.contains(" source: jar:bundle:")).toList();
        assertTrue(fromJars.size() < 200, () -> "also of classes that are loaded and not used: " + fromJars);
        ProcessHandle killed = ProcessHandle.of(second).orElseThrow();
        killed.destroyForcibly();
        killed.onExit().get(10, TimeUnit.SECONDS);

        ok(tidegate("start"));
        assertFalse(Files.readString(Path.of("/proc/" + pid() + "/maps")).contains("data/classes.jsa"), "not trusted after a kill");
        ok(tidegate("stop"));
        Files.write(data.resolve("classes.jsa"), new byte[100_000]);
        ok(tidegate("start"));
        assertFalse(Files.exists(data.resolve("classes.jsa")), "a damaged one is dropped");
        ok(tidegate("stop"));
    }

    @Test
    void startsWhereAnotherInstallationHasLeftItsClasses() throws Exception {
        Path data = dir.resolve("var/lib/tidegate/data");
        ok(tidegate("start"));
        ok(tidegate("stop"));
        assertTrue(Files.exists(data.resolve("classes.jsa")));
        Files.writeString(data.resolve("installation"), "0.0.9 of before the upgrade\n");
        ok(tidegate("start"));
        assertFalse(Files.exists(data.resolve("classes.jsa")), "it was the other's");
        ok(tidegate("stop"));
    }

    @Test
    void saysWhyItIsNotReady() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            listenOn(taken.getLocalPort());
            Ended start = tidegate("start");
            assertNotEquals(0, start.code(), start.output());
            assertTrue(start.output().contains(Integer.toString(taken.getLocalPort())), start.output());
            assertTrue(start.output().contains("goes on running"), start.output());
        }
    }

    @Test
    void writesNothingOutsideItsStateDirectory() throws Exception {
        ok(tidegate("start"));
        assertEquals(Set.of("var"), names(dir));
        assertEquals(Set.of("lib"), names(dir.resolve("var")));
        Path state = dir.resolve("var/lib/tidegate");
        assertEquals(Set.of("etc", "deploy", "data", "log"), names(state));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("data"))));
        assertTrue(Files.exists(state.resolve("etc/startup.properties")));
        assertTrue(Files.size(state.resolve("log/tidegate.log")) > 0);
    }

    @Test
    void stockNamesAreTheSameVerbs() throws Exception {
        assertEquals(3, archive.script("status", PLAIN, "-w", dir.toString()).code());
        assertEquals(0, archive.script("stop", PLAIN, "-w", dir.toString()).code());
        assertEquals(3, archive.script("client", PLAIN, "-w", dir.toString(), "bundle:list").code());
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        for (String[] words : new String[][] {{"strat"}, {"run", "--bnd"}, {"run", "--bind"}, {"run", "--bind", "eth0"},
            {"stop", "--bind", "127.0.0.1"}, {"run", "--json"}, {"status", "-w"}, {"stop", "now"}, {}}) {
            Ended refused = archive.tidegate(PLAIN, words);
            assertEquals(2, refused.code(), String.join(" ", words) + ": " + refused.output());
        }
        assertTrue(archive.tidegate(PLAIN, "strat").output().contains("unknown verb 'strat'"));
        assertTrue(ok(archive.tidegate(PLAIN, "help")).contains("usage"));
        assertTrue(ok(archive.tidegate(PLAIN, "version")).matches("tidegate \\d+\\.\\d+\\.\\d+\\s*"));
    }

    @Test
    void saysWhichJavaToInstall() throws Exception {
        Path onlyNew = fakeJava("jvm/new", "25.0.3");
        fakeJava("jvm/old", "1.8.0_402");
        Map<String, String> environment = Map.of("JAVA_HOME", onlyNew.toString(), "PATH", toolsWithoutJava().toString(),
            "TIDEGATE_JVM_DIR", temp.resolve("jvm").toString());
        Ended refused = archive.tidegate(environment, "run", "-w", dir.toString());
        assertEquals(1, refused.code(), refused.output());
        for (String part : new String[] {"Java 17 to 23", "Java 25", "Java 8", "apt-get install openjdk-17"}) {
            assertTrue(refused.output().contains(part), part + " in: " + refused.output());
        }
    }

    @Test
    void passesOverAnUnsuitableJavaHome() throws Exception {
        Path suitable = Path.of(System.getProperty("java.home")).getParent();
        Map<String, String> environment = Map.of("JAVA_HOME", fakeJava("other/new", "25.0.3").toString(),
            "PATH", toolsWithoutJava().toString(), "TIDEGATE_JVM_DIR", suitable.toString());
        Ended status = archive.tidegate(environment, "status", "-w", dir.toString());
        assertEquals(3, status.code(), "it came as far as looking for a gateway: " + status.output());
    }

    private Ended tidegate(String verb, String... words) throws Exception {
        String[] all = new String[words.length + 3];
        all[0] = verb;
        all[1] = "-w";
        all[2] = dir.toString();
        System.arraycopy(words, 0, all, 3, words.length);
        return archive.tidegate(PLAIN, all);
    }

    private static String ok(Ended ended) {
        assertEquals(0, ended.code(), ended.output());
        return ended.output();
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readString(dir.resolve("var/lib/tidegate/data/gateway.pid")).split(" ")[0]);
    }

    private void listenOn(int port) throws IOException {
        Path etc = Files.createDirectories(dir.resolve("var/lib/tidegate/etc"));
        Files.writeString(etc.resolve("io.tidegate.listener-default.cfg"), "address = tcp://127.0.0.1:" + port + "\n");
    }

    private static Set<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Something that claims to be a Java of that version and does nothing. */
    private static Path fakeJava(String name, String version) throws IOException {
        Path home = temp.resolve(name);
        executable(Files.createDirectories(home.resolve("bin")).resolve("java"), "exit 99");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    /** A PATH with what the script needs and no java. */
    private static Path toolsWithoutJava() throws IOException {
        Path tools = temp.resolve("tools");
        if (Files.exists(tools)) {
            return tools;
        }
        Files.createDirectory(tools);
        for (String tool : new String[] {"sed", "dirname", "readlink", "head", "cat", "mkdir", "wc", "nohup"}) {
            executable(tools.resolve(tool), "exec /usr/bin/" + tool + " \"$@\"");
        }
        return tools;
    }

    private static void executable(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
