package io.tidegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may become the gateway of a directory; the other processes are real ones. */
class RunningGatewayTest {
    private static final int LOCKED = 3;
    private static final int LIMIT_SECONDS = 30;

    @TempDir Path temp;
    private Layout layout;

    @BeforeEach
    void makeDirectory() throws Exception {
        layout = new Layout(temp, temp, temp);
        Files.createDirectories(layout.data());
    }

    @Test
    void aLiveOwnerWhoseLockGotLostIsStillTheOwner() throws Exception {
        Process owner = new ProcessBuilder("sleep", "60").start();
        try {
            String line = owner.pid() + " " + ProcessStart.of(owner.pid()) + "\n";
            Files.writeString(layout.pidFile(), line);
            Refusal refused = assertThrows(Refusal.class, () -> RunningGateway.claim(layout));
            assertEquals("already running on " + temp + ": pid " + owner.pid(), refused.getMessage());
            assertEquals(line, Files.readString(layout.pidFile()), "the owner stays named");
        } finally {
            owner.destroyForcibly().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        RunningGateway.claim(layout);
        assertEquals(ProcessHandle.current(), RunningGateway.find(layout.pidFile()).orElseThrow(), "after its end");
    }

    /** The system gave its number to somebody else, after a restart of the system or long after. */
    @Test
    void aNumberThatIsAnotherProcessByNowIsNobody() throws Exception {
        String[] mine = ProcessStart.of(ProcessHandle.current().pid()).split("@");
        for (String start : new String[] {mine[0] + "@another-boot", Long.parseLong(mine[0]) - 1 + "@" + mine[1], "", "1764326688000"}) {
            Files.writeString(layout.pidFile(), ProcessHandle.current().pid() + " " + start + "\n");
            assertEquals(Optional.empty(), RunningGateway.find(layout.pidFile()), start);
        }
        Files.writeString(layout.pidFile(), ProcessHandle.current().pid() + " " + String.join("@", mine) + "\n");
        assertEquals(ProcessHandle.current(), RunningGateway.find(layout.pidFile()).orElseThrow());
    }

    @Test
    void claimingKeepsTheLock() throws Exception {
        Files.writeString(layout.pidFile(), ProcessHandle.current().pid() + " 12345\n");
        RunningGateway.claim(layout);
        assertEquals(LOCKED, tryLockElsewhere());
    }

    private int tryLockElsewhere() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        File classes = new File(RunningGatewayTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Process probe = new ProcessBuilder(java, "-cp", classes.toString(), Probe.class.getName(), layout.pidFile().toString())
                .inheritIO().start();
        try {
            assertEquals(true, probe.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "the probe ends");
            return probe.exitValue();
        } finally {
            probe.destroyForcibly();
        }
    }

    /** Ends with {@link #LOCKED} when somebody else holds the lock of the file. */
    static final class Probe {
        public static void main(String[] args) throws Exception {
            try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                System.exit(channel.tryLock() == null ? LOCKED : 0);
            }
        }
    }
}
