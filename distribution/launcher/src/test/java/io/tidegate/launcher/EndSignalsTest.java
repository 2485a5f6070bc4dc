package io.tidegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which signals end a gateway; each in a JVM of its own, whose exit code is 128 and the signal that it met. */
@Timeout(120)
class EndSignalsTest {
    private static final int LIMIT_SECONDS = 60;
    private static final int HUP = 1;
    private static final int INT = 2;
    private static final int TERM = 15;

    private Process probe;

    @AfterEach
    void end() throws Exception {
        probe.destroyForcibly().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void ctrlC_isAnswered_asTermIs() throws Exception {
        start("--default-signal=INT");
        assertEquals(128 + TERM, endBy("INT"));
    }

    @Test
    void aTerminalThatGoesAway_isAnswered_asTermIs() throws Exception {
        start("--default-signal=HUP");
        assertEquals(128 + TERM, endBy("HUP"));
    }

    /** By {@code nohup}, and by a shell for what runs behind its {@code &}. */
    @Test
    void whatIsIgnored_staysIgnored() throws Exception {
        start("--ignore-signal=HUP,INT");
        assertNotEquals(0, ignored() & 1L << HUP - 1);
        assertNotEquals(0, ignored() & 1L << INT - 1);
        assertEquals(128 + TERM, endBy("TERM"));
    }

    @Test
    void aJvmThatKeepsItsHandsOffSignals_startsAllTheSame() throws Exception {
        start("--default-signal=INT,HUP", "-Xrs");
        assertEquals(128 + INT, endBy("INT"));
    }

    private void start(String signals, String... options) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        File classes = new File(EndSignals.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        File tests = new File(EndSignalsTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> command = new ArrayList<>(List.of("env", signals, java));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classes + File.pathSeparator + tests, Probe.class.getName()));
        probe = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new BufferedReader(new InputStreamReader(probe.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertEquals("ready", said);
    }

    private int endBy(String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(probe.pid())).inheritIO().start();
        assertTrue(kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS));
        assertEquals(0, kill.exitValue());
        assertTrue(probe.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "still there");
        return probe.exitValue();
    }

    /** The mask of ignored signals: bit N-1 for signal N. */
    private long ignored() throws Exception {
        String line = Files.readAllLines(Path.of("/proc/" + probe.pid() + "/status")).stream()
            .filter(each -> each.startsWith("SigIgn:")).findFirst().orElseThrow();
        return Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16);
    }

    /** Waits for a signal. */
    static final class Probe {
        public static void main(String[] args) throws Exception {
            EndSignals.becomeTerm();
            System.out.println("ready");
            Thread.sleep(TimeUnit.SECONDS.toMillis(2 * LIMIT_SECONDS)); // ends before
        }
    }
}
