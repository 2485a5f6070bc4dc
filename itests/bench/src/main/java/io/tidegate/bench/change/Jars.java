package io.tidegate.bench.change;

import io.tidegate.bench.broker.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Drops new builds of our bundles into {@code deploy/} while messages flow. */
final class Jars {

    /** From the end of a swap until the flow is as before; what stops later than that is not this swap's doing. */
    private static final long REST_MILLIS = 1500;

    private final ChangeOptions options;
    private final Figures figures;

    Jars(ChangeOptions options, Figures figures) {
        this.options = options;
        this.figures = figures;
    }

    void run() throws IOException {
        Workplace place = new Workplace(options.directory, options.tutorial);
        try (Gateway gateway = new Gateway(options.home, place); Flow flow = new Flow(place.target, options.rate)) {
            flow.awaitAnswer();
            for (int round = 1; round <= options.rounds; round++) {
                for (String bundle : options.bundles) {
                    swap(place, flow, bundle, "0.1." + round);
                }
            }
            figures.add("messages through the swaps, all answered", flow.finish(), "");
        } finally {
            Directories.delete(place.directory);
        }
    }

    private void swap(Workplace place, Flow flow, String bundle, String version) throws IOException {
        Path jar = NewJar.of(options.home, bundle, version, place.directory.resolve("next.jar"));
        flow.awaitAnswer();
        Patience.pause(REST_MILLIS);
        long dropped = System.nanoTime();
        Files.move(jar, place.own("deploy/" + bundle + ".jar"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        long runs = Patience.until(bundle + " " + version + " runs", () -> Control.runs(place, bundle, version));
        flow.awaitAnswer();
        Patience.pause(REST_MILLIS);
        figures.add("jar of " + bundle + " dropped to running, s", (runs - dropped) / 1e9, "3");
        figures.add("jar of " + bundle + ", gap in the flow, ms", flow.gapSince(dropped) / 1e6, "150");
    }
}
