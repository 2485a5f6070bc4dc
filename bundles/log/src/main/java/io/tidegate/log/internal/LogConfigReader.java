package io.tidegate.log.internal;

import io.tidegate.config.InstanceName;
import io.tidegate.log.internal.file.Limits;
import io.tidegate.log.internal.line.Level;
import io.tidegate.log.internal.line.LineFormat;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads and judges one configuration; every fault is found, none is thrown. One instance, one reading. */
final class LogConfigReader {
    private static final long MEGABYTE = 1024L * 1024;
    private static final int MAX_MEGABYTES = 1_000_000;
    private static final int MAX_DAYS = 36_500;
    private static final int MAX_BACKUPS = 10_000;

    private final Map<String, ?> properties;
    private final List<Fault> faults = new ArrayList<>();

    /** A key that is wrong, and a sentence with key, value and what is allowed. */
    record Fault(String key, String sentence) {
    }

    /**
     * @param name   also when there are faults
     * @param config empty when there are faults
     */
    record Outcome(String name, Optional<LogConfig> config, List<Fault> faults) {
        String reason() {
            return String.join("; ", faults.stream().map(Fault::sentence).toList());
        }
    }

    private LogConfigReader(Map<String, ?> properties) {
        this.properties = properties;
    }

    /** @param pid full PID; its end is the name when no other is given */
    static Outcome read(String pid, Map<String, ?> properties) {
        return new LogConfigReader(properties).read(InstanceName.of(pid, properties));
    }

    private Outcome read(String nameOfFile) {
        String name = text("name", nameOfFile);
        Level level = value("level", "info", Level::of, "debug, info, warn or error").orElse(Level.INFO);
        Optional<Path> path = text("path", "").isEmpty() ? Optional.empty()
                : value("path", "", LogConfigReader::inside, "a file inside the gateway's directory, relative to it");
        Limits limits = new Limits(number("size.max", 50, 1, MAX_MEGABYTES, "MB") * MEGABYTE,
                Duration.ofDays(number("age.max", 15, 1, MAX_DAYS, "days")), (int) number("backup.max", 15, 0, MAX_BACKUPS, "files"));
        LineFormat format = value("format", "text", LineFormat::of, "text or json").orElse(LineFormat.TEXT);
        List<String> words = list(properties.get("parts"));
        List<Part> parts = new ArrayList<>();
        for (String word : words) {
            Part.of(word).ifPresentOrElse(parts::add, () -> fault("parts", word, "the name of a bundle (hub, store.*), function/NAME or logger/NAME"));
        }
        if (words.isEmpty()) {
            fault("parts", "", "at least one of: the name of a bundle (hub, store.*), function/NAME, logger/NAME");
        }
        LogConfig config = new LogConfig(name, level, path, limits, format, List.copyOf(parts), List.copyOf(words), text("tidegate.source", ""));
        return new Outcome(name, faults.isEmpty() ? Optional.of(config) : Optional.empty(), List.copyOf(faults));
    }

    private static Optional<Path> inside(String text) {
        try {
            Path path = Path.of(text).normalize();
            boolean file = !text.endsWith("/") && !path.toString().isEmpty();
            return path.isAbsolute() || path.startsWith("..") || !file ? Optional.empty() : Optional.of(path);
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }

    private long number(String key, long byDefault, long min, long max, String unit) {
        return value(key, Long.toString(byDefault), text -> {
            try {
                long number = Long.parseLong(text);
                return number < min || number > max ? Optional.empty() : Optional.of(number);
            } catch (NumberFormatException notANumber) {
                return Optional.empty();
            }
        }, "a whole number of " + unit + " from " + min + " to " + max).orElse(byDefault);
    }

    private <T> Optional<T> value(String key, String byDefault, Function<String, Optional<T>> read, String allowed) {
        String text = text(key, byDefault);
        Optional<T> value = read.apply(text);
        if (value.isEmpty()) {
            fault(key, text, allowed);
        }
        return value;
    }

    private String text(String key, String byDefault) {
        Object value = properties.get(key);
        String text = value == null ? "" : value.toString().trim();
        return text.isEmpty() ? byDefault : text;
    }

    private void fault(String key, String value, String allowed) {
        faults.add(new Fault(key, key + "=" + value + ": allowed is " + allowed));
    }

    /** One String, comma or newline separated with {@code \,} for a comma in a value, an array, or a collection. */
    private static List<String> list(Object value) {
        List<String> all = new ArrayList<>();
        if (value instanceof Collection<?> many) {
            many.forEach(v -> all.add(String.valueOf(v)));
        } else if (value instanceof Object[] many) {
            List.of(many).forEach(v -> all.add(String.valueOf(v)));
        } else if (value != null) {
            for (String one : value.toString().split("(?<!\\\\),|[\\r\\n]+")) {
                all.add(one.replace("\\,", ","));
            }
        }
        all.replaceAll(String::trim);
        all.removeIf(String::isEmpty);
        return all;
    }
}
