package io.tidegate.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What one thing says of itself at one instant. Immutable; made by providers through {@link #of} and the {@code with}
 * methods, read by whoever prints or counts.
 */
@ProviderType
public final class StatusRow {
    private final String kind;
    private final String name;
    private final String state;
    private final Instant since;
    private final String reason;
    private final Map<String, String> details;
    private final List<String> pids;

    private StatusRow(String kind, String name, String state, Instant since, String reason,
            Map<String, String> details, List<String> pids) {
        this.kind = Objects.requireNonNull(kind);
        this.name = Objects.requireNonNull(name);
        this.state = Objects.requireNonNull(state);
        this.since = Objects.requireNonNull(since);
        this.reason = reason == null ? "" : reason;
        this.details = details;
        this.pids = pids;
    }

    /**
     * @param kind  what the thing is: {@code listener}, {@code rule}, {@code function}, {@code service} …
     * @param name  the name its user gave it, unique within the kind and source
     * @param state one word in upper case, {@code RUNNING} when all is well
     * @param since when it entered that state
     */
    public static StatusRow of(String kind, String name, String state, Instant since) {
        return new StatusRow(kind, name, state, since, "", Map.of(), List.of());
    }

    /** The same row with the sentence that says why it is in this state; empty when there is nothing to say. */
    public StatusRow withReason(String reason) {
        return new StatusRow(kind, name, state, since, reason, details, pids);
    }

    /** The same row with further facts, in the order in which they are to be shown; replaces earlier ones. */
    public StatusRow withDetails(Map<String, String> details) {
        return new StatusRow(kind, name, state, since, reason,
                java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(details)), pids);
    }

    /** The same row with the configuration PIDs behind it; a {@code service} row is joined with their rows by these. */
    public StatusRow withPids(List<String> pids) {
        return new StatusRow(kind, name, state, since, reason, details, List.copyOf(pids));
    }

    public String kind() {
        return kind;
    }

    public String name() {
        return name;
    }

    public String state() {
        return state;
    }

    public Instant since() {
        return since;
    }

    /** Why it is in this state; empty, never null, when there is nothing to say. */
    public String reason() {
        return reason;
    }

    /** Further facts in display order; never null. */
    public Map<String, String> details() {
        return details;
    }

    /** Full PIDs ({@code io.tidegate.rule~x}) of the configurations behind it; never null. */
    public List<String> pids() {
        return pids;
    }

    @Override
    public String toString() {
        return kind + " " + name + " " + state + (reason.isEmpty() ? "" : ": " + reason);
    }
}
