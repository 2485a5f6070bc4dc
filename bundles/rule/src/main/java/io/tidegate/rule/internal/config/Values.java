package io.tidegate.rule.internal.config;

import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads typed values out of a configuration's properties; what is not acceptable is an {@link Unacceptable}. Immutable. */
public final class Values {
    private final Map<String, ?> properties;

    public Values(Map<String, ?> properties) {
        this.properties = Objects.requireNonNull(properties);
    }

    /** The value as text without surrounding blanks; absent and blank are the same. */
    public Optional<String> text(String key) {
        Object value = properties.get(key);
        return value == null || value.toString().isBlank() ? Optional.empty() : Optional.of(value.toString().trim());
    }

    /** Where a configuration is, for people: its PID, and the file it came from where that is known. */
    public String place(String pid) {
        return text("tidegate.source").or(() -> text("felix.fileinstall.filename")).map(source -> pid + " (" + source + ")").orElse(pid);
    }

    public String required(String key) {
        return text(key).orElseThrow(() -> new Unacceptable(key, key + " is missing: it is required"));
    }

    public int number(String key, int otherwise, int min, int max) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // told below, in the same words as a number out of range
        }
        throw new Unacceptable(key, key + " = " + text.get() + ": allowed are whole numbers from " + min + " to " + max);
    }

    public QoS qos(String key) {
        return QoS.of(number(key, 0, 0, 2));
    }

    public TopicFilter filter(String key) {
        String text = required(key);
        String problem = TopicFilter.problem(text);
        if (problem != null) {
            throw new Unacceptable(key, key + " = " + text + ": " + problem);
        }
        return TopicFilter.of(text);
    }

    public TopicName topic(String key) {
        String text = required(key);
        String problem = TopicName.problem(text);
        if (problem != null) {
            throw new Unacceptable(key, key + " = " + text + ": " + problem);
        }
        return TopicName.of(text);
    }

    /** Whether the value is the second of two words; absent means the first. */
    public boolean isSecond(String key, String first, String second) {
        String text = text(key).orElse(first);
        if (!text.equals(first) && !text.equals(second)) {
            throw new Unacceptable(key, key + " = " + text + ": allowed are " + first + " and " + second);
        }
        return text.equals(second);
    }
}
