package io.tidegate.bench.change;

import io.tidegate.bench.broker.Ports;
import io.tidegate.bench.load.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A gateway's directory: the tutorial's tree, with ports of its own and QoS 1 from end to end, so that a message that is
 * published is answered whatever is replaced meanwhile. Owned by the thread of the benchmark.
 */
final class Workplace {

    final Path directory;
    final Target target;

    /** What a listener of the tree may be edited to: the ports that it names, and where these are found from outside. */
    final SortedMap<Integer, Integer> spare = new TreeMap<>(Map.of(2001, Ports.free(), 2002, Ports.free()));

    Workplace(Path base, Path tutorial) throws IOException {
        directory = Files.createTempDirectory(base.toAbsolutePath(), "tidegate-bench-");
        target = new Target(Ports.free(), "test", "hahaha");
        copy(tutorial);
        StringBuilder ports = new StringBuilder("      - " + target.port() + ":1883\n");
        spare.forEach((inside, outside) -> ports.append("      - ").append(outside).append(':').append(inside).append('\n'));
        edit("application.yml", "      - 1883:1883\n", ports.toString());
        edit("function-manager-conf/service.yml", "topic: t\n", "topic: t\n      qos: 1\n");
        edit("function-manager-conf/service.yml", "topic: t/hi\n", "topic: t/hi\n      qos: 1\n");
    }

    private void copy(Path tutorial) throws IOException {
        try (Stream<Path> all = Files.walk(tutorial)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Path to = directory.resolve(tutorial.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(each, to);
                }
            }
        }
    }

    /** A file of the configuration tree. */
    Path tree(String name) {
        return directory.resolve("var/db/baetyl").resolve(name);
    }

    /** A file or directory of the gateway's own. */
    Path own(String name) {
        return directory.resolve("var/lib/tidegate").resolve(name);
    }

    /** Replaces one text by another in a file of the tree, as an editor saves it; the text must be there. */
    void edit(String file, String old, String with) throws IOException {
        String before = Files.readString(tree(file));
        if (!before.contains(old)) {
            throw new IOException(file + " does not say '" + old.strip() + "'");
        }
        save(tree(file), before.replace(old, with));
    }

    /** Writes a file whole and moves it to its place. */
    void save(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Path part = Files.writeString(directory.resolve("saving.part"), text, StandardCharsets.UTF_8);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
