package io.tidegate.itests.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * One bundle as the build made it.
 *
 * @param name its folder under bundles/, for example {@code transport.netty}
 * @param headers the main section of its manifest
 * @param files every file in the jar: path and content
 */
record BuiltBundle(String name, Path jar, Attributes headers, SortedMap<String, byte[]> files) {

    boolean isApi() {
        return name.endsWith(".api");
    }

    Set<String> imports() {
        return Header.packages(headers.getValue("Import-Package"));
    }

    Set<String> exports() {
        return Header.packages(headers.getValue("Export-Package"));
    }

    /** The packages that hold classes, dotted. */
    Set<String> packages() {
        Set<String> packages = new TreeSet<>();
        files.keySet().stream().filter(file -> file.endsWith(".class"))
            .forEach(file -> packages.add(file.substring(0, Math.max(0, file.lastIndexOf('/'))).replace('/', '.')));
        return packages;
    }

    /** Every bundle that the build makes; one whose jar is not there is an error, not a bundle less. */
    static SortedMap<String, BuiltBundle> all() throws IOException {
        SortedMap<String, BuiltBundle> all = new TreeMap<>();
        for (String line : Files.readAllLines(Tree.root().resolve("bundles/pom.xml"))) {
            if (line.strip().startsWith("<module>")) {
                String name = line.strip().replaceAll("</?module>", "");
                Path target = Tree.root().resolve("bundles").resolve(name).resolve("target");
                all.put(name, read(name, target.resolve("io.tidegate." + name + "-" + Tree.version() + ".jar")));
            }
        }
        return all;
    }

    private static BuiltBundle read(String name, Path path) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    files.put(entry.getName(), in.readAllBytes());
                }
            }
            return new BuiltBundle(name, path, jar.getManifest().getMainAttributes(), files);
        }
    }
}
