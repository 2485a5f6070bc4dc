package io.tidegate.mqtt;

import java.nio.charset.StandardCharsets;

/** A Topic Filter, MQTT 3.1.1 §4.7: which topics a subscription or a permission means. */
public final class TopicFilter {
    private final String text;
    private final String[] levels;

    private TopicFilter(String text) {
        this.text = text;
        this.levels = text.split("/", -1);
    }

    /** @throws IllegalArgumentException saying what is wrong with the text */
    public static TopicFilter of(String text) {
        String problem = problem(text);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return new TopicFilter(text);
    }

    /** What is wrong with this text as a Topic Filter, as a sentence; null when nothing is. */
    public static String problem(String text) {
        if (text.isEmpty()) {
            return "filter is empty: at least one character is needed"; // MQTT 3.1.1 [MQTT-4.7.3-1]
        }
        if (text.indexOf('\0') >= 0) {
            return "filter contains the NUL character"; // MQTT 3.1.1 [MQTT-4.7.3-2]
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > TopicName.MAX_BYTES) {
            return "filter has " + bytes + " bytes: at most " + TopicName.MAX_BYTES + " are allowed";
        }
        String[] levels = text.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            String level = levels[i];
            if (level.indexOf('#') >= 0 && (level.length() > 1 || i < levels.length - 1)) {
                return "filter '" + text + "': # stands alone in the last level"; // MQTT 3.1.1 [MQTT-4.7.1-2]
            }
            if (level.indexOf('+') >= 0 && level.length() > 1) {
                return "filter '" + text + "': + stands alone in its level"; // MQTT 3.1.1 [MQTT-4.7.1-3]
            }
        }
        return null;
    }

    /** Whether a message published to this topic is meant. */
    public boolean matches(TopicName topic) {
        String name = topic.toString();
        if (name.startsWith("$") && (levels[0].equals("+") || levels[0].equals("#"))) {
            return false; // MQTT 3.1.1 [MQTT-4.7.2-1]
        }
        return covers(name.split("/", -1));
    }

    /**
     * Whether every topic that the other filter means is meant by this one. A permission for {@code one/+} does not
     * cover a subscription to {@code one/#}.
     */
    public boolean covers(TopicFilter other) {
        boolean wild = levels[0].equals("+") || levels[0].equals("#");
        return !(wild && other.text.startsWith("$")) && covers(other.levels);
    }

    private boolean covers(String[] other) {
        for (int i = 0; i < levels.length; i++) {
            if (levels[i].equals("#")) {
                return true; // also the parent level: a/# means a, MQTT 3.1.1 §4.7.1.2
            }
            if (i >= other.length || other[i].equals("#")) {
                return false;
            }
            if (!levels[i].equals("+") && !levels[i].equals(other[i])) {
                return false;
            }
        }
        return other.length == levels.length;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof TopicFilter other && other.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
