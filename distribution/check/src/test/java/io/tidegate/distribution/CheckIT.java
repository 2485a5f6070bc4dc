package io.tidegate.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.distribution.Archive.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code bin/tidegate check} from outside: what it finds, what it leaves alone, and that it leaves nothing behind. */
class CheckIT extends OnTheArchive {
    private static final String APPLICATION = "var/db/baetyl/application.yml";
    private static final String MANAGER = "var/db/baetyl/function-manager-conf/service.yml";

    @BeforeEach
    void tutorial() throws IOException {
        Path shipped = Path.of("../../config/tutorial").toAbsolutePath().normalize();
        try (Stream<Path> files = Files.walk(shipped)) {
            files.filter(Files::isRegularFile).forEach(file -> copy(file, dir.resolve(shipped.relativize(file))));
        }
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        archive.tidegate(Map.of(), "stop", "-w", dir.toString());
        Path scratch = Files.createDirectories(temp.resolve("tmp"));
        try (Stream<Path> left = Files.list(scratch)) {
            assertEquals(0, left.count(), "scratch directories");
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.getParent());
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Ended check() throws Exception {
        String scratch = Files.createDirectories(temp.resolve("tmp")).toString();
        return archive.tidegate(Map.of("TMPDIR", scratch), "check", "-w", dir.toString());
    }

    private void replace(String name, String from, String to) throws IOException {
        String text = Files.readString(dir.resolve(name));
        assertTrue(text.contains(from), name + " has " + from);
        Files.writeString(dir.resolve(name), text.replace(from, to));
    }

    private Map<String, String> snapshot() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(dir)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                files.put(each.toString(), Files.isRegularFile(each) ? Files.readString(each) : "");
            }
        }
        return files;
    }

    @Test
    void goodTree_isOk_andNothingIsWrittenToIt() throws Exception {
        Map<String, String> before = snapshot();
        Ended ended = check();
        assertEquals(0, ended.code(), ended.output());
        assertTrue(ended.output().startsWith("OK " + dir.toRealPath() + ": "), ended.output());
        for (String part : new String[] {"1 listener", "1 principal", "1 rule", "1 function", "0 errors, 0 warnings"}) {
            assertTrue(ended.output().contains(part), part + " in: " + ended.output());
        }
        assertEquals(before, snapshot());
    }

    @Test
    void everyProblem_isNamedWithFileAndLine() throws Exception {
        replace(MANAGER, "max: 10", "max: 1000");
        replace(MANAGER, "rules:", "rules:\n  - clientid: two\n    subscribe: {topic: a}\n    function: {name: nosuch}\n    publish: {topic: b}");
        Path etc = Files.createDirectories(dir.resolve("var/lib/tidegate/etc"));
        Files.writeString(etc.resolve("io.tidegate.listener-x.cfg"), "\naddress = tcp://127.0.0.1:99999\n");
        Ended ended = check();
        assertEquals(1, ended.code(), ended.output());
        for (String part : new String[] {MANAGER + ":22: ", "'1000'", MANAGER + ":8: ", "nosuch", "etc/io.tidegate.listener-x.cfg:2: ", "99999"}) {
            assertTrue(ended.output().contains(part), part + " in: " + ended.output());
        }
    }

    @Test
    void worksBesideARunningGateway_whichGoesOn() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            replace(APPLICATION, "1883:1883", "127.0.0.1:" + free.getLocalPort() + ":1883");
        }
        Ended start = archive.tidegate(Map.of(), "start", "-w", dir.toString());
        assertEquals(0, start.code(), start.output());
        String pid = Files.readString(dir.resolve("var/lib/tidegate/data/gateway.pid"));
        Ended ended = check();
        assertEquals(0, ended.code(), ended.output());
        assertEquals(pid, Files.readString(dir.resolve("var/lib/tidegate/data/gateway.pid")));
        assertEquals(0, archive.tidegate(Map.of(), "status", "-w", dir.toString()).code());
        Ended inside = archive.tidegate(Map.of(), "client", "-w", dir.toString(), "gateway:check", dir.toString());
        assertEquals(0, inside.code(), inside.output());
        assertTrue(inside.output().contains("Nothing would change."), inside.output());
    }

    @Test
    void directoryThatIsNotThere_isRefused() throws Exception {
        Ended ended = archive.tidegate(Map.of(), "check", "-w", dir.resolve("nowhere").toString());
        assertEquals(1, ended.code(), ended.output());
        assertFalse(Files.exists(dir.resolve("nowhere")));
    }
}
