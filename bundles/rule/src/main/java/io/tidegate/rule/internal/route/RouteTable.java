package io.tidegate.rule.internal.route;

import io.tidegate.hub.Subscription;
import io.tidegate.mqtt.Message;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import io.tidegate.rule.internal.config.RouteSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The routes that run, as one immutable table: what to subscribe to, and what a message becomes. */
final class RouteTable {
    private final List<RouteSettings> routes;

    RouteTable(Collection<RouteSettings> routes) {
        this.routes = List.copyOf(routes);
    }

    boolean isEmpty() {
        return routes.isEmpty();
    }

    /** Every source once, at the highest QoS that a route wants. */
    Set<Subscription> subscriptions() {
        Map<TopicFilter, QoS> highest = new LinkedHashMap<>();
        routes.forEach(r -> highest.merge(r.source(), r.sourceQos(), RouteTable::higher));
        Set<Subscription> all = new LinkedHashSet<>();
        highest.forEach((filter, qos) -> all.add(new Subscription(filter, qos)));
        return all;
    }

    /** Each target once, at the highest QoS of the routes that lead to it; payload unchanged, never retained. */
    List<Message> outputs(Message input) {
        Map<TopicName, QoS> targets = new LinkedHashMap<>();
        for (RouteSettings route : routes) {
            route.effective(input.topic(), input.qos()).ifPresent(qos -> targets.merge(route.target(), qos, RouteTable::higher));
        }
        List<Message> outputs = new ArrayList<>();
        targets.forEach((topic, qos) -> outputs.add(Message.to(topic).qos(qos).payload(input.payload()).build()));
        return outputs;
    }

    private static QoS higher(QoS a, QoS b) {
        return a.value() >= b.value() ? a : b;
    }
}
