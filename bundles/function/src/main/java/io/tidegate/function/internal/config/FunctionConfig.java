package io.tidegate.function.internal.config;

import io.tidegate.function.internal.pool.Limits;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One function as configured: the immutable record of {@code io.tidegate.function~NAME}.
 *
 * @param name          as rules refer to it
 * @param service       name of the service whose directory and environment it has; the function's own name when none is configured
 * @param runtime       {@code runtime.name} of its adapter
 * @param interpreter   empty: the adapter's default
 * @param handler       as the adapter understands it
 * @param codeDirectory absolute or relative to the worker's directory
 * @param furtherCode   where else code is looked for, in order; as {@code codeDirectory}
 * @param mounts        in order
 * @param environment   the service's own variables
 * @param limits        sizes and times of the pool
 * @param image         for information; may be empty
 * @param source        {@code FILE:LINE} it was made from; may be empty
 */
public record FunctionConfig(String name, String service, String runtime, Optional<String> interpreter, String handler,
        String codeDirectory, List<String> furtherCode, List<Mount> mounts, Map<String, String> environment, Limits limits,
        String image, String source) {
    /** Factory PID. */
    public static final String FACTORY_PID = "io.tidegate.function";
}
