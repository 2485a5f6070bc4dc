package io.tidegate.itests.architecture;

import java.nio.file.Path;
import java.util.Objects;

/** Where this source tree is, and the version that it builds; both from the build. */
final class Tree {
    private Tree() {}

    static Path root() {
        return Path.of(property("tidegate.root")).toAbsolutePath().normalize();
    }

    static String version() {
        return property("tidegate.version");
    }

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), () -> "system property " + name);
    }
}
