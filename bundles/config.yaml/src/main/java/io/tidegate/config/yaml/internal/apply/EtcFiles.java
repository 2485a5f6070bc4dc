package io.tidegate.config.yaml.internal.apply;

import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.config.yaml.internal.etc.EtcReader;
import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.tree.Row;
import io.tidegate.status.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The operator's files of ours in {@code etc/} as they are written: those that nobody can read, so that what they said before
 * goes on, and the line of every key. Who applies them, FileInstall and Karaf, tells neither. Owned by the look's thread.
 */
final class EtcFiles {
    private final Path directory;
    private final Map<String, String> environment;
    private final Settled settled;
    private Map<Path, Settled.Signature> read = Map.of();
    private boolean restless;
    /** By PID, in the order in which the files came or were edited: of two with one name the later is the second. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /** @param directory null: nobody says where it is */
    EtcFiles(Path directory, Map<String, String> environment, Settled settled) {
        this.directory = directory;
        this.environment = environment;
        this.settled = settled;
    }

    /** Reads them when they have changed and stand still; whether they had. */
    boolean look() {
        if (directory == null) {
            return false;
        }
        restless = !settled.look(files());
        if (restless || settled.signatures().equals(read)) {
            return false;
        }
        read = settled.signatures();
        EtcReader reader = new EtcReader(environment);
        read.keySet().stream().sorted().forEach(file -> reader.read(file, shown(file)));
        entries.keySet().retainAll(reader.entries().stream().map(Entry::pid).collect(Collectors.toSet()));
        reader.entries().forEach(entry -> {
            if (!saysTheSame(entry, entries.get(entry.pid()))) {
                entries.remove(entry.pid()); // to the end: what was there before it keeps what both want
            }
            entries.put(entry.pid(), entry);
        });
        problems.clear();
        reader.problems().stream().filter(p -> p.severity() != Severity.NOTE).forEach(problems::add);
        return true;
    }

    private static boolean saysTheSame(Entry one, Entry other) {
        return other != null && one.properties().keySet().equals(other.properties().keySet())
                && one.properties().entrySet().stream().allMatch(e -> Objects.deepEquals(e.getValue(), other.properties().get(e.getKey())));
    }

    private Set<Path> files() {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> EtcReader.isOurs(file) && !EtcReader.isStray(file)).collect(Collectors.toSet());
        } catch (IOException | UncheckedIOException gone) {
            return Set.of();
        }
    }

    private static String shown(Path file) {
        return "etc/" + file.getFileName();
    }

    /** What reading them found. */
    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Whether everything that they say was read here and has arrived there: until then a thing may seem to miss what it refers to. */
    boolean haveArrived(List<Entry> held) {
        return !restless && held.stream().map(Entry::pid).collect(Collectors.toSet()).containsAll(entries.keySet());
    }

    /** Whether a file that is there now says this. */
    boolean wrote(String pid) {
        return entries.containsKey(pid);
    }

    /** The operator's configurations in the order in which their files came, with the place of each key. */
    List<Entry> inOrder(List<Entry> held) {
        List<String> order = List.copyOf(entries.keySet());
        return held.stream().sorted(Comparator.comparingInt(entry -> order.indexOf(entry.pid()))).map(this::placed).toList();
    }

    /** The same configuration with the place of each key, and with what is filled in on its way to its component. */
    private Entry placed(Entry held) {
        Entry written = entries.get(held.pid());
        if (written == null) {
            return held;
        }
        Map<String, Object> filled = new LinkedHashMap<>(held.properties());
        filled.replaceAll((key, value) -> String.valueOf(value).contains("$[") ? written.properties().getOrDefault(key, value) : value);
        return new Entry(held.pid(), filled, written.source(), written.sources());
    }

    /** One for each file with an error. @param judged what the checks say against what they became */
    List<Row> rows(List<Problem> judged) {
        Map<String, List<String>> errors = new LinkedHashMap<>();
        Stream.concat(problems.stream(), judged.stream()).filter(p -> p.severity() == Severity.ERROR).forEach(p ->
                errors.computeIfAbsent(p.source().replaceFirst(":\\d+$", ""), file -> new ArrayList<>()).add(Findings.sentence(p)));
        return errors.entrySet().stream().map(e -> new Row("file", e.getKey(), Status.FAILED, String.join("; ", e.getValue()),
                Map.of("errors", Integer.toString(e.getValue().size())), List.of())).toList();
    }
}
