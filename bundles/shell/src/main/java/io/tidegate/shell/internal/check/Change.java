package io.tidegate.shell.internal.check;

import io.tidegate.config.Problem;
import io.tidegate.config.Problem.Severity;
import io.tidegate.config.ProposedConfiguration.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One thing that would be made, changed or removed. Immutable.
 *
 * @param sign   {@code +}, {@code ~} or {@code -}
 * @param kind   {@code rule}, {@code listener}, …
 * @param name   empty for what there is only one of
 * @param keys   which keys would change, and how; empty for what is made or removed
 * @param source where it is written
 */
record Change(char sign, String kind, String name, List<String> keys, String source) {
    private static final String SECRET = "password";

    /** @param problems what comes from a file with an error is not removed, as when it is applied */
    static List<Change> between(List<Running> before, List<Entry> after, List<Problem> problems) {
        Map<String, Running> old = new LinkedHashMap<>();
        before.forEach(r -> old.put(r.pid(), r));
        List<Change> changes = new ArrayList<>();
        for (Entry entry : after) {
            Running was = old.remove(entry.pid());
            List<String> keys = was == null ? List.of() : keys(was.properties(), entry.properties());
            if (was == null || !keys.isEmpty()) {
                changes.add(new Change(was == null ? '+' : '~', Names.kind(entry.pid()), Names.of(entry.pid(), entry.properties()), keys,
                        entry.source()));
            }
        }
        Set<String> refused = problems.stream().filter(p -> p.severity() == Severity.ERROR)
                .flatMap(p -> java.util.stream.Stream.of(p.pid(), file(p.source()))).collect(Collectors.toSet());
        boolean all = refused.stream().anyMatch(r -> r.endsWith("application.yml"));
        old.values().stream().filter(r -> !all && !refused.contains(r.pid()) && !refused.contains(file(r.source())))
                .forEach(r -> changes.add(new Change('-', Names.kind(r.pid()), Names.of(r.pid(), r.properties()), List.of(), r.source())));
        return changes;
    }

    private static String file(String source) {
        return source.replaceFirst(":\\d+$", "");
    }

    private static List<String> keys(Map<String, Object> before, Map<String, Object> after) {
        Set<String> all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        all.removeIf(k -> k.startsWith("service.") || k.startsWith("felix.") || k.startsWith("org.apache.") || k.equals(RunningReader.TREE_MARK));
        return all.stream().filter(k -> !Objects.equals(text(before.get(k)), text(after.get(k))))
                .map(k -> k + " " + (k.equals(SECRET) ? "(changed)" : shown(before.get(k)) + " -> " + shown(after.get(k)))).toList();
    }

    private static String shown(Object value) {
        String text = text(value);
        return text == null ? "(not set)" : text.isEmpty() ? "\"\"" : text.replaceAll("\\p{Cntrl}+", " ");
    }

    private static String text(Object value) {
        return value == null ? null : value instanceof Object[] many ? Arrays.stream(many).map(String::valueOf).collect(Collectors.joining(", "))
                : value.toString();
    }
}
