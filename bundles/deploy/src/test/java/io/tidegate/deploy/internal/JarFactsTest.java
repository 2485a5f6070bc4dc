package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarFactsTest {
    @TempDir
    Path directory;

    @Test
    void peek_symbolicNameWithDirectives_isTheNameAlone() throws Exception {
        Path jar = Jars.bundle(directory.resolve("a.jar"), "io.tidegate.rule", "1.2.3");
        assertEquals(Optional.of(new JarFacts("io.tidegate.rule", "1.2.3", List.of())), JarFacts.peek(jar));
    }

    @Test
    void check_flippedByteInAnEntry_namesTheEntry() throws Exception {
        Path jar = Jars.bundle(directory.resolve("a.jar"), "io.tidegate.rule", "1.2.3");
        byte[] bytes = Files.readAllBytes(jar);
        int name = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("content.txt");
        int extra = bytes[name - 2]; // of the local header: the name is followed by that many bytes, then by the data
        bytes[name + "content.txt".length() + extra + 5] ^= 0x55;
        Files.write(jar, bytes);
        DeployFault fault = assertThrows(DeployFault.class, () -> JarFacts.check(jar));
        assertTrue(fault.getMessage().contains("content.txt is damaged"), fault.getMessage());
    }

    @Test
    void check_noBundle_saysSo() throws Exception {
        Path jar = directory.resolve("a.jar");
        try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new java.util.zip.ZipEntry("x"));
        }
        DeployFault fault = assertThrows(DeployFault.class, () -> JarFacts.check(jar));
        assertEquals("its manifest has no Bundle-SymbolicName", fault.getMessage());
    }
}
