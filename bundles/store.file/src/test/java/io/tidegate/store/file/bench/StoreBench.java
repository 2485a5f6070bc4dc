package io.tidegate.store.file.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Measures the log: {@code ./dev bench store}. Progress to stderr, Markdown tables to stdout. Nothing of it is a test. */
public final class StoreBench {
    static final String USAGE = """
            usage: ./dev bench store [options]

              --rounds N       counted rounds of each load, floor and log in turn (default 5)
              --only A,B       of: 1 16 32 lone fanout backlog (default: all)
              --dir DIR        where to write, on the disk to be measured (default: target/bench-store)

            Writes up to 2 GiB below DIR/tidegate-bench and deletes it in the end.
            """;
    private static final Map<String, Load> LOADS = new LinkedHashMap<>();

    static {
        LOADS.put("1", new Load("64 producers, window 1", 64, 1, 1, 300_000));
        LOADS.put("16", new Load("64 producers, window 16", 64, 16, 1, 2_000_000));
        LOADS.put("32", new Load("64 producers, window 32", 64, 32, 1, 2_000_000));
        LOADS.put("lone", new Load("one producer, one at a time", 1, 1, 1, 10_000));
        LOADS.put("fanout", new Load("1→100 queues, 64 producers", 64, 1, 100, 60_000));
    }

    private StoreBench() {
    }

    public static void main(String[] args) throws Exception {
        int rounds = 5;
        Path directory = Path.of("target", "bench-store");
        List<String> only = List.of();
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length || !List.of("--rounds", "--only", "--dir").contains(args[i])) {
                System.err.print(USAGE);
                System.exit(2);
            }
            switch (args[i]) {
                case "--rounds" -> rounds = Integer.parseInt(args[i + 1]);
                case "--only" -> only = List.of(args[i + 1].split(","));
                default -> directory = Path.of(args[i + 1]);
            }
        }
        run(rounds, only, Files.createDirectories(directory.toAbsolutePath()).resolve("tidegate-bench"));
    }

    private static void run(int rounds, List<String> only, Path directory) throws Exception {
        delete(directory);
        Files.createDirectories(directory);
        try {
            Device device = Device.of(directory);
            if (!device.isKnown()) {
                System.err.println("no counter of the device below " + directory + ": its bytes are shown as 0");
            }
            StringBuilder tables = new StringBuilder(only.equals(List.of("backlog")) ? "" : Rates.head());
            for (Map.Entry<String, Load> load : LOADS.entrySet()) {
                if (only.isEmpty() || only.contains(load.getKey())) {
                    tables.append(new Rates(directory, device, rounds).run(load.getValue()));
                }
            }
            if (only.isEmpty() || only.contains("backlog")) {
                tables.append('\n').append(new Backlog(directory.resolve("backlog"), Math.min(rounds, 3)).run());
            }
            System.out.print(tables);
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
