package io.tidegate.bench.broker;

import io.tidegate.bench.load.Handshake;
import io.tidegate.bench.load.ProtocolFault;
import io.tidegate.bench.load.Target;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A broker that is a process of its own, with a fresh directory and a free port for every start. */
public final class ProcessBroker implements Broker {

    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final Duration PROBE_PAUSE = Duration.ofMillis(50);
    private static final int ATTEMPTS = 2;
    private static final int LAST_LINES = 15;

    private final String name;
    private final Path base;
    private final Recipe recipe;

    /** What distinguishes one kind of broker from another: its configuration and its command. */
    public interface Recipe {

        /**
         * Writes the configuration.
         *
         * @param directory empty, owned by the broker, deleted after the run
         * @param target    where it has to listen and whom to let in
         * @return the command that starts it in the foreground
         */
        List<String> prepare(Path directory, Target target) throws IOException;
    }

    /**
     * @param name   in the tables
     * @param base   where its directories are made
     * @param recipe how to start it
     */
    public ProcessBroker(String name, Path base, Recipe recipe) {
        this.name = name;
        this.base = base;
        this.recipe = recipe;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Running start() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return startOnce();
            } catch (EndedEarly e) {
                if (attempt == ATTEMPTS) {                      // another process may have taken the free port in between
                    throw e;
                }
            }
        }
    }

    private static final class EndedEarly extends IOException {

        EndedEarly(String message) {
            super(message);
        }
    }

    private Running startOnce() throws IOException {
        Path directory = Files.createTempDirectory(base.toAbsolutePath(), "tidegate-bench-");
        BrokerProcess running = null;
        try {
            Target target = new Target(Ports.free(), "bench", "bench-secret");
            List<String> command = recipe.prepare(directory, target);
            Process process = new ProcessBuilder(command).directory(directory.toFile())
                    .redirectErrorStream(true).redirectOutput(directory.resolve("output.log").toFile())
                    .redirectInput(new File("/dev/null")).start();
            running = new BrokerProcess(process, directory, target);
            awaitReady(process, target, directory);
            return running;
        } catch (IOException | RuntimeException e) {
            if (running == null) {
                Directories.delete(directory);
            } else {
                running.close();
            }
            throw e;
        }
    }

    private void awaitReady(Process process, Target target, Path directory) throws IOException {
        long limit = System.nanoTime() + READY_LIMIT.toNanos();
        String last = "";
        while (System.nanoTime() < limit) {
            try {
                Handshake.connect(target, "bench-probe", Handshake.Session.CLEAN).close();
                return;
            } catch (IOException | ProtocolFault e) {
                last = e.getMessage();
            }
            if (ended(process)) {
                throw new EndedEarly(name + " ended with code " + process.exitValue() + " while starting\n" + lastLines(directory));
            }
        }
        throw new IOException(name + " does not answer after " + READY_LIMIT.toSeconds() + " s: " + last + "\n" + lastLines(directory));
    }

    /** Waits a moment for the end of the process, which is also the pause between two probes. */
    private static boolean ended(Process process) throws InterruptedIOException {
        try {
            return process.waitFor(PROBE_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a broker started");
        }
    }

    /** The ends of all logs in the broker's directory, which is deleted soon. */
    private static String lastLines(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.find(directory, 8, (file, facts) -> facts.isRegularFile() && file.toString().endsWith(".log"))) {
            for (Path file : files.sorted().toList()) {
                List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
                lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).forEach(line -> text.append("  ").append(line).append('\n'));
            }
        }
        return text.toString();
    }
}
