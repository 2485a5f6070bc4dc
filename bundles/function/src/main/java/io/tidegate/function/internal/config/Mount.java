package io.tidegate.function.internal.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A host directory or file that is to be seen in the worker's directory.
 *
 * @param path     relative to the worker's directory, normalised, inside it
 * @param hostPath relative to the gateway's directory, normalised, inside it
 * @param readOnly as configured; said, not enforced (the model's native mode does not either)
 */
public record Mount(Path path, Path hostPath, boolean readOnly) {
    private static final String ALLOWED = "allowed is PATH=HOSTPATH or PATH=HOSTPATH:ro, both relative and without leaving their directory";

    static Mount parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw new IllegalArgumentException(ALLOWED);
        }
        String host = text.substring(equals + 1).trim();
        boolean readOnly = host.endsWith(":ro");
        if (readOnly || host.endsWith(":rw")) {
            host = host.substring(0, host.length() - 3);
        }
        return new Mount(inside(text.substring(0, equals).trim(), false), inside(host, true), readOnly);
    }

    private static Path inside(String text, boolean mayBeTheWhole) {
        try {
            Path path = Path.of(text.replaceFirst("^/+", "")).normalize();
            boolean whole = path.toString().isEmpty();
            if (text.isEmpty() || path.startsWith("..") || whole && !mayBeTheWhole) {
                throw new IllegalArgumentException(ALLOWED);
            }
            return path;
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(ALLOWED + ": " + e.getReason(), e);
        }
    }
}
