package io.tidegate.config.yaml.internal.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A mapping read key by key, each as the type that the key has. As in the model nothing, {@code ""} and {@code 0} mean
 * "not set" and give the default. What is wrong goes into the findings and the default is returned, so that reading goes on;
 * {@link #close} warns of keys that nobody asked for. Owned by the reading thread.
 */
public final class Section {
    private final Node.Mapping mapping;
    private final String path;
    private final Findings findings;
    private final Set<String> known = new LinkedHashSet<>();

    private Section(Node.Mapping mapping, String path, Findings findings) {
        this.mapping = Objects.requireNonNull(mapping);
        this.path = path;
        this.findings = Objects.requireNonNull(findings);
    }

    /** @param path how the operator calls the section, {@code rules[0]}; empty for a whole file */
    public static Section of(Node node, String path, Findings findings) {
        if (node instanceof Node.Mapping mapping) {
            return new Section(mapping, path, findings);
        }
        if (!(node instanceof Node.Scalar scalar) || !scalar.isNull()) {
            findings.error(node.place(), path, "is " + node.what() + ", but must be a mapping (key: value)");
        }
        return new Section(new Node.Mapping(Map.of(), node.place()), path, findings);
    }

    public Place place() {
        return mapping.place();
    }

    /** Where the key stands, else where the section does. */
    public Place place(String key) {
        Node.Field field = mapping.fields().get(key);
        return field == null ? mapping.place() : field.place();
    }

    public Findings findings() {
        return findings;
    }

    /** Full name of one of its keys; of the section itself for {@code ""}. */
    public String name(String key) {
        return path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
    }

    public boolean has(String key) {
        return mapping.fields().containsKey(key);
    }

    public Set<String> keys() {
        return mapping.fields().keySet();
    }

    /** The value as it stands; empty when the key is absent or null. */
    public Optional<Node> node(String key) {
        known.add(key);
        Node.Field field = mapping.fields().get(key);
        return field == null || field.value() instanceof Node.Scalar s && s.isNull() ? Optional.empty() : Optional.of(field.value());
    }

    /** Literal text; empty when absent, null or {@code ""}. */
    public Optional<String> text(String key) {
        Optional<Node> node = node(key);
        if (node.isPresent() && !(node.get() instanceof Node.Scalar)) {
            error(key, "is " + node.get().what() + ", but must be text");
            return Optional.empty();
        }
        return node.map(n -> ((Node.Scalar) n).text()).filter(t -> !t.isEmpty());
    }

    /** Literal text that must be there; when it is not, that is an error and the answer is empty text. */
    public String required(String key) {
        Optional<String> text = text(key);
        boolean absent = node(key).map(n -> n instanceof Node.Scalar).orElse(true);
        if (text.isEmpty() && absent) {
            error(key, "is missing");
        }
        return text.orElse("");
    }

    public long integer(String key, long fallback, long min, long max) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return fallback;
        }
        OptionalLong value = Units.integer(text.get());
        if (value.isEmpty() || value.getAsLong() < min || value.getAsLong() > max) {
            error(key, "'" + text.get() + "': allowed is a whole number from " + min + " to " + max);
            return fallback;
        }
        return value.getAsLong() == 0 ? fallback : value.getAsLong();
    }

    public long bytes(String key, long fallback, long min, long max) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return fallback;
        }
        OptionalLong value = Units.size(text.get());
        if (value.isPresent() && value.getAsLong() == 0) {
            return fallback;
        }
        if (value.isEmpty() || value.getAsLong() < min || value.getAsLong() > max) {
            error(key, "'" + text.get() + "': allowed is a size such as 32k, 4m, 1g or bytes, from " + min + " to " + max + " bytes");
            return fallback;
        }
        return value.getAsLong();
    }

    /** A duration above zero. A bare number is nanoseconds, as in the model; below a millisecond that is taken for a forgotten unit. */
    public Duration duration(String key, Duration fallback) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return fallback;
        }
        OptionalLong bare = Units.integer(text.get());
        Optional<Duration> value = bare.isPresent() ? Optional.of(Duration.ofNanos(bare.getAsLong())) : Units.duration(text.get());
        if (value.isPresent() && value.get().isZero()) {
            return fallback;
        }
        if (value.isEmpty() || value.get().isNegative() || bare.isPresent() && value.get().toMillis() == 0) {
            error(key, "'" + text.get() + "': allowed is a duration with its unit, such as 300ms, 20s, 1m or 1h30m");
            return fallback;
        }
        if (bare.isPresent()) {
            findings.warning(place(key), name(key), text.get() + " without a unit is nanoseconds: " + Units.durationText(value.get()));
        }
        return value.get();
    }

    public boolean flag(String key, boolean fallback) {
        Optional<String> text = text(key);
        Optional<Boolean> value = text.flatMap(Units::flag);
        if (text.isPresent() && value.isEmpty()) {
            error(key, "'" + text.get() + "': allowed is true or false");
        }
        return value.orElse(fallback);
    }

    /** A mapping within; an empty one when it is absent. The caller closes it. */
    public Section section(String key) {
        Node node = node(key).orElseGet(() -> new Node.Mapping(Map.of(), place(key)));
        return of(node, name(key), findings);
    }

    /** The items of a list; none when it is absent. */
    public List<Node> list(String key) {
        Optional<Node> node = node(key);
        if (node.isPresent() && !(node.get() instanceof Node.Sequence)) {
            error(key, "is " + node.get().what() + ", but must be a list (- item)");
        }
        return node.isPresent() && node.get() instanceof Node.Sequence s ? s.items() : List.of();
    }

    /** A list of mappings, each reporting into findings of its own. */
    public List<Section> sections(String key) {
        List<Section> all = new ArrayList<>();
        List<Node> items = list(key);
        for (int i = 0; i < items.size(); i++) {
            all.add(of(items.get(i), name(key) + "[" + i + "]", findings.part()));
        }
        return all;
    }

    /** A list of texts with their places. */
    public List<Node.Scalar> texts(String key) {
        List<Node.Scalar> all = new ArrayList<>();
        for (Node item : list(key)) {
            if (item instanceof Node.Scalar scalar) {
                all.add(scalar);
            } else {
                findings.error(item.place(), name(key), "is " + item.what() + ", but must be text");
            }
        }
        return all;
    }

    /** A mapping name to text. */
    public Map<String, String> textMap(String key) {
        Section inner = section(key);
        Map<String, String> all = new LinkedHashMap<>();
        inner.keys().forEach(name -> all.put(name, inner.text(name).orElse("")));
        return all;
    }

    /** Keys of the model that are right here and have no effect for this reader. */
    public Section accept(String... keys) {
        known.addAll(List.of(keys));
        return this;
    }

    /** Records an error at a key of this section. */
    public void error(String key, String message) {
        findings.error(place(key), name(key), message);
    }

    /** Warns of every key that nobody asked for or accepted. */
    public void close() {
        for (Node.Field field : mapping.fields().values()) {
            if (!known.contains(field.key())) {
                String hint = Nearest.to(field.key(), known).map(k -> "; did you mean '" + k + "'?").orElse("");
                findings.warning(field.place(), name(field.key()), "unknown key, ignored" + hint);
            }
        }
    }
}
