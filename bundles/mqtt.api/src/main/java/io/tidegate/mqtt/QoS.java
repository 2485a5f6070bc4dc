package io.tidegate.mqtt;

/** Quality of Service, MQTT 3.1.1 §4.3. Hot paths carry the number; interfaces for people carry this. */
public enum QoS {
    AT_MOST_ONCE, AT_LEAST_ONCE, EXACTLY_ONCE;

    /** The number on the wire, 0 to 2. */
    public int value() {
        return ordinal();
    }

    /** @throws IllegalArgumentException when not 0, 1 or 2 */
    public static QoS of(int value) {
        return switch (value) {
            case 0 -> AT_MOST_ONCE;
            case 1 -> AT_LEAST_ONCE;
            case 2 -> EXACTLY_ONCE;
            default -> throw new IllegalArgumentException("qos " + value + ": allowed are 0, 1 and 2");
        };
    }
}
