package io.tidegate.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests of {@code bin/tidegate} on a read-only installation: one for the class, and a directory for each test. */
abstract class OnTheArchive {
    @TempDir static Path temp;
    static Archive archive;

    @TempDir Path dir;

    @BeforeAll
    static void unpack() throws Exception {
        archive = Archive.unpackReadOnly(Files.createDirectory(temp.resolve("opt")));
    }

    @AfterAll
    static void makeDeletable() throws IOException {
        archive.setWritable(true);
    }
}
