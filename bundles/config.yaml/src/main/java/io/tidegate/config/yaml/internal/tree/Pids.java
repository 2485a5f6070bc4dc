package io.tidegate.config.yaml.internal.tree;

import java.util.Map;
import java.util.regex.Pattern;

/** The PIDs that a tree becomes, and how a thing's name is found from its configuration. Stateless. */
public final class Pids {
    public static final String PREFIX = "io.tidegate.";
    public static final String LISTENER = PREFIX + "listener";
    public static final String HUB = PREFIX + "hub";
    public static final String PRINCIPAL = PREFIX + "principal";
    public static final String ROUTE = PREFIX + "route";
    public static final String RULE = PREFIX + "rule";
    public static final String FUNCTION = PREFIX + "function";
    public static final String LOG = PREFIX + "log";
    /** Marks what was made from the tree: {@code FILE:LINE}. */
    public static final String SOURCE = "tidegate.source";

    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._@-]");
    private static final Map<String, String> NAME_KEYS = Map.of(PRINCIPAL, "username", RULE, "clientid");

    private Pids() {
    }

    /** A name that can also be part of a file's name: what cannot is replaced, and told apart by a hash. */
    public static String safe(String name) {
        String safe = UNSAFE.matcher(name).replaceAll("_");
        return safe.equals(name) ? name : safe + "-" + Integer.toHexString(name.hashCode());
    }

    public static String pid(String factory, String name) {
        return factory + "~" + safe(name);
    }

    /** The factory PID, or the whole PID of a singleton. */
    public static String factory(String pid) {
        int tilde = pid.indexOf('~');
        return tilde < 0 ? pid : pid.substring(0, tilde);
    }

    /** {@code rule}, {@code listener}, …, as in status rows. */
    public static String kind(String pid) {
        String factory = factory(pid);
        return factory.startsWith(PREFIX) ? factory.substring(PREFIX.length()) : factory;
    }

    /** A thing's name is its property, else the end of its PID. */
    public static String name(String pid, Map<String, Object> properties) {
        Object name = properties.get(NAME_KEYS.getOrDefault(factory(pid), "name"));
        return name != null ? name.toString() : pid.substring(pid.indexOf('~') + 1);
    }

    /** Same for two configurations of one thing, whatever their PIDs. */
    public static String identity(String pid, Map<String, Object> properties) {
        return pid.indexOf('~') < 0 ? pid : factory(pid) + "~" + name(pid, properties);
    }
}
