package io.tidegate.itests.karaf;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A build of one of our bundles that nobody has released: this build's with another version, another content, and changes. */
final class NewBuild {
    static final String RULE = "io.tidegate.rule";

    private final String bundle;
    private final Manifest manifest;
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    private NewBuild(String bundle, String version) throws IOException {
        this.bundle = bundle;
        try (JarFile shipped = new JarFile(Built.jar(bundle).toFile())) {
            manifest = new Manifest(shipped.getManifest());
            for (JarEntry entry : Collections.list(shipped.entries())) {
                if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                    entries.put(entry.getName(), shipped.getInputStream(entry).readAllBytes());
                }
            }
        }
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        entries.put("META-INF/build.txt", version.getBytes(StandardCharsets.UTF_8));
    }

    static NewBuild of(String bundle, String version) throws IOException {
        return new NewBuild(bundle, version);
    }

    /** A build that works. @return {@code to} */
    static Path of(String bundle, String version, Path to) throws IOException {
        return of(bundle, version).write(to);
    }

    /** Changes a header of the manifest; the change must change something. */
    NewBuild header(String name, UnaryOperator<String> change) {
        String before = manifest.getMainAttributes().getValue(name);
        manifest.getMainAttributes().putValue(name, changed(bundle + " " + name, before, change));
        return this;
    }

    /** Imports, or requires, one thing more. */
    NewBuild also(String header, String clause) {
        return header(header, before -> before + "," + clause);
    }

    /** Changes the description of a component. @param component what comes after the bundle's name and {@code .internal.} */
    NewBuild component(String component, UnaryOperator<String> change) {
        String entry = "OSGI-INF/" + bundle + ".internal." + component + ".xml";
        String before = new String(entries.get(entry), StandardCharsets.UTF_8);
        return with(entry, changed(entry, before, change).getBytes(StandardCharsets.UTF_8));
    }

    /** Adds or replaces an entry. */
    NewBuild with(String entry, byte[] content) {
        entries.put(entry, content);
        return this;
    }

    private static String changed(String what, String before, UnaryOperator<String> change) {
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new AssertionError("nothing to change in " + what + ": " + before);
        }
        return after;
    }

    /** @return {@code to}, a whole jar now */
    Path write(Path to) throws IOException {
        try (OutputStream file = Files.newOutputStream(to); JarOutputStream jar = new JarOutputStream(file, manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
        return to;
    }

    /** The same as a directory. @return {@code to} */
    Path unpack(Path to) throws IOException {
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            Path file = to.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, entry.getValue());
        }
        try (OutputStream file = Files.newOutputStream(to.resolve(JarFile.MANIFEST_NAME))) {
            manifest.write(file);
        }
        return to;
    }

    /** Drops a finished file at once, as {@code mv} does. */
    static void move(Path from, Path into) throws IOException {
        Files.move(from, into, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
