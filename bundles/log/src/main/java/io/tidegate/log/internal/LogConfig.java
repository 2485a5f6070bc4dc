package io.tidegate.log.internal;

import io.tidegate.log.internal.file.Limits;
import io.tidegate.log.internal.line.Level;
import io.tidegate.log.internal.line.LineFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What one {@code io.tidegate.log~SERVICE} says. Immutable.
 *
 * @param name   as lists show it, and as lines say it
 * @param path   relative to the gateway's directory, inside it; empty: no file, only the level
 * @param words  the parts as written
 * @param source {@code FILE:LINE}; empty when unknown
 */
record LogConfig(String name, Level level, Optional<Path> path, Limits limits, LineFormat format, List<Part> parts, List<String> words,
        String source) {
    static final String FACTORY_PID = "io.tidegate.log";

    boolean covers(String logger) {
        return parts.stream().anyMatch(part -> part.covers(logger));
    }
}
