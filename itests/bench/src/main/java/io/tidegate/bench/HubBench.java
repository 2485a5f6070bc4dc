package io.tidegate.bench;

import io.tidegate.bench.broker.Broker;
import io.tidegate.bench.broker.Brokers;
import io.tidegate.bench.load.LoadRun;
import io.tidegate.bench.load.Pace;
import io.tidegate.bench.load.ProtocolFault;
import io.tidegate.bench.load.RunResult;
import io.tidegate.bench.load.Scenario;
import io.tidegate.bench.report.FsyncProbe;
import io.tidegate.bench.report.Report;
import io.tidegate.bench.report.Row;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * {@code bench hub}: rounds of all scenarios against all brokers in turn, each broker started fresh for each run.
 *
 * <p>Runs on the calling thread; the shutdown hook alone reaches in from another, to end the broker that runs.
 */
final class HubBench {

    private final Options options;
    private final List<Broker> brokers;
    private final PrintStream out;
    private final PrintStream progress;
    private volatile Broker.Running running;

    HubBench(Options options, PrintStream out, PrintStream progress) throws UsageException {
        this.options = options;
        this.brokers = brokers(options);
        this.out = out;
        this.progress = progress;
    }

    private static List<Broker> brokers(Options options) throws UsageException {
        List<Broker> brokers = new ArrayList<>();
        for (String name : options.brokers) {
            switch (name) {
                case "mosquitto" -> {
                    require(Files.isExecutable(options.mosquitto),
                            options.mosquitto + " is not there: install mosquitto or name it with --mosquitto");
                    brokers.add(Brokers.mosquitto(options.mosquitto, options.directory));
                }
                case "tidegate" -> {
                    brokers.add(tidegate(name, options.home, options));
                }
                default -> brokers.add(Brokers.ceiling());
            }
        }
        for (Map.Entry<String, Path> home : options.homes.entrySet()) {
            brokers.add(tidegate(home.getKey(), home.getValue(), options));
        }
        options.commands.forEach((name, command) -> brokers.add(Brokers.command(name, command, options.directory)));
        require(!brokers.isEmpty(), "no broker to run against");
        require(Files.isWritable(options.directory), options.directory + " cannot be written: name another with --dir");
        return brokers;
    }

    private static Broker tidegate(String name, Path home, Options options) throws UsageException {
        require(Files.isExecutable(home.resolve("bin/tidegate")), home + " is no unpacked Tidegate archive: build it or name one with --home");
        return Brokers.tidegate(name, home, options.directory);
    }

    private static void require(boolean condition, String message) throws UsageException {
        if (!condition) {
            throw new UsageException(message);
        }
    }

    /** @return whether every run was valid */
    boolean run() {
        Thread hook = new Thread(this::closeRunning, "tidegate-bench-shutdown-1");
        Runtime.getRuntime().addShutdownHook(hook);
        Report report = new Report(brokers.get(0).name());
        try {
            introduce();
            for (int round = 1; round <= options.rounds; round++) {
                for (String scenario : options.scenarios) {
                    for (Broker broker : turn(round)) {
                        one(report, round, ScenarioMenu.of(scenario, options), broker);
                    }
                }
            }
            out.print("\n" + report.table());
            return report.valid();
        } finally {
            closeRunning();
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }

    private void introduce() {
        int runs = options.rounds * options.scenarios.size() * brokers.size();
        progress.printf("%d runs of %d + %d s; 128-byte payload; QoS 1/2 window %d per publisher; flow window %d per pair, %d at the fan-out%n",
                runs, options.warmUp, options.seconds, options.window, options.flow, options.fanOutFlow);
    }

    /** The order of a round: another broker begins each time, so that none always meets the machine as the same other left it. */
    private List<Broker> turn(int round) {
        List<Broker> order = new ArrayList<>(brokers);
        Collections.rotate(order, -(round - 1));
        return order;
    }

    private void one(Report report, int round, Scenario scenario, Broker broker) {
        try {
            boolean disk = scenario.kept() && scenario.limits().timed();
            long before = disk ? FsyncProbe.medianNanos(options.directory) : 0;
            RunResult result = measured(scenario, broker);
            long after = disk ? FsyncProbe.medianNanos(options.directory) : 0;
            add(report, new Row(round, scenario.title(), broker.name(), result, (before + after) / 2));
        } catch (IOException e) {
            add(report, new Row(round, scenario.title(), broker.name(), RunResult.broken("the disk cannot be measured: " + e)));
        }
    }

    private void add(Report report, Row row) {
        report.add(row);
        progress.println(Report.line(row));
    }

    private RunResult measured(Scenario scenario, Broker broker) {
        try {
            Broker.Running started = broker.start();
            running = started;
            try {
                return loaded(scenario, started);
            } finally {
                started.close();
            }
        } catch (IOException | ProtocolFault e) {
            return RunResult.broken(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    private RunResult loaded(Scenario scenario, Broker.Running broker) throws IOException {
        Pace pace = new Pace(Duration.ofSeconds(options.warmUp), Duration.ofSeconds(options.seconds), Duration.ofSeconds(options.stall));
        try (LoadRun run = new LoadRun(scenario, broker.target(), pace, broker::cpuNanos)) {
            RunResult result = run.run();
            return broker.obituary().isEmpty() ? result : result.because(broker.obituary());
        }
    }

    private void closeRunning() {
        Broker.Running last = running;
        if (last != null) {
            try {
                last.close();
            } catch (IOException e) {
                progress.println("bench: " + e.getMessage());
            }
        }
    }
}
