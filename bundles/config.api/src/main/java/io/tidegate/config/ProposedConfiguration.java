package io.tidegate.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** A whole set of configurations as it would be applied, before it is. Immutable; keys of the map are full PIDs. */
@ProviderType
public final class ProposedConfiguration {
    private final Map<String, Entry> entries;
    private final List<Problem> problems;

    /** @param problems what reading it found; what it means is judged by {@link ConfigurationCheck}s */
    public ProposedConfiguration(List<Entry> entries, List<Problem> problems) {
        Map<String, Entry> byPid = new LinkedHashMap<>();
        entries.forEach(e -> byPid.put(e.pid(), e));
        this.entries = java.util.Collections.unmodifiableMap(byPid);
        this.problems = List.copyOf(problems);
    }

    /** By full PID, in the order of the files. */
    public Map<String, Entry> entries() {
        return entries;
    }

    /** The entries of one factory PID or of one singleton PID. */
    public List<Entry> ofPid(String pid) {
        return entries.values().stream().filter(e -> e.pid().equals(pid) || e.pid().startsWith(pid + "~")).toList();
    }

    public List<Problem> problems() {
        return problems;
    }

    /**
     * One configuration.
     *
     * @param pid        full PID, {@code io.tidegate.rule~NAME}
     * @param properties as they would reach ConfigAdmin
     * @param source     {@code FILE:LINE} of the whole
     * @param sources    {@code FILE:LINE} per key, where known
     */
    @ProviderType
    public record Entry(String pid, Map<String, Object> properties, String source, Map<String, String> sources) {
        public Entry {
            Objects.requireNonNull(pid);
            properties = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(properties));
            Objects.requireNonNull(source);
            sources = Map.copyOf(sources);
        }

        /** Where a key was written, else where the whole was. */
        public String sourceOf(String key) {
            return Optional.ofNullable(sources.get(key)).orElse(source);
        }
    }
}
