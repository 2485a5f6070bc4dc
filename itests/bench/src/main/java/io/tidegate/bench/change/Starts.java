package io.tidegate.bench.change;

import io.tidegate.bench.broker.Directories;
import java.io.IOException;

/** Starts on a fresh directory and again on the same one; each from the command to the first CONNACK, then the memory at rest. */
final class Starts {

    private final ChangeOptions options;
    private final Figures figures;

    Starts(ChangeOptions options, Figures figures) {
        this.options = options;
        this.figures = figures;
    }

    void run() throws IOException {
        for (int round = 1; round <= options.rounds; round++) {
            Workplace place = new Workplace(options.directory, options.tutorial);
            try {
                one(place, "cold start", "2");
                one(place, "warm start", "1.4");
            } finally {
                Directories.delete(place.directory);
            }
        }
    }

    private void one(Workplace place, String what, String target) throws IOException {
        try (Gateway gateway = new Gateway(options.home, place)) {
            figures.add(what + " to first CONNACK, s", gateway.upNanos() / 1e9, target);
            figures.add(what + ", CPU s until then", gateway.upCpuNanos() / 1e9, "");
            Patience.pause(options.settle * 1000L);
            figures.add("idle RSS after a " + what + ", MB", gateway.residentBytes() / 1048576.0, "128");
        }
    }
}
