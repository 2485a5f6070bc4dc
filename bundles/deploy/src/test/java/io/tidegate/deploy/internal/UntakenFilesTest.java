package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UntakenFilesTest {
    @TempDir
    Path deploy;

    private final Findings findings = new Findings(Clock.systemUTC());
    private long nanos;
    private boolean taken;
    private UntakenFiles files;
    private Path file;

    @BeforeEach
    void drop() throws Exception {
        files = new UntakenFiles(new DeployDirectory(deploy), f -> taken ? Optional.empty() : Optional.of("nobody"), findings, () -> nanos);
        file = Files.writeString(deploy.resolve("a.txt"), "x").toAbsolutePath().normalize();
        Files.writeString(deploy.resolve(".hidden"), "x");
        Files.writeString(deploy.resolve("README"), "x");
    }

    private void lookAfter(Duration later) {
        nanos += later.toNanos();
        files.look();
    }

    @Test
    void look_untakenForTheLimit_isSaidOfDroppedFilesOnly() {
        lookAfter(Duration.ZERO);
        lookAfter(Duration.ofMillis(2900));
        assertEquals(Map.of(), findings.files());
        lookAfter(Duration.ofMillis(100));
        assertEquals("nobody", findings.files().get(file).sentence());
        assertEquals(1, findings.files().size());
    }

    @Test
    void look_stillBeingWritten_waitsAnew() throws Exception {
        lookAfter(Duration.ZERO);
        Files.writeString(file, "longer");
        lookAfter(Duration.ofSeconds(3));
        assertEquals(Map.of(), findings.files());
        lookAfter(Duration.ofSeconds(3));
        assertEquals(1, findings.files().size());
    }

    @Test
    void look_takenLaterOrDeleted_isForgotten() throws Exception {
        lookAfter(Duration.ZERO);
        lookAfter(Duration.ofSeconds(3));
        taken = true;
        lookAfter(Duration.ofSeconds(1));
        assertEquals(Map.of(), findings.files());
        taken = false;
        lookAfter(Duration.ofSeconds(1));
        Files.delete(file);
        lookAfter(Duration.ofSeconds(1));
        assertEquals(Map.of(), findings.files());
    }
}
