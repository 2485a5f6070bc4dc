package io.tidegate.launcher;

import java.nio.file.Path;

/**
 * Where things lie. {@code bin/tidegate} decides the three directories and passes them as system properties, so that
 * shell and Java never disagree.
 *
 * @param home  the installation; may be read-only and shared
 * @param dir   the operator's directory ({@code -w}); relative paths in a Baetyl tree start here
 * @param state the gateway's own files; equals {@code home} or lies below {@code dir}
 */
record Layout(Path home, Path dir, Path state) {

    static Layout fromSystemProperties() {
        return new Layout(required("karaf.home"), required("tidegate.directory"), required("karaf.base"));
    }

    private static Path required(String key) {
        String value = System.getProperty(key);
        if (value == null) {
            throw new IllegalStateException("system property " + key + " is missing: start through bin/tidegate");
        }
        return Path.of(value);
    }

    Path etc() {
        return state.resolve("etc");
    }

    Path data() {
        return state.resolve("data");
    }

    Path log() {
        return state.resolve("log");
    }

    Path deploy() {
        return state.resolve("deploy");
    }

    /** Names the running process; see {@link RunningGateway}. */
    Path pidFile() {
        return data().resolve("gateway.pid");
    }

    /** Present when the operator came with a Baetyl configuration tree. */
    Path applicationYml() {
        return dir.resolve("var/db/baetyl/application.yml");
    }
}
