package io.tidegate.bench.change;

import io.tidegate.bench.UsageException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;

/** {@code bench change}: starts, edits and swaps of one installation, each several times. Runs on the calling thread. */
public final class ChangeBench {

    private final ChangeOptions options;
    private final PrintStream out;
    private final Figures figures;

    /** One of the three things that are measured. */
    private interface Part {

        void run() throws IOException;
    }

    /** @throws UsageException when there is nothing to measure */
    public ChangeBench(ChangeOptions options, PrintStream out, PrintStream progress) throws UsageException {
        if (!Files.isExecutable(options.home.resolve("bin/tidegate"))) {
            throw new UsageException(options.home + " is no unpacked Tidegate archive: build it or name one with --home");
        }
        if (!Files.isRegularFile(options.tutorial.resolve("var/db/baetyl/application.yml"))) {
            throw new UsageException(options.tutorial + " has no var/db/baetyl/application.yml: name another with --tutorial");
        }
        this.options = options;
        this.out = out;
        this.figures = new Figures(progress);
    }

    /** @return whether everything was measured */
    public boolean run() {
        for (String part : options.parts) {
            one(part, switch (part) {
                case "start" -> new Starts(options, figures)::run;
                case "edit" -> new Edits(options, figures)::run;
                default -> new Jars(options, figures)::run;
            });
        }
        out.print("\n" + figures.table());
        return figures.complete();
    }

    private void one(String name, Part part) {
        try {
            part.run();
        } catch (IOException | RuntimeException e) {
            figures.failed(name, e);
        }
    }
}
