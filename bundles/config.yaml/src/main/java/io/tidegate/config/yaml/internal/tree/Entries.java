package io.tidegate.config.yaml.internal.tree;

import io.tidegate.config.ProposedConfiguration.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Collects what a tree becomes: the good, the refused, and which service each belongs to. Owned by the reading thread. */
final class Entries {
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Refusal> refusals = new LinkedHashMap<>();
    private final Map<String, List<String>> pidsOfService = new LinkedHashMap<>();

    /** Takes a finished thing; one with errors, or whose name is taken, is refused. */
    void add(String service, Thing thing) {
        Entry first = entries.get(thing.pid);
        if (first != null && thing.findings.firstError().isEmpty() && saysTheSame(first, thing.entry())) {
            pidsOfService.computeIfAbsent(service, s -> new ArrayList<>()).add(thing.pid);
            return; // each manager of the model has its own list: the same function in two is one function
        }
        if (first != null) {
            thing.findings.error(thing.place, "", Pids.kind(thing.pid) + " '" + thing.name() + "' is configured at " + first.source()
                    + " too; the first one counts");
            return;
        }
        pidsOfService.computeIfAbsent(service, s -> new ArrayList<>()).add(thing.pid);
        String error = thing.findings.firstError().orElse("");
        if (error.isEmpty()) {
            entries.put(thing.pid, thing.entry());
            refusals.remove(thing.pid);
        } else {
            refusals.putIfAbsent(thing.pid, new Refusal(thing.pid, thing.name(), error));
        }
    }

    private static boolean saysTheSame(Entry one, Entry other) {
        Map<String, Object> a = new LinkedHashMap<>(one.properties());
        Map<String, Object> b = new LinkedHashMap<>(other.properties());
        a.remove(Pids.SOURCE);
        b.remove(Pids.SOURCE);
        return a.size() == b.size() && a.keySet().stream().allMatch(key -> Objects.deepEquals(a.get(key), b.get(key)));
    }

    List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    List<Refusal> refusals() {
        return List.copyOf(refusals.values());
    }

    List<String> pidsOf(String service) {
        return pidsOfService.getOrDefault(service, List.of()).stream().distinct().toList();
    }
}
