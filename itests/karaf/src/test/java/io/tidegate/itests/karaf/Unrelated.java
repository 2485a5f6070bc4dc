package io.tidegate.itests.karaf;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A feature that has nothing to do with ours, as files: installing it makes the container look at everything that it owns. */
record Unrelated(URI repository) {
    static final String BUNDLE = "com.example.unrelated";

    static Unrelated in(Path directory) throws IOException {
        Path jar = directory.resolve("unrelated.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", BUNDLE);
        manifest.getMainAttributes().putValue("Bundle-Version", "1.0.0");
        try (OutputStream file = Files.newOutputStream(jar)) {
            new JarOutputStream(file, manifest).close();
        }
        Path repository = directory.resolve("unrelated.xml");
        Files.writeString(repository, """
            <features name="unrelated" xmlns="http://karaf.apache.org/xmlns/features/v1.6.0">
              <feature name="unrelated" version="1.0.0"><bundle>%s</bundle></feature>
            </features>
            """.formatted(jar.toUri()));
        return new Unrelated(repository.toUri());
    }
}
