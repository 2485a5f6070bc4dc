package io.tidegate.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.distribution.Archive.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ends a gateway, and that the next one on its directory does not take the end for a crash. */
class EndIT extends OnTheArchive {
    private static final Map<String, String> PLAIN = Map.of();
    private static final int LIMIT_SECONDS = 60;
    private static final int HUP = 1;

    @AfterEach
    void stopWhatAFailedTestLeft() throws Exception {
        archive.tidegate(PLAIN, "stop", "-w", dir.toString());
    }

    @Test
    void ctrlC_isACleanEnd() throws Exception {
        endsCleanly("INT");
    }

    @Test
    void aTerminalThatGoesAway_isACleanEnd() throws Exception {
        endsCleanly("HUP");
    }

    @Test
    void aKill_isNone() throws Exception {
        listenOnAnyPort();
        assertEquals(128 + 9, endOfARunBy("KILL"));
        start();
        assertTrue(log().contains("event=unclean-end"), "or the other tests cannot fail: " + log());
    }

    /** The framework would wait for it without a limit. */
    @Test
    void componentThatHangs_isNoReasonNotToEnd() throws Exception {
        listenOnAnyPort();
        start();
        Path part = Files.write(temp.resolve("hanging.jar"), Hanging.jar());
        Files.move(part, state("deploy/hanging.jar"));
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!Files.exists(state(Hanging.MARK))) {
            assertTrue(System.nanoTime() < limit, log());
            TimeUnit.MILLISECONDS.sleep(50);
        }
        Ended stop = archive.tidegate(PLAIN, "stop", "-w", dir.toString());
        assertEquals(0, stop.code(), stop.output());
        assertTrue(log().contains("event=hub-stopped"), log());
        Files.delete(state("deploy/hanging.jar"));
        start();
        assertFalse(log().contains("event=unclean-end"), log());
    }

    @Test
    void theBackground_doesNotHearOfTheTerminal() throws Exception {
        listenOnAnyPort();
        start();
        String pid = Files.readString(state("data/gateway.pid")).split(" ")[0];
        String mask = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
            .filter(line -> line.startsWith("SigIgn:")).findFirst().orElseThrow();
        assertTrue((Long.parseUnsignedLong(mask.substring("SigIgn:".length()).strip(), 16) & 1L << HUP - 1) != 0, mask);
    }

    private void endsCleanly(String signal) throws Exception {
        listenOnAnyPort();
        assertEquals(0, endOfARunBy(signal), log());
        assertTrue(log().contains("event=hub-stopped"), log());
        start();
        assertFalse(log().contains("event=unclean-end"), log());
    }

    /** @return the exit code of {@code run}, sent the signal when it is ready */
    private int endOfARunBy(String signal) throws Exception {
        // Whoever runs the tests in the background may have Ctrl-C ignored, which is inherited.
        String tidegate = archive.home().resolve("bin/tidegate").toString();
        ProcessBuilder run = new ProcessBuilder("env", "--default-signal=INT,HUP", tidegate, "run", "-w", dir.toString())
            .redirectErrorStream(true).redirectOutput(temp.resolve("run.out").toFile()).redirectInput(new java.io.File("/dev/null"));
        run.environment().put("HOME", "/nonexistent");
        Process gateway = run.start();
        try {
            awaitReady(gateway);
            assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(gateway.pid())).inheritIO().start().waitFor());
            assertTrue(gateway.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "still there; " + log());
            return gateway.exitValue();
        } finally {
            gateway.destroyForcibly().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void awaitReady(Process gateway) throws Exception {
        long start = System.nanoTime();
        while (archive.tidegate(PLAIN, "client", "-w", dir.toString(), "gateway:ready --timeout 30").code() != 0) {
            assertTrue(gateway.isAlive(), Files.readString(temp.resolve("run.out")));
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(LIMIT_SECONDS), Files.readString(temp.resolve("run.out")));
        }
    }

    private void start() throws Exception {
        Ended start = archive.tidegate(PLAIN, "start", "-w", dir.toString());
        assertEquals(0, start.code(), start.output());
    }

    private void listenOnAnyPort() throws IOException {
        Files.createDirectories(state("etc"));
        Files.writeString(state("etc/io.tidegate.listener-default.cfg"), "address = tcp://127.0.0.1:0\n");
    }

    private String log() throws IOException {
        return Files.readString(state("log/tidegate.log"));
    }

    private Path state(String name) {
        return dir.resolve("var/lib/tidegate").resolve(name);
    }
}
