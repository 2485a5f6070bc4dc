package io.tidegate.config;

import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One thing that is wrong, or worth saying, about a proposed configuration, with the place where an operator mends it.
 *
 * @param severity whether it stops the configuration from being applied
 * @param source   {@code FILE:LINE} or the PID; empty when unknown
 * @param pid      full PID it belongs to; empty when it belongs to none
 * @param key      the key; empty when it is about the whole
 * @param message  a sentence with value and what is allowed
 */
@ProviderType
public record Problem(Severity severity, String source, String pid, String key, String message) {
    public Problem {
        Objects.requireNonNull(severity);
        Objects.requireNonNull(source);
        Objects.requireNonNull(pid);
        Objects.requireNonNull(key);
        Objects.requireNonNull(message);
    }

    /** How bad it is. */
    public enum Severity {
        /** The thing cannot run like this. */
        ERROR,
        /** It runs, but perhaps not as meant. */
        WARNING,
        /** Nothing is wrong; said once so that nobody is surprised. */
        NOTE
    }
}
