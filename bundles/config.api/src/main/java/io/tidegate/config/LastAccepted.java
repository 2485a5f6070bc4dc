package io.tidegate.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The configuration of each PID that its provider accepted last, for the provider that comes after it: ConfigAdmin knows only
 * the latest, and an edit that was refused must not stop by a swap what went on in spite of it. A component that comes up takes
 * {@link #before} and then its own configuration, as if it had been there all the time.
 *
 * <p>Kept in memory, as long as this bundle, which is never swapped: after a restart what is written counts. Any thread.
 */
@ProviderType
public final class LastAccepted {
    /** Why a component goes: its configuration was deleted (DS 112.5.14). */
    private static final int CONFIGURATION_DELETED = 4;
    /** What Declarative Services adds, another one at each activation. */
    private static final String OF_THE_COMPONENT = "component.";
    private static final Map<String, Map<String, Object>> ACCEPTED = new ConcurrentHashMap<>();

    private LastAccepted() {
    }

    /** Called whenever a configuration came into force. */
    public static void keep(String pid, Map<String, ?> properties) {
        ACCEPTED.put(pid, configured(properties));
    }

    /** @return what was in force before and has to be taken first; empty when that is the same, or nothing was */
    public static Optional<Map<String, Object>> before(String pid, Map<String, ?> properties) {
        Map<String, Object> kept = ACCEPTED.get(pid);
        return kept == null || same(kept, configured(properties)) ? Optional.empty() : Optional.of(kept);
    }

    /**
     * The same for all of a factory.
     *
     * @return by PID, those that {@link #before} has
     */
    public static Map<String, Map<String, Object>> before(Map<String, ? extends Map<String, ?>> all) {
        Map<String, Map<String, Object>> before = new LinkedHashMap<>();
        all.forEach((pid, properties) -> before(pid, properties).ifPresent(kept -> before.put(pid, kept)));
        return before;
    }

    /**
     * For the end of a component; a deleted configuration is forgotten.
     *
     * @param reason why the component goes, as Declarative Services says
     * @return whether its configuration was deleted
     */
    public static boolean deactivated(String pid, int reason) {
        boolean deleted = reason == CONFIGURATION_DELETED;
        if (deleted) {
            forget(pid);
        }
        return deleted;
    }

    /** For a configuration that was deleted. */
    public static void forget(String pid) {
        ACCEPTED.remove(pid);
    }

    private static Map<String, Object> configured(Map<String, ?> properties) {
        Map<String, Object> configured = new HashMap<>(properties);
        configured.keySet().removeIf(key -> key.startsWith(OF_THE_COMPONENT));
        return configured;
    }

    /** Values may be arrays. */
    private static boolean same(Map<String, Object> one, Map<String, Object> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream().allMatch(e -> Objects.deepEquals(e.getValue(), other.get(e.getKey())));
    }
}
