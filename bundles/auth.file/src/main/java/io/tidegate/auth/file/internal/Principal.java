package io.tidegate.auth.file.internal;

import io.tidegate.config.InstanceName;
import io.tidegate.config.PasswordHash;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An acceptable configuration of {@code io.tidegate.principal~USER}. Immutable.
 *
 * @param username  as sent in CONNECT
 * @param password  its hash
 * @param proof     a digest of that hash's text: says whether somebody was let in by this password
 * @param publish   topics that it may publish to
 * @param subscribe topics that it may receive
 */
record Principal(String username, PasswordHash password, String proof, List<TopicFilter> publish, List<TopicFilter> subscribe) {
    /** Factory PID. */
    static final String PID = "io.tidegate.principal";

    /** @throws Unacceptable naming key, value and what is allowed; never the value of {@code password} */
    static Principal parse(String pid, Map<String, ?> properties) {
        String username = username(pid, properties);
        Object password = properties.get("password");
        if (password == null || password.toString().isBlank()) {
            throw new Unacceptable("password", "password is missing: the console command gateway:password makes its text");
        }
        PasswordHash hash = PasswordHash.parse(password.toString()).orElseThrow(() -> new Unacceptable("password",
                "password is not of the form pbkdf2-sha256:ITERATIONS:SALT:HASH (a plain word is not accepted):"
                        + " the console command gateway:password makes this text"));
        return new Principal(username, hash, digest(hash), filters("pub", properties), filters("sub", properties));
    }

    /** The username as configured, else the NAME of the PID; also of a configuration that is not acceptable. */
    static String username(String pid, Map<String, ?> properties) {
        Object value = properties.get("username");
        return value == null || value.toString().isBlank() ? InstanceName.of(pid, properties) : value.toString().trim();
    }

    /** Whether the NAME of the PID is its username. */
    static boolean isOwnName(String pid, Map<String, ?> properties) {
        return username(pid, properties).equals(InstanceName.of(pid, properties));
    }

    boolean mayPublish(TopicName topic) {
        for (TopicFilter filter : publish) {
            if (filter.matches(topic)) {
                return true;
            }
        }
        return false;
    }

    boolean maySubscribe(TopicFilter wanted) {
        for (TopicFilter filter : subscribe) {
            if (filter.covers(wanted)) {
                return true;
            }
        }
        return false;
    }

    boolean sameAs(Principal other) {
        return username.equals(other.username) && password.toString().equals(other.password.toString())
                && publish.equals(other.publish) && subscribe.equals(other.subscribe);
    }

    private static String digest(PasswordHash hash) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(hash.toString().getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return username + " pub=" + publish + " sub=" + subscribe;
    }

    private static List<TopicFilter> filters(String key, Map<String, ?> properties) {
        return Lists.of(properties.get(key)).stream().map(text -> filter(key, text)).collect(Collectors.toUnmodifiableList());
    }

    private static TopicFilter filter(String key, String text) {
        String problem = TopicFilter.problem(text);
        if (problem != null) {
            throw new Unacceptable(key, key + " = " + text + ": " + problem);
        }
        return TopicFilter.of(text);
    }
}
