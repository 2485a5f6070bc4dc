package io.tidegate.store.memory.internal;

import io.tidegate.config.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the configuration {@code io.tidegate.store} says, judged.
 *
 * @param kind       as written; {@code file} when absent
 * @param quotaBytes the default when it could not be read
 * @param faults     what is wrong; empty when it can be used
 */
record StoreSettings(String kind, long quotaBytes, List<Fault> faults) {
    static final String PID = "io.tidegate.store";
    static final String MEMORY = "memory";
    /** Another bundle's, which judges and reports it; an unknown kind is said here. */
    static final String FILE = "file";
    private static final long MIN_QUOTA = 1L << 20;
    private static final long MAX_QUOTA = 64L << 30;
    private static final long DEFAULT_QUOTA = 32L << 20;

    /** A key that is wrong, and a sentence with key, value and what is allowed. */
    record Fault(String key, String sentence) {
    }

    static StoreSettings parse(Map<String, ?> properties) {
        List<Fault> faults = new ArrayList<>();
        String kind = text(properties, "kind", FILE);
        if (kind.equals(FILE)) {
            return new StoreSettings(kind, DEFAULT_QUOTA, List.of());
        }
        if (!kind.equals(MEMORY)) {
            faults.add(new Fault("kind", "kind: " + kind + " is not a kind of store of this version; allowed: file, memory"));
        }
        String quota = text(properties, "quota", "");
        long bytes = quota.isEmpty() ? DEFAULT_QUOTA : Sizes.bytes(quota).orElse(0);
        if (bytes < MIN_QUOTA || bytes > MAX_QUOTA) {
            faults.add(new Fault("quota", "quota: " + quota + "; allowed: a size from 1m to 64g, for instance 64m"));
            bytes = DEFAULT_QUOTA;
        }
        return new StoreSettings(kind, bytes, List.copyOf(faults));
    }

    boolean isUsable() {
        return faults.isEmpty();
    }

    /** Whether it names another kind of store than this bundle is. */
    boolean isOtherKind() {
        return !kind.equals(MEMORY);
    }

    /** Whether another bundle is asked for. */
    boolean isForAnother() {
        return kind.equals(FILE);
    }

    /** All faults in one line. */
    String reason() {
        return String.join("; ", faults.stream().map(Fault::sentence).toList());
    }

    private static String text(Map<String, ?> properties, String key, String absent) {
        Object value = properties.get(key);
        String text = value == null ? "" : value.toString().trim();
        return text.isEmpty() ? absent : text;
    }
}
