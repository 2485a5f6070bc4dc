package io.tidegate.config.yaml.internal.tree;

/** A thing that cannot be what its file says: what runs under that PID stays as it was. */
public record Refusal(String pid, String name, String reason) {
}
