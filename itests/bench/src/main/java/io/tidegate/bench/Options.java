package io.tidegate.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of {@code hub}, checked. Immutable once {@link #parse} returned it. */
final class Options {

    static final String USAGE = """
            Usage: bench hub [options]
            Compares MQTT brokers under load. Every broker is started fresh for every run, in turn; every run is validated.

              --brokers LIST        of mosquitto, tidegate, ceiling (default mosquitto,tidegate). The first one is compared with.
                                    ceiling: a relay in this process that does next to nothing; shows the generator's own limit
              --broker NAME=COMMAND one more broker, by its start command (foreground) with {port}, {dir}, {user}, {password};
                                    may be repeated; runs under sh
              --home DIR            unpacked Tidegate archive (default distribution/target/tidegate-0.1.0)
              --also NAME=DIR       one more unpacked Tidegate archive, to compare two; may be repeated
              --mosquitto FILE      the mosquitto binary (default /usr/sbin/mosquitto)
              --scenarios LIST      of qos0, qos1, qos2, fanout, fanin, wildcards, kept, keptfanout, drain,
                                    one, keptone, rate2000, rate10000 (default all); docs/performance.md says what each is
              --rounds N            1..100 (default 3); medians are printed
              --seconds N           measured seconds per run, 1..600 (default 5)
              --warmup N            seconds under load before them, 0..600 (default 4)
              --stall N             seconds without any message that end a run as invalid, 1..600 (default 10)
              --window N            unacknowledged messages per publisher at QoS 1 and 2, 1..60000 (default 100)
              --flow N              messages per publisher between it and its slowest subscriber, pairwise, 1..1000000 (default 4000)
              --fanout-flow N       the same for the fan-outs (default 1000)
              --backlog N           messages that wait before anybody reads, for drain, 10..100000000 (default 1000000)
              --dir DIR             where the brokers' directories are made (default: that of temporary files); its disk matters
                                    to kept, keptfanout, drain and keptone
            Prints each run and at the end a Markdown table. Exit code 0: all runs valid; 1: one was not; 2: usage.
            """;

    List<String> brokers = List.of("mosquitto", "tidegate");
    final Map<String, String> commands = new LinkedHashMap<>();
    final Map<String, Path> homes = new LinkedHashMap<>();
    Path home = Path.of("distribution/target/tidegate-0.1.0");
    Path mosquitto = Path.of("/usr/sbin/mosquitto");
    Path directory = Path.of(System.getProperty("java.io.tmpdir"));
    List<String> scenarios = ScenarioMenu.NAMES;
    int rounds = 3;
    int seconds = 5;
    int warmUp = 4;
    int stall = 10;
    int window = 100;
    int flow = 4000;
    int fanOutFlow = 1000;
    int backlog = 1_000_000;

    private Options() { }

    /** @return the options, or empty when help was asked for */
    static Optional<Options> parse(List<String> arguments) throws UsageException {
        Options options = new Options();
        return Arguments.parse(arguments, options::set) ? Optional.of(options) : Optional.empty();
    }

    private void set(String option, String value) throws UsageException {
        switch (option) {
            case "--brokers" -> brokers = Arguments.list(option, value, List.of("mosquitto", "tidegate", "ceiling"));
            case "--broker" -> command(value);
            case "--also" -> also(value);
            case "--home" -> home = Path.of(value);
            case "--mosquitto" -> mosquitto = Path.of(value);
            case "--scenarios" -> scenarios = Arguments.list(option, value, ScenarioMenu.NAMES);
            case "--dir" -> directory = Path.of(value);
            case "--backlog" -> backlog = Arguments.number(option, value, 10, 100_000_000);
            case "--rounds" -> rounds = Arguments.number(option, value, 1, 100);
            case "--seconds" -> seconds = Arguments.number(option, value, 1, 600);
            case "--warmup" -> warmUp = Arguments.number(option, value, 0, 600);
            case "--stall" -> stall = Arguments.number(option, value, 1, 600);
            case "--window" -> window = Arguments.number(option, value, 1, 60_000);
            case "--flow" -> flow = Arguments.number(option, value, 1, 1_000_000);
            case "--fanout-flow" -> fanOutFlow = Arguments.number(option, value, 1, 1_000_000);
            default -> throw new UsageException("unknown option: " + option);
        }
    }

    private void also(String value) throws UsageException {
        int equals = value.indexOf('=');
        if (equals < 1) {
            throw new UsageException("--also: '" + value + "', allowed: NAME=DIR");
        }
        homes.put(value.substring(0, equals), Path.of(value.substring(equals + 1)));
    }

    private void command(String value) throws UsageException {
        int equals = value.indexOf('=');
        if (equals < 1 || !value.contains("{port}")) {
            throw new UsageException("--broker: '" + value + "', allowed: NAME=COMMAND with {port} in it");
        }
        commands.put(value.substring(0, equals), value.substring(equals + 1));
    }
}
