package io.tidegate.mqtt;

import java.nio.charset.StandardCharsets;

/** A Topic Name, MQTT 3.1.1 §4.7: what a message is published to. */
public final class TopicName {
    /** Longest topic in bytes of UTF-8, MQTT 3.1.1 [MQTT-4.7.3-3]. */
    public static final int MAX_BYTES = 65_535;

    private final String text;

    private TopicName(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException saying what is wrong with the text */
    public static TopicName of(String text) {
        String problem = problem(text);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return new TopicName(text);
    }

    /** What is wrong with this text as a Topic Name, as a sentence; null when nothing is. */
    public static String problem(String text) {
        if (text.isEmpty()) {
            return "topic is empty: at least one character is needed"; // MQTT 3.1.1 [MQTT-4.7.3-1]
        }
        if (text.indexOf('\0') >= 0) {
            return "topic contains the NUL character"; // MQTT 3.1.1 [MQTT-4.7.3-2]
        }
        if (text.indexOf('+') >= 0 || text.indexOf('#') >= 0) {
            return "topic '" + text + "' contains a wildcard: + and # are for filters only"; // MQTT 3.1.1 [MQTT-3.3.2-2]
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return bytes > MAX_BYTES ? "topic has " + bytes + " bytes: at most " + MAX_BYTES + " are allowed" : null;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof TopicName other && other.text.equals(text);
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
