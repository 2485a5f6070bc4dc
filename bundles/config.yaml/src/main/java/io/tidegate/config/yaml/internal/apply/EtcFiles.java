package io.tidegate.config.yaml.internal.apply;

import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.config.yaml.internal.etc.EtcFile;
import io.tidegate.config.yaml.internal.etc.EtcReader;
import io.tidegate.config.yaml.internal.text.Findings;
import io.tidegate.config.yaml.internal.tree.Row;
import io.tidegate.status.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The operator's files of ours in {@code etc/} as they are written: those that nobody can read, so that what they said before
 * goes on, and the line of every key. Who applies them, FileInstall and Karaf, tells neither. Owned by the look's thread.
 */
final class EtcFiles {
    /** Much longer than FileInstall takes, which looks every half second and wants two equal looks. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path directory;
    private final Map<String, String> environment;
    private final Settled settled;
    private final LongSupplier nanoTime;
    private Map<Path, Settled.Signature> read = Map.of();
    private List<EtcFile> files = List.of();
    private boolean restless;
    /** By PID, in the order in which the files came or were edited: of two with one name the later is the second. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    /** PIDs of entries that are not there yet, since when. */
    private final Map<String, Long> awaited = new HashMap<>();
    /** Of those, what is waited for no longer. */
    private Set<String> late = Set.of();

    /** @param directory null: nobody says where it is */
    EtcFiles(Path directory, Map<String, String> environment, Settled settled, LongSupplier nanoTime) {
        this.directory = directory;
        this.environment = environment;
        this.settled = settled;
        this.nanoTime = nanoTime;
    }

    /** Reads them when they have changed and stand still; whether they had, or one has been waited for long enough. */
    boolean look() {
        if (directory == null) {
            return false;
        }
        restless = !settled.look(files());
        if (restless || settled.signatures().equals(read)) {
            return awaited.keySet().stream().anyMatch(pid -> isOverdue(pid) && !late.contains(pid));
        }
        read = settled.signatures();
        files = read.keySet().stream().sorted().map(file -> EtcFile.read(file, shown(file), environment)).toList();
        return true;
    }

    private boolean isOverdue(String pid) {
        return nanoTime.getAsLong() - awaited.get(pid) >= PATIENCE.toNanos();
    }

    /** Tells which of the files that were read count: where several make one thing, the one that it came from. */
    void count(Held held) {
        List<EtcFile> counting = EtcFile.oneEach(files, held::origin);
        List<Entry> now = counting.stream().flatMap(file -> file.entry().stream()).toList();
        entries.keySet().retainAll(now.stream().map(Entry::pid).collect(Collectors.toSet()));
        now.forEach(entry -> {
            if (!saysTheSame(entry, entries.get(entry.pid()))) {
                entries.remove(entry.pid()); // to the end: what was there before it keeps what both want
            }
            entries.put(entry.pid(), entry);
        });
        problems.clear();
        counting.stream().filter(file -> !file.isStray() || !held.strays().contains(file.pid())) // those have a row of their own
                .flatMap(file -> file.problems().stream()).filter(p -> p.severity() != Severity.NOTE).forEach(problems::add);
    }

    private static boolean saysTheSame(Entry one, Entry other) {
        return other != null && one.properties().keySet().equals(other.properties().keySet())
                && one.properties().entrySet().stream().allMatch(e -> Objects.deepEquals(e.getValue(), other.properties().get(e.getKey())));
    }

    private Set<Path> files() {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(EtcReader::isOurs).collect(Collectors.toSet());
        } catch (IOException | UncheckedIOException gone) {
            return Set.of();
        }
    }

    private static String shown(Path file) {
        return "etc/" + file.getFileName();
    }

    /** What reading them found, and what nobody takes. */
    List<Problem> problems() {
        List<Problem> all = new ArrayList<>(problems);
        entries.values().stream().filter(entry -> late.contains(entry.pid())).forEach(entry -> all.add(new Problem(Severity.ERROR, entry.source(),
                entry.pid(), "", "was not taken within " + PATIENCE.toSeconds() + " s, the log may tell why; it is tried again when it is saved")));
        return all;
    }

    /**
     * Whether everything that they say was read here and has arrived there: until then a thing may seem to miss what it refers to.
     * What has not come for long is waited for no longer.
     */
    boolean haveArrived(List<Entry> held) {
        Set<String> missing = new HashSet<>(entries.keySet());
        held.forEach(entry -> missing.remove(entry.pid()));
        awaited.keySet().retainAll(missing);
        missing.forEach(pid -> awaited.putIfAbsent(pid, nanoTime.getAsLong()));
        late = missing.stream().filter(this::isOverdue).collect(Collectors.toSet());
        return !restless && late.containsAll(missing);
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
        Stream.concat(problems().stream(), judged.stream()).filter(p -> p.severity() == Severity.ERROR).forEach(p ->
                errors.computeIfAbsent(p.source().replaceFirst(":\\d+$", ""), file -> new ArrayList<>()).add(Findings.sentence(p)));
        return errors.entrySet().stream().map(e -> new Row("file", e.getKey(), Status.FAILED, String.join("; ", e.getValue()),
                Map.of("errors", Integer.toString(e.getValue().size())), List.of())).toList();
    }
}
