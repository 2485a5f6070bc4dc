package io.tidegate.bench.change;

import io.tidegate.bench.Arguments;
import io.tidegate.bench.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The options of {@code change}, checked. Immutable once {@link #parse} returned it. */
public final class ChangeOptions {

    /** What {@code --help} prints. */
    public static final String USAGE = """
            Usage: bench change [options]
            How long a gateway takes to start, to take an edit of its configuration and a new jar. All is seen from outside.

              --only LIST           of start, edit, jar (default all)
              --rounds N            1..100 (default 5); median and worst are printed
              --bundles LIST        what is replaced (default rule,function,runtime.python,auth.file,config.yaml,shell,hub)
              --rate N              messages a second through t, sayhi, t/hi meanwhile, 1..2000 (default 500)
              --settle N            seconds from the first CONNACK to the look at its memory, 1..600 (default 15)
              --home DIR            unpacked Tidegate archive (default distribution/target/tidegate-0.1.0)
              --tutorial DIR        the configuration it runs with (default config/tutorial)
              --dir DIR             where the gateways' directories are made (default: that of temporary files)
            Prints each measurement and at the end a Markdown table. Exit code 0: all was measured; 1: something failed; 2: usage.
            """;

    static final List<String> PARTS = List.of("start", "edit", "jar");
    static final List<String> BUNDLES = List.of("rule", "function", "runtime.python", "auth.file", "config.yaml", "shell", "hub");

    List<String> parts = PARTS;
    List<String> bundles = BUNDLES;
    int rounds = 5;
    int rate = 500;
    int settle = 15;
    Path home = Path.of("distribution/target/tidegate-0.1.0");
    Path tutorial = Path.of("config/tutorial");
    Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    private ChangeOptions() { }

    /** @return the options, or empty when help was asked for */
    public static Optional<ChangeOptions> parse(List<String> arguments) throws UsageException {
        ChangeOptions options = new ChangeOptions();
        return Arguments.parse(arguments, options::set) ? Optional.of(options) : Optional.empty();
    }

    private void set(String option, String value) throws UsageException {
        switch (option) {
            case "--only" -> parts = Arguments.list(option, value, PARTS);
            case "--bundles" -> bundles = Arguments.list(option, value, BUNDLES);
            case "--rounds" -> rounds = Arguments.number(option, value, 1, 100);
            case "--rate" -> rate = Arguments.number(option, value, 1, 2000);
            case "--settle" -> settle = Arguments.number(option, value, 1, 600);
            case "--home" -> home = Path.of(value);
            case "--tutorial" -> tutorial = Path.of(value);
            case "--dir" -> directory = Path.of(value);
            default -> throw new UsageException("unknown option: " + option);
        }
    }
}
