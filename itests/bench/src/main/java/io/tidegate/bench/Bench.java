package io.tidegate.bench;

import io.tidegate.bench.change.ChangeBench;
import io.tidegate.bench.change.ChangeOptions;
import java.util.List;
import java.util.Optional;

/** The command line: {@code bench hub|change [options]}. */
public final class Bench {

    private Bench() { }

    /** @param arguments see {@link Options#USAGE} */
    public static void main(String[] arguments) {
        System.exit(call(List.of(arguments)));
    }

    /** @return the exit code: 0 all is valid, 1 not all of it or a broker did not start, 2 usage */
    static int call(List<String> arguments) {
        try {
            String which = arguments.isEmpty() ? "--help" : arguments.get(0);
            List<String> rest = arguments.isEmpty() ? arguments : arguments.subList(1, arguments.size());
            return switch (which) {
                case "hub" -> hub(rest);
                case "change" -> change(rest);
                case "--help", "-h", "help" -> usage(arguments.isEmpty() ? 2 : 0, Options.USAGE + "\n" + ChangeOptions.USAGE);
                default -> throw new UsageException("unknown benchmark: " + which + ", allowed: hub, change");
            };
        } catch (UsageException e) {
            System.err.println("bench: " + e.getMessage());
            System.err.println("bench: 'bench --help' lists the options");
            return 2;
        }
    }

    private static int hub(List<String> arguments) throws UsageException {
        Optional<Options> options = Options.parse(arguments);
        return options.isEmpty() ? usage(0, Options.USAGE) : new HubBench(options.get(), System.out, System.err).run() ? 0 : 1;
    }

    private static int change(List<String> arguments) throws UsageException {
        Optional<ChangeOptions> options = ChangeOptions.parse(arguments);
        return options.isEmpty() ? usage(0, ChangeOptions.USAGE) : new ChangeBench(options.get(), System.out, System.err).run() ? 0 : 1;
    }

    private static int usage(int code, String text) {
        System.out.print(text);
        return code;
    }
}
