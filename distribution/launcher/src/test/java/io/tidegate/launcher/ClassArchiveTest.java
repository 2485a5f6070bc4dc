package io.tidegate.launcher;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    @TempDir Path data;
    private Path archive;
    private Path used;

    @BeforeEach
    void anArchiveThatIsInUse() throws IOException {
        archive = Files.writeString(data.resolve("classes.jsa"), "of an earlier gateway");
        used = Files.writeString(data.resolve("classes.used"), "");
    }

    @Test
    void recording_dropsWhatAnUncleanEndLeft() throws IOException {
        new ClassArchive(data).claimed("record");
        assertFalse(Files.exists(archive));
        assertFalse(Files.exists(used));
    }

    @Test
    void recording_dropsTheDescriptionsOfComponentsToo() throws IOException {
        Path kept = Files.createDirectories(data.resolve("cache/bundle25/data")).resolve("componentMetadataStore");
        Files.writeString(kept, "by a gateway that was killed");
        new ClassArchive(data).claimed("use");
        assertTrue(Files.exists(kept));
        new ClassArchive(data).claimed("record");
        assertFalse(Files.exists(kept));
    }

    @Test
    void recordingTooFewClasses_keepsNothing() throws IOException {
        new ClassArchive(data).claimed("record").run();
        assertFalse(Files.exists(archive), "a JVM of tests is no whole gateway");
    }

    @Test
    void using_whatTheJvmDidNotTake_isDroppedAndTheEndIsClean() throws IOException {
        Runnable atTheEnd = new ClassArchive(data).claimed("use");
        assertFalse(Files.exists(archive), "this JVM has not mapped it");
        assertTrue(Files.exists(used), "it still runs");
        atTheEnd.run();
        assertFalse(Files.exists(used));
    }

    /** The script looked before the directory was prepared: what it gave to the JVM may belong to another installation. */
    @Test
    void using_whatWasDroppedMeanwhile_isNoFailure() throws IOException {
        ClassArchive classes = new ClassArchive(data);
        classes.drop();
        classes.claimed("use").run();
        assertFalse(Files.exists(used), "or the start after this one would not trust what this one cannot have spoilt");
    }

    @Test
    void neither_touchesNothing() throws IOException {
        new ClassArchive(data).claimed("").run();
        assertTrue(Files.exists(archive) && Files.exists(used));
    }

    @Test
    void anotherInstallation_dropsIt() throws IOException {
        new ClassArchive(data).drop();
        assertFalse(Files.exists(archive));
    }
}
