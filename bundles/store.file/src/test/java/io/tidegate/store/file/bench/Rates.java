package io.tidegate.store.file.bench;

import io.tidegate.store.Batch;
import io.tidegate.store.Store;
import io.tidegate.store.file.internal.BenchedStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** The log beside the floor under one load, round after round; the first round of each warms up and is not counted. */
final class Rates {
    private static final long QUOTA = 1L << 30;

    private final Path directory;
    private final Device device;
    private final int rounds;
    private long nextQueue = 1;

    Rates(Path directory, Device device, int rounds) {
        this.directory = directory;
        this.device = device;
        this.rounds = rounds;
    }

    static String head() {
        return "| load | keeper | msg/s | of the floor | CPU µs/msg | p50 ms | p99 ms | device bytes per payload byte |\n"
                + "|---|---|--:|--:|--:|--:|--:|--:|\n";
    }

    /** Lines of the table. */
    String run(Load load) throws Exception {
        List<Load.Figures> floors = new ArrayList<>();
        List<Load.Figures> logs = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            // Taking turns: what the machine does besides meets both.
            boolean logFirst = round % 2 == 0;
            Load.Figures log = logFirst ? log(load) : null;
            Load.Figures floor = floor(load);
            log = logFirst ? log : log(load);
            System.err.printf(Locale.ROOT, "round %d  %-24s floor %8.0f msg/s %.2f µs (device %.2f)  log %8.0f %.2f µs (%.2f)  ratio %.2f%n",
                    round, load.name(), floor.rate(), floor.cpuMicros(), floor.deviceBytes(), log.rate(), log.cpuMicros(),
                    log.deviceBytes(), log.rate() / floor.rate());
            if (round > 0) {
                floors.add(floor);
                logs.add(log);
            }
        }
        double[] ratios = new double[logs.size()];
        Arrays.setAll(ratios, i -> logs.get(i).rate() / floors.get(i).rate());
        return row(load, "floor", floors, "1") + row(load, "log", logs, spread(ratios));
    }

    private Load.Figures floor(Load load) throws Exception {
        try (Floor floor = new Floor(directory.resolve("floor"))) {
            return load.run(floor, 1, device);
        }
    }

    private Load.Figures log(Load load) throws Exception {
        Path log = Files.createDirectories(directory).resolve("log");
        try (BenchedStore opened = BenchedStore.open(log, QUOTA).awaitReserve()) {
            long first = nextQueue;
            nextQueue += load.queues();
            commit(opened.store(), b -> {
                for (long q = first; q < first + load.queues(); q++) {
                    b.open(q, "queue-" + q);
                }
            });
            Load.Figures figures = load.run(opened.store()::submit, first, device);
            commit(opened.store(), b -> {
                for (long q = first; q < first + load.queues(); q++) {
                    b.drop(q);
                }
            });
            return figures;
        }
    }

    private static void commit(Store store, Consumer<Batch> fill) throws Exception {
        Batch batch = new Batch(1 << 12);
        fill.accept(batch);
        CountDownLatch answered = new CountDownLatch(1);
        store.submit(batch, done -> answered.countDown());
        if (!answered.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no answer");
        }
    }

    private static String row(Load load, String keeper, List<Load.Figures> figures, String ratio) {
        return String.format(Locale.ROOT, "| %s | %s | %,.0f | %s | %.2f | %.2f | %.2f | %.2f |%n", load.name(), keeper,
                median(figures, Load.Figures::rate), ratio, median(figures, Load.Figures::cpuMicros),
                median(figures, Load.Figures::p50Micros) / 1e3, median(figures, Load.Figures::p99Micros) / 1e3,
                median(figures, Load.Figures::deviceBytes));
    }

    private static String spread(double[] ratios) {
        double[] sorted = ratios.clone();
        Arrays.sort(sorted);
        return String.format(Locale.ROOT, "%.2f [%.2f–%.2f]", median(sorted), sorted[0], sorted[sorted.length - 1]);
    }

    private static double median(List<Load.Figures> figures, ToDoubleFunction<Load.Figures> of) {
        return median(figures.stream().mapToDouble(of).sorted().toArray());
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
