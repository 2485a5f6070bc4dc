package io.tidegate.config.yaml.internal.tree;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The model's rules for topic names and filters, narrower than MQTT's. Stateless. */
final class Topics {
    static final int MAX_BYTES = 255;
    static final int MAX_SLASHES = 8;

    private Topics() {
    }

    /** What is wrong with a topic to publish to; empty when nothing is. */
    static Optional<String> nameProblem(String topic) {
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
            return Optional.of("'" + topic + "': a topic to publish to has no + or #");
        }
        return common(topic);
    }

    /** What is wrong with a filter to subscribe to; empty when nothing is. */
    static Optional<String> filterProblem(String filter) {
        Optional<String> common = common(filter);
        if (common.isPresent()) {
            return common;
        }
        String[] levels = filter.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean hash = levels[i].indexOf('#') >= 0;
            if (hash && (levels[i].length() > 1 || i < levels.length - 1)) {
                return Optional.of("'" + filter + "': # stands alone in the last level");
            }
            if (levels[i].indexOf('+') >= 0 && levels[i].length() > 1) {
                return Optional.of("'" + filter + "': + stands alone in its level");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> common(String text) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MAX_BYTES) {
            return Optional.of("'" + text + "': allowed are 1 to " + MAX_BYTES + " bytes");
        }
        if (text.chars().filter(c -> c == '/').count() > MAX_SLASHES) {
            return Optional.of("'" + text + "': allowed are at most " + MAX_SLASHES + " '/'");
        }
        if (text.startsWith("$")) {
            return Optional.of("'" + text + "': must not begin with $");
        }
        return text.indexOf('\0') >= 0 ? Optional.of("a topic has no NUL") : Optional.empty();
    }

    /** Whether a topic, not a filter, matches. */
    static boolean matches(String filter, String topic) {
        String[] f = filter.split("/", -1);
        String[] t = topic.split("/", -1);
        for (int i = 0; i < f.length; i++) {
            if (f[i].equals("#")) {
                return true;
            }
            if (i >= t.length || !f[i].equals("+") && !f[i].equals(t[i])) {
                return false;
            }
        }
        return f.length == t.length;
    }
}
