package io.tidegate.rule.internal.config;

import io.tidegate.config.InstanceName;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import java.util.Map;
import java.util.Optional;

/**
 * An acceptable configuration of {@code io.tidegate.route~NAME}. Immutable.
 *
 * @param name      the route's name
 * @param source    which messages are taken
 * @param sourceQos highest QoS at which they are taken
 * @param target    where they are published again
 * @param targetQos at which QoS, unless they came at QoS 0
 */
public record RouteSettings(String name, TopicFilter source, QoS sourceQos, TopicName target, QoS targetQos) {
    /** Factory PID. */
    public static final String PID = "io.tidegate.route";
    /** The one hub session of all routes. */
    public static final String SESSION = "route/engine";

    /** @throws Unacceptable naming key, value and what is allowed */
    public static RouteSettings parse(String pid, Map<String, ?> properties) {
        Values values = new Values(properties);
        return new RouteSettings(name(pid, properties), values.filter("source.topic"), values.qos("source.qos"),
                values.topic("target.topic"), values.qos("target.qos"));
    }

    /** The name as configured, else the NAME of the PID; also of a configuration that is not acceptable. */
    public static String name(String pid, Map<String, ?> properties) {
        return new Values(properties).text("name").orElseGet(() -> InstanceName.of(pid, properties));
    }

    /** At which QoS a message that was published at this one goes on: 0 stays 0, and a source of QoS 0 makes it 0. */
    public Optional<QoS> effective(TopicName topic, QoS delivered) {
        if (!source.matches(topic)) {
            return Optional.empty();
        }
        boolean atMostOnce = delivered == QoS.AT_MOST_ONCE || sourceQos == QoS.AT_MOST_ONCE;
        return Optional.of(atMostOnce ? QoS.AT_MOST_ONCE : targetQos);
    }

    /** Whether what this publishes is taken by the other. */
    public boolean feeds(RouteSettings other) {
        return other.source.matches(target);
    }

    public boolean sameWay(RouteSettings other) {
        return source.equals(other.source) && target.equals(other.target);
    }
}
