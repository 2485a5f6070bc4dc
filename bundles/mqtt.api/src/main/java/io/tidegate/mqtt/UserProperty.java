package io.tidegate.mqtt;

import java.util.Objects;

/** A name and a value that travel with a message, MQTT 5 §3.3.2.3.7. The same name may occur more than once. */
public record UserProperty(String name, String value) {
    public UserProperty {
        Objects.requireNonNull(name);
        Objects.requireNonNull(value);
    }
}
