package io.tidegate.shell.internal.ready;

import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import java.util.List;

/**
 * What ConfigAdmin holds, as far as readiness and the summary need it. A snapshot.
 *
 * @param listenerPids full PIDs of all listeners
 * @param rules        in the order of their PIDs
 * @param principals   in the order of their PIDs
 */
record Configured(List<String> listenerPids, List<Rule> rules, List<Principal> principals) {
    /**
     * @param subscribe Topic Filter
     * @param publish   Topic Name; empty when it publishes nothing
     */
    record Rule(String name, String subscribe, String publish) {
    }

    /**
     * @param username as clients send it
     * @param source   {@code FILE:LINE} where its password stands, or the file of {@code etc/}; empty when unknown
     * @param pub      Topic Filters that it may publish to, as written
     * @param sub      Topic Filters that it may subscribe to, as written
     */
    record Principal(String username, String source, List<String> pub, List<String> sub) {
        boolean mayPublish(String topic) {
            return pub.stream().anyMatch(f -> TopicFilter.problem(f) == null && TopicName.problem(topic) == null
                    && TopicFilter.of(f).matches(TopicName.of(topic)));
        }

        boolean maySubscribe(String filter) {
            return sub.stream().anyMatch(f -> TopicFilter.problem(f) == null && TopicFilter.problem(filter) == null
                    && TopicFilter.of(f).covers(TopicFilter.of(filter)));
        }
    }
}
