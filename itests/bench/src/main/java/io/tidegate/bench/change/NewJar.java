package io.tidegate.bench.change;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** A jar of the archive as if built anew: the same classes, another version. Stateless. */
final class NewJar {

    private NewJar() { }

    /**
     * Copies the jar that the archive has.
     *
     * @param home   an unpacked archive
     * @param bundle what comes after {@code io.tidegate.}
     */
    static Path of(Path home, String bundle, String version, Path to) throws IOException {
        Path all = home.resolve("system/io/tidegate/io.tidegate." + bundle);
        try (var jars = Files.find(all, 2, (file, facts) -> file.toString().endsWith(".jar"))) {
            Files.copy(jars.findFirst().orElseThrow(() -> new IOException("no jar below " + all)), to);
        }
        try (FileSystem jar = FileSystems.newFileSystem(to)) {
            Path file = jar.getPath(JarFile.MANIFEST_NAME);
            Manifest manifest = new Manifest(new ByteArrayInputStream(Files.readAllBytes(file)));
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            ByteArrayOutputStream changed = new ByteArrayOutputStream();
            manifest.write(changed);
            Files.write(file, changed.toByteArray());
            Files.write(jar.getPath("META-INF", "build.txt"), version.getBytes(StandardCharsets.UTF_8));
        }
        return to;
    }
}
