package io.tidegate.function.internal.config;

import io.tidegate.config.InstanceName;
import io.tidegate.function.internal.pool.Limits;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the raw properties of one configuration, collecting every fault. Used once, by one thread. */
public final class FunctionConfigReader {
    private static final Pattern SERVICE = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}");
    private static final Pattern VARIABLE = Pattern.compile("[^=\\p{Cntrl}]+");
    private static final int LARGEST_REPLY = 256 << 20;

    private final Map<String, Object> properties;
    private final List<Fault> faults = new ArrayList<>();

    /**
     * One unacceptable key.
     *
     * @param message key, value and what is allowed
     */
    public record Fault(String key, String message) {
    }

    /**
     * @param config empty when there are faults
     * @param name   of the function, best known even when there are faults
     */
    public record Outcome(Optional<FunctionConfig> config, String name, List<Fault> faults) {
        /** All faults as one sentence. */
        public String reason() {
            return String.join("; ", faults.stream().map(Fault::message).toList());
        }
    }

    private FunctionConfigReader(Map<String, Object> properties) {
        this.properties = properties;
    }

    /**
     * @param pid        full PID; gives the name when none is configured
     * @param properties as ConfigAdmin gives them
     */
    public static Outcome read(String pid, Map<String, Object> properties) {
        return new FunctionConfigReader(properties).read(pid);
    }

    private Outcome read(String pid) {
        String name = text("name", InstanceName.of(pid, properties));
        if (name.isBlank() || name.length() > 128 || name.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            fault("name", name, "allowed are 1 to 128 characters, no control characters");
        }
        String service = text("service", "");
        if (!service.isEmpty() && !SERVICE.matcher(service).matches()) {
            fault("service", service, "allowed are letters, digits, _ . - and at most 128 of them");
        }
        String handler = text("handler", "");
        if (handler.isBlank()) {
            fault("handler", handler, "required: module.function");
        }
        String codeDirectory = text("codedir", "");
        value("codedir", codeDirectory, FunctionConfigReader::path, null);
        List<String> furtherCode = Units.list(properties.get("codedir.further"));
        furtherCode.forEach(directory -> value("codedir.further", directory, FunctionConfigReader::path, null));
        List<Mount> mounts = new ArrayList<>();
        for (String mount : Units.list(properties.get("mounts"))) {
            value("mounts", mount, Mount::parse, null).ifPresent(mounts::add);
        }
        Limits limits = limits();
        FunctionConfig config = new FunctionConfig(name, service, text("runtime", "python"),
                Optional.of(text("interpreter", "")).filter(s -> !s.isBlank()), handler, codeDirectory,
                List.copyOf(furtherCode), List.copyOf(mounts), environment(), limits, text("image", ""), text("tidegate.source", ""));
        return new Outcome(faults.isEmpty() ? Optional.of(config) : Optional.empty(), name, List.copyOf(faults));
    }

    private Limits limits() {
        int max = number("instance.max", 1, 1, 100);
        int min = number("instance.min", 0, 0, 100);
        if (min > max && properties.containsKey("instance.max")) {
            fault("instance.min", String.valueOf(min), "allowed is at most instance.max=" + max);
        }
        return new Limits(min, Math.max(min, max), duration("instance.idletime", Duration.ofMinutes(10), Duration.ZERO),
                duration("timeout", Duration.ofSeconds(30), Duration.ofMillis(1)),
                duration("grace", Duration.ofSeconds(30), Duration.ZERO),
                bytes("message.length.max", 4 << 20, LARGEST_REPLY),
                number("inflight.max", 16, 1, 16), number("queue.max", 10_000, 1, 1_000_000),
                bytes("queue.max.bytes", 64 << 20, Long.MAX_VALUE));
    }

    private Map<String, String> environment() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String entry : Units.list(properties.get("env"))) {
            int equals = entry.indexOf('=');
            if (equals < 1) {
                fault("env", entry, "allowed is NAME=VALUE");
            } else {
                variable(entry.substring(0, equals).trim(), entry.substring(equals + 1), all);
            }
        }
        properties.forEach((key, value) -> {
            if (key.startsWith("env.")) {
                variable(key.substring("env.".length()), String.valueOf(value), all);
            }
        });
        return Map.copyOf(all);
    }

    private void variable(String name, String value, Map<String, String> into) {
        if (!VARIABLE.matcher(name).matches() || value.indexOf('\0') >= 0) {
            fault("env", name, "allowed is NAME=VALUE, no control characters in the name, no NUL in the value");
        } else {
            into.put(name, value);
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("allowed is a path: " + e.getReason(), e);
        }
    }

    private int number(String key, int byDefault, int min, int max) {
        return value(key, text(key, String.valueOf(byDefault)), t -> {
            String allowed = "allowed is a whole number from " + min + " to " + max;
            try {
                int n = Integer.parseInt(t.trim());
                if (n >= min && n <= max) {
                    return n;
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(allowed, e);
            }
            throw new IllegalArgumentException(allowed);
        }, byDefault).orElse(byDefault);
    }

    private Duration duration(String key, Duration byDefault, Duration min) {
        return value(key, text(key, ""), t -> {
            Duration d = t.isBlank() ? byDefault : Units.duration(t);
            if (d.compareTo(min) < 0) {
                throw new IllegalArgumentException("allowed is at least " + min.toMillis() + "ms");
            }
            return d;
        }, byDefault).orElse(byDefault);
    }

    private long bytes(String key, long byDefault, long max) {
        return value(key, text(key, String.valueOf(byDefault)), t -> {
            long n = Units.bytes(t);
            if (n < 1 || n > max) {
                throw new IllegalArgumentException("allowed is 1 to " + max + " bytes");
            }
            return n;
        }, byDefault).orElse(byDefault);
    }

    private String text(String key, String byDefault) {
        Object value = properties.get(key);
        return value == null ? byDefault : value.toString();
    }

    private <T> Optional<T> value(String key, String text, Function<String, T> parse, T instead) {
        try {
            return Optional.ofNullable(parse.apply(text));
        } catch (IllegalArgumentException e) {
            fault(key, text, e.getMessage());
            return Optional.ofNullable(instead);
        }
    }

    private void fault(String key, String value, String allowed) {
        faults.add(new Fault(key, key + "=" + value + ": " + allowed));
    }
}
