package io.tidegate.store.file.internal;

import io.tidegate.config.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the configuration {@code io.tidegate.store} says, judged as far as it is about this kind of store.
 *
 * @param kind       as written; {@code file} when absent
 * @param quotaBytes of the disk; the default when it could not be read
 * @param durability the default when it could not be read
 * @param dir        as written; empty: below the gateway's data
 * @param faults     what is wrong; empty when it can be used, by this store or by one of the kind that it names
 */
record StoreSettings(String kind, long quotaBytes, Durability durability, String dir, List<Fault> faults) {
    static final String PID = "io.tidegate.store";
    static final String FILE = "file";
    /** Another bundle's; it also reports a kind that nobody knows while this store does not run. */
    private static final String MEMORY = "memory";
    /** That bundle judges and says them; here only so that a running store does not give way to one that will not come. */
    private static final long MEMORY_MIN_QUOTA = 1L << 20;
    private static final long MEMORY_MAX_QUOTA = 64L << 30;
    private static final long MIN_QUOTA = 64L << 20;
    private static final long MAX_QUOTA = 1L << 40;
    private static final long DEFAULT_QUOTA = 1L << 30;
    private static final long MAX_INTERVAL_MILLIS = 60_000;
    private static final Pattern INTERVAL = Pattern.compile("interval\\(\\s*(\\d{1,9})\\s*(?:ms)?\\s*\\)");

    /** A key that is wrong, and a sentence with key, value and what is allowed. */
    record Fault(String key, String sentence) {
    }

    static StoreSettings parse(Map<String, ?> properties) {
        List<Fault> faults = new ArrayList<>();
        String kind = text(properties, "kind", FILE);
        if (!kind.equals(FILE)) {
            return new StoreSettings(kind, DEFAULT_QUOTA, Durability.ALWAYS, "", ofOtherKind(kind, text(properties, "quota", "")));
        }
        String quota = text(properties, "quota", "");
        long bytes = quota.isEmpty() ? DEFAULT_QUOTA : Sizes.bytes(quota).orElse(0);
        if (bytes < MIN_QUOTA || bytes > MAX_QUOTA) {
            faults.add(new Fault("quota", "quota: " + quota + "; allowed: a size of disk from 64m to 1t, for instance 1g"));
            bytes = DEFAULT_QUOTA;
        }
        Durability durability = durability(text(properties, "durability", "always"), faults);
        return new StoreSettings(kind, bytes, durability, text(properties, "dir", ""), List.copyOf(faults));
    }

    private static List<Fault> ofOtherKind(String kind, String quota) {
        if (!kind.equals(MEMORY)) {
            return List.of(new Fault("kind", "kind: " + kind + " is not a kind of store; allowed: file, memory"));
        }
        long bytes = quota.isEmpty() ? MEMORY_MIN_QUOTA : Sizes.bytes(quota).orElse(0);
        return bytes >= MEMORY_MIN_QUOTA && bytes <= MEMORY_MAX_QUOTA ? List.of()
                : List.of(new Fault("quota", "kind: memory with quota: " + quota + "; allowed for that kind: a size from 1m to 64g, for instance 64m"));
    }

    private static Durability durability(String text, List<Fault> faults) {
        String word = text.toLowerCase(Locale.ROOT);
        Matcher interval = INTERVAL.matcher(word);
        if (interval.matches()) {
            long millis = Long.parseLong(interval.group(1));
            if (millis >= 1 && millis <= MAX_INTERVAL_MILLIS) {
                return Durability.interval(millis);
            }
        } else if (word.equals("always")) {
            return Durability.ALWAYS;
        } else if (word.equals("os")) {
            return Durability.OS;
        }
        faults.add(new Fault("durability", "durability: " + text
                + "; allowed: always, interval(MILLISECONDS) with 1 to " + MAX_INTERVAL_MILLIS + ", os"));
        return Durability.ALWAYS;
    }

    boolean isUsable() {
        return faults.isEmpty();
    }

    /** Whether it names another kind of store than this bundle is. */
    boolean isOtherKind() {
        return !kind.equals(FILE);
    }

    /** Whether there is a store of that kind: a slip of the pen is not to stop one that runs. */
    boolean isKnownKind() {
        return kind.equals(FILE) || kind.equals(MEMORY);
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
