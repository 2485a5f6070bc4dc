package io.tidegate.bench;

import java.util.List;
import java.util.Optional;

/** The command line: {@code bench hub [options]}. */
public final class Bench {

    private Bench() { }

    /** @param arguments see {@link Options#USAGE} */
    public static void main(String[] arguments) {
        System.exit(call(List.of(arguments)));
    }

    /** @return the exit code: 0 all runs valid, 1 not all of them or a broker did not start, 2 usage */
    static int call(List<String> arguments) {
        if (arguments.isEmpty() || List.of("--help", "-h", "help").contains(arguments.get(0))) {
            System.out.print(Options.USAGE);
            return arguments.isEmpty() ? 2 : 0;
        }
        try {
            if (!arguments.get(0).equals("hub")) {
                throw new UsageException("unknown benchmark: " + arguments.get(0) + ", allowed: hub");
            }
            Optional<Options> options = Options.parse(arguments.subList(1, arguments.size()));
            if (options.isEmpty()) {
                System.out.print(Options.USAGE);
                return 0;
            }
            return new HubBench(options.get(), System.out, System.err).run() ? 0 : 1;
        } catch (UsageException e) {
            System.err.println("bench: " + e.getMessage());
            System.err.println("bench: 'bench hub --help' lists the options");
            return 2;
        }
    }
}
