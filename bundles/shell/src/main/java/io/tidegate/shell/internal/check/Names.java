package io.tidegate.shell.internal.check;

import java.util.Map;

/** How things are called by those who configured them. Stateless. */
final class Names {
    private static final Map<String, String> KEYS = Map.of("io.tidegate.principal", "username", "io.tidegate.rule", "clientid");

    private Names() {
    }

    /** The factory PID, or the whole PID of a singleton. */
    static String factory(String pid) {
        int tilde = pid.indexOf('~');
        return tilde < 0 ? pid : pid.substring(0, tilde);
    }

    /** {@code rule}, {@code listener}, … */
    static String kind(String pid) {
        return factory(pid).replaceFirst("^io\\.tidegate\\.", "");
    }

    /** Its own word, else the end of its PID; empty for a singleton. */
    static String of(String pid, Map<String, Object> properties) {
        Object name = properties.get(KEYS.getOrDefault(factory(pid), "name"));
        return pid.indexOf('~') < 0 ? "" : name != null ? name.toString() : pid.substring(pid.indexOf('~') + 1);
    }
}
