package io.tidegate.hub;

import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.TopicFilter;
import java.util.Objects;

/** A Topic Filter and the highest QoS at which its messages are wanted. */
public record Subscription(TopicFilter filter, QoS qos) {
    public Subscription {
        Objects.requireNonNull(filter);
        Objects.requireNonNull(qos);
    }
}
