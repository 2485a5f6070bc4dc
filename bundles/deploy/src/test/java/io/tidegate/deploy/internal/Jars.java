package io.tidegate.deploy.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Makes jars for tests. */
final class Jars {
    private Jars() {
    }

    /** A bundle jar with one entry; equal arguments make equal bytes. */
    static Path bundle(Path file, String symbolicName, String version) throws IOException {
        return bundle(file, symbolicName, version, "");
    }

    /** @param imports its Import-Package; empty: none */
    static Path bundle(Path file, String symbolicName, String version, String imports) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-SymbolicName", symbolicName + ";singleton:=true");
        main.putValue("Bundle-Version", version);
        if (!imports.isEmpty()) {
            main.putValue("Import-Package", imports);
        }
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
            put(jar, "META-INF/MANIFEST.MF");
            manifest.write(jar);
            put(jar, "content.txt");
            jar.write(("content of " + version).getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    /** A directory with everything in it. */
    static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(directory)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }

    private static void put(JarOutputStream jar, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(0);
        entry.setMethod(ZipEntry.DEFLATED);
        jar.putNextEntry(entry);
    }
}
