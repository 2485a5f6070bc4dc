package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A gateway as a process: {@code bin/tidegate} of the built archive on a directory of its own. Ends with {@link #close}. */
final class Gateway implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(30);
    /** Longer than any verb's own limit: {@code start} gives up after 60 + 30 s. */
    private static final long VERB_SECONDS = 120;
    private static Path home;

    private final Path directory;

    /** What one call of {@code bin/tidegate} said, and its exit code. */
    record Ended(int code, String output) { }

    private Gateway(Path directory) {
        this.directory = directory;
    }

    /** Not started yet. @param tree copied into its directory; null: none */
    static Gateway on(Path tree) throws Exception {
        Path directory = Built.freshDirectory("gateway");
        if (tree != null) {
            Built.copyTree(tree.resolve("var"), directory.resolve("var"));
        }
        return new Gateway(directory);
    }

    /** The installation, unpacked once for all tests of this JVM; no gateway of ours writes into it. */
    private static synchronized Path home() throws Exception {
        if (home == null) {
            Path opt = Built.freshDirectory("opt");
            Ended tar = call(opt, List.of("tar", "xzf", Built.archive().toString(), "-C", opt.toString()));
            assertEquals(tar.output(), 0, tar.code());
            try (Stream<Path> made = Files.list(opt)) {
                home = made.findFirst().orElseThrow();
            }
        }
        return home;
    }

    Path directory() {
        return directory;
    }

    /** A path below what the gateway calls its own: {@code etc}, {@code deploy}, {@code data}, {@code log}. */
    Path state(String path) {
        return directory.resolve("var/lib/tidegate").resolve(path);
    }

    /** Writes a file of {@code etc/}, whole at once. */
    Gateway etc(String name, String text) throws IOException {
        Path file = state("etc").resolve(name);
        Files.createDirectories(file.getParent());
        Path part = directory.resolve(name + ".part");
        Files.writeString(part, text);
        NewBuild.move(part, file);
        return this;
    }

    /** @return what {@code start} said */
    String start(String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("start"));
        words.addAll(List.of(options));
        Ended start = tidegate(words.toArray(String[]::new));
        if (start.code() != 0) {
            throw new AssertionError(start.output() + "\n" + whatItDoes());
        }
        return start.output();
    }

    /** For a report: its threads and the end of its logs. */
    private String whatItDoes() throws Exception {
        StringBuilder all = new StringBuilder();
        for (String file : List.of("log/console.log", "log/tidegate.log")) {
            List<String> lines = Files.exists(state(file)) ? Files.readAllLines(state(file)) : List.of("(none)");
            all.append("--- ").append(file).append('\n');
            lines.subList(Math.max(0, lines.size() - 60), lines.size()).forEach(line -> all.append(line).append('\n'));
        }
        if (Files.exists(state("data/gateway.pid"))) {
            String pid = Files.readString(state("data/gateway.pid")).strip().split("\\s+")[0];
            Path jstack = Path.of(System.getProperty("java.home"), "bin/jstack");
            all.append("--- threads\n").append(call(directory, List.of(jstack.toString(), pid)).output());
        }
        return all.toString();
    }

    /** Begins a life in the foreground, as a child with the pid of the gateway itself. Its words are added to {@code run.out}. */
    Process run() throws Exception {
        return new ProcessBuilder(home().resolve("bin/tidegate").toString(), "run", "-w", directory.toString()).directory(directory.toFile())
            .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("run.out").toFile()))
            .redirectInput(new File("/dev/null")).start();
    }

    /** A verb of {@code bin/tidegate} on this directory. */
    Ended tidegate(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(home().resolve("bin/tidegate").toString(), words[0], "-w", directory.toString()));
        command.addAll(List.of(words).subList(1, words.length));
        return call(directory, command);
    }

    /** A console command that works. @return what it printed */
    String console(String command) throws Exception {
        Ended client = ControlSocket.execute(state("data"), command);
        assertEquals(command + ": " + client.output(), 0, client.code());
        return client.output();
    }

    Status status() throws Exception {
        return Status.of(console("gateway:status --json"));
    }

    /** Waits for a row that {@code wanted} likes. */
    Status.Row await(String kind, String name, Predicate<Status.Row> wanted) {
        return Wait.until(kind + " " + name, LIMIT, () -> status().row(kind, name), wanted);
    }

    Status.Row awaitRunning(String kind, String name) {
        return await(kind, name, row -> row.isRunning() && !row.reason().contains("refused"));
    }

    String log() throws IOException {
        return Files.readString(state("log/tidegate.log"));
    }

    /** The first line of the log, past or coming, that has all {@code words}. */
    String awaitLog(String... words) {
        return Wait.until("a log line with " + List.of(words), LIMIT, () -> log().lines()
            .filter(line -> Stream.of(words).allMatch(line::contains)).findFirst(), Optional::isPresent).orElseThrow();
    }

    /** Writes a Python module into a directory of functions of this gateway. @return that directory, for {@code codedir} */
    Path code(String file, String text) throws IOException {
        Path code = Files.createDirectories(directory.resolve("code"));
        Files.writeString(code.resolve(file), text);
        return code;
    }

    ProcessHandle process() throws IOException {
        String pid = Files.readString(state("data/gateway.pid")).strip().split("\\s+")[0];
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    void stop() throws Exception {
        Ended stop = tidegate("stop");
        assertEquals(stop.output(), 0, stop.code());
    }

    @Override
    public void close() throws Exception {
        stop();
    }

    private static Ended call(Path directory, List<String> command) throws Exception {
        Path output = Files.createTempFile(directory, "call", ".out");
        Process process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
            .redirectOutput(output.toFile()).redirectInput(new File("/dev/null")).start();
        try {
            if (!process.waitFor(VERB_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " has not ended; so far: " + Files.readString(output));
            }
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }
}
