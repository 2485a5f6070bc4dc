package io.tidegate.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The built archive, unpacked for a test and called as a user would call it. */
final class Archive {
    /** Longer than any verb's own limit: `start` gives up after 60 + 30 s. */
    private static final long LIMIT_SECONDS = 120;

    /** What one call said and how it ended. */
    record Ended(int code, String output) { }

    private final Path home;

    private Archive(Path home) {
        this.home = home;
    }

    /** Unpacks the archive below {@code target} and takes everybody's right to write away. */
    static Archive unpackReadOnly(Path target) throws Exception {
        String archive = System.getProperty("tidegate.archive");
        Ended tar = call(target, Map.of(), List.of("tar", "xzf", archive, "-C", target.toString()));
        if (tar.code() != 0) {
            throw new IOException("cannot unpack " + archive + ": " + tar.output());
        }
        try (Stream<Path> made = Files.list(target)) {
            Archive unpacked = new Archive(made.findFirst().orElseThrow());
            unpacked.setWritable(false);
            return unpacked;
        }
    }

    Path home() {
        return home;
    }

    Ended tidegate(Map<String, String> environment, String... words) throws Exception {
        return script("tidegate", environment, words);
    }

    Ended script(String name, Map<String, String> environment, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin").resolve(name).toString()));
        command.addAll(List.of(words));
        return call(home.getParent(), environment, command);
    }

    /** Any command, with what the installation's own are called with. */
    Ended call(Map<String, String> environment, String... command) throws Exception {
        return call(home.getParent(), environment, List.of(command));
    }

    /** Every file with its size and time: equal before and after means untouched, also for root, whom no mode stops. */
    Map<String, String> snapshot() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                files.put(each.toString(), Files.size(each) + " " + Files.getLastModifiedTime(each));
            }
        }
        return files;
    }

    void setWritable(boolean writable) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(each));
                mode.removeAll(Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE));
                if (writable) {
                    mode.add(PosixFilePermission.OWNER_WRITE);
                } else {
                    mode.remove(PosixFilePermission.OWNER_WRITE);
                }
                Files.setPosixFilePermissions(each, mode);
            }
        }
    }

    private static Ended call(Path cwd, Map<String, String> environment, List<String> command) throws Exception {
        Path output = Files.createTempFile("tidegate-check", ".out");
        ProcessBuilder builder = new ProcessBuilder(command).directory(cwd.toFile());
        // No home directory: nothing may depend on ~/.m2 or any other file of the user.
        builder.environment().putAll(new HashMap<>(Map.of("HOME", "/nonexistent")));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(output.toFile()).redirectInput(new java.io.File("/dev/null"));
        Process process = builder.start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " has not ended; so far: " + Files.readString(output));
            }
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }
}
