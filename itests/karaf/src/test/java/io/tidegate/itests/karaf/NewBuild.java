package io.tidegate.itests.karaf;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Builds of our bundles that nobody has released: those of this build with another version and another content. */
final class NewBuild {
    static final String RULE = "io.tidegate.rule";

    private NewBuild() {}

    /** A build that works. @return {@code to} */
    static Path of(String bundle, String version, Path to) throws IOException {
        return build(bundle, version, to, null);
    }

    /** A build that imports a package that nobody exports. */
    static Path unresolvable(String bundle, String version, Path to) throws IOException {
        return build(bundle, version, to, "com.example.nobody.exports.this");
    }

    private static Path build(String bundle, String version, Path to, String alsoImported) throws IOException {
        try (JarFile shipped = new JarFile(Built.jar(bundle).toFile())) {
            Manifest manifest = new Manifest(shipped.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            if (alsoImported != null) {
                String imports = manifest.getMainAttributes().getValue("Import-Package");
                manifest.getMainAttributes().putValue("Import-Package", imports + "," + alsoImported);
            }
            try (OutputStream file = Files.newOutputStream(to); JarOutputStream jar = new JarOutputStream(file, manifest)) {
                for (JarEntry entry : Collections.list(shipped.entries())) {
                    if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        put(jar, entry.getName(), shipped.getInputStream(entry).readAllBytes());
                    }
                }
                put(jar, "META-INF/build.txt", version.getBytes(StandardCharsets.UTF_8));
            }
        }
        return to;
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }

    /** Drops a finished file at once, as {@code mv} does. */
    static void move(Path from, Path into) throws IOException {
        Files.move(from, into, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
