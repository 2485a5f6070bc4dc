package io.tidegate.config.yaml.internal.etc;

import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration.Entry;
import io.tidegate.config.yaml.internal.text.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One file of {@code etc/} as it was read. Immutable.
 *
 * @param shown its name as the operator is to read it
 * @param pid   full PID of what it makes
 * @param blank whether nothing is written in it
 * @param entry empty where it cannot be read, or does not count
 */
public record EtcFile(Path file, String shown, String pid, boolean blank, Optional<Entry> entry, List<Problem> problems) {
    /** @param environment for {@code $[env:NAME]} */
    public static EtcFile read(Path file, String shown, Map<String, String> environment) {
        EtcReader reader = new EtcReader(environment);
        reader.read(file, shown);
        return new EtcFile(file, shown, EtcName.of(file).pid(), reader.wasBlank(), reader.entries().stream().findFirst(), List.copyOf(reader.problems()));
    }

    /** One whose name makes one single configuration of it, which no component gets. */
    public boolean isStray() {
        return EtcName.isStray(file);
    }

    /**
     * The same files, of which of several of one configuration only that one has an entry that counts; the others have a problem
     * that names it. It is the one that the bundle {@code deploy} takes: what is in force stays so, else the first by name that
     * says anything.
     *
     * @param inForce the file that the configuration of a PID came from
     */
    public static List<EtcFile> oneEach(List<EtcFile> all, Function<String, Optional<Path>> inForce) {
        Map<String, EtcFile> counting = new HashMap<>();
        all.stream().filter(one -> !one.isStray()).collect(Collectors.groupingBy(EtcFile::pid)).forEach((pid, several) ->
                counting.put(pid, several.size() == 1 ? several.get(0) : counting(several, inForce.apply(pid).map(Path::getFileName))));
        return all.stream().map(one -> one.isStray() || counting.get(one.pid) == one ? one : one.besides(counting.get(one.pid))).toList();
    }

    private static EtcFile counting(List<EtcFile> several, Optional<Path> inForce) {
        return several.stream().filter(one -> inForce.filter(one.file.getFileName()::equals).isPresent()).findFirst()
                .orElseGet(() -> several.stream().min(Comparator.comparing(EtcFile::blank)
                        .thenComparing(one -> one.file.getFileName().toString())).orElseThrow());
    }

    private EtcFile besides(EtcFile other) {
        List<Problem> more = new ArrayList<>(problems);
        more.add(new Problem(Severity.ERROR, new Place(shown, 1).toString(), pid, "",
                "does not count: " + other.shown + " makes " + pid + " too, and is in force; delete one of the two"));
        return new EtcFile(file, shown, pid, blank, Optional.empty(), List.copyOf(more));
    }
}
