package io.tidegate.store.memory.internal;

import io.tidegate.config.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the configuration {@code io.tidegate.store} says, judged.
 *
 * @param kind       as written; {@code file} when absent
 * @param quotaBytes the default when it could not be read
 * @param faults     what is wrong; empty when it can be used, by this store or by one of the kind that it names
 */
record StoreSettings(String kind, long quotaBytes, List<Fault> faults) {
    static final String PID = "io.tidegate.store";
    static final String MEMORY = "memory";
    /** Another bundle's, which judges and reports it; an unknown kind is said here. */
    static final String FILE = "file";
    /** That bundle judges and says them; here only so that a running store does not give way to one that will not come. */
    private static final long FILE_MIN_QUOTA = 64L << 20;
    private static final long FILE_MAX_QUOTA = 1L << 40;
    private static final Pattern FILE_DURABILITY = Pattern.compile("|always|os|interval\\(\\s*(\\d{1,9})\\s*(?:ms)?\\s*\\)", Pattern.CASE_INSENSITIVE);
    private static final long FILE_MAX_INTERVAL_MILLIS = 60_000;
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
            return new StoreSettings(kind, DEFAULT_QUOTA, ofOtherKind(text(properties, "quota", ""), text(properties, "durability", "")));
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

    private static List<Fault> ofOtherKind(String quota, String durability) {
        long bytes = quota.isEmpty() ? FILE_MIN_QUOTA : Sizes.bytes(quota).orElse(0);
        if (bytes < FILE_MIN_QUOTA || bytes > FILE_MAX_QUOTA) {
            return List.of(new Fault("quota", "kind: file with quota: " + quota + "; allowed for that kind: a size of disk from 64m to 1t, for instance 1g"));
        }
        return isFileDurability(durability) ? List.of() : List.of(new Fault("durability", "kind: file with durability: " + durability
                + "; allowed: always, interval(MILLISECONDS) with 1 to " + FILE_MAX_INTERVAL_MILLIS + ", os"));
    }

    private static boolean isFileDurability(String durability) {
        Matcher matcher = FILE_DURABILITY.matcher(durability);
        if (!matcher.matches()) {
            return false;
        }
        long millis = matcher.group(1) == null ? 1 : Long.parseLong(matcher.group(1));
        return millis >= 1 && millis <= FILE_MAX_INTERVAL_MILLIS;
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
