package io.tidegate.itests.karaf;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** What the build made and where tests may write; from system properties that the build sets and containers are given too. */
final class Built {
    private static final int TUTORIAL_PORT = 1883;

    private Built() {}

    static Path archive() {
        return path("tidegate.archive");
    }

    /** Apache Karaf as its project publishes it. */
    static Path stockKaraf() {
        return path("tidegate.stock");
    }

    /** The features of this build. */
    static Path features() {
        return path("tidegate.features");
    }

    /** The tutorial's tree as the repository has it. Only read. */
    static Path tutorial() {
        return path("tidegate.tutorial");
    }

    /** The jar that this build made. @param symbolicName {@code io.tidegate.rule}, for example */
    static Path jar(String symbolicName) {
        return path("tidegate.bundles").resolve(symbolicName.substring("io.tidegate.".length()))
            .resolve("target/" + symbolicName + "-" + version() + ".jar");
    }

    static String version() {
        return property("tidegate.version");
    }

    static Path localRepository() {
        return path("tidegate.m2");
    }

    /** A directory of this module's target/ that did not exist before. */
    static Path freshDirectory(String name) throws IOException {
        Path all = path("tidegate.target").resolve("work");
        Files.createDirectories(all);
        return Files.createTempDirectory(all, name + "-");
    }

    static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), () -> "system property " + name);
    }

    private static Path path(String property) {
        return Path.of(property(property)).toAbsolutePath().normalize();
    }

    static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target);
                }
            }
        }
    }

    /**
     * An address of this machine alone, on which the tutorial's port is free: configurations are used unedited beside any other
     * broker and any other test, because each has an address of its own out of 127.0.0.0/8.
     *
     * @return "" where somebody listens on that port of all addresses
     */
    static String freeLoopback() {
        for (int attempt = 0; attempt < 20; attempt++) {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            String address = "127." + random.nextInt(1, 255) + "." + random.nextInt(256) + "." + random.nextInt(1, 255);
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getByName(address), TUTORIAL_PORT));
                return address;
            } catch (IOException taken) {
                System.out.println("not free: " + address + ":" + TUTORIAL_PORT + " (" + taken.getMessage() + ")");
            }
        }
        return "";
    }
}
