package io.tidegate.hub.internal.session;

import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import java.util.Map;

/** One session's subscriptions, Topic Filter to QoS. */
public final class Subscriptions {
    private Subscriptions() {
    }

    /**
     * The highest QoS of those that match. What was matched before an unsubscribe is still owed as it was published:
     * 2 when none matches.
     */
    public static int qos(Map<String, Integer> subscriptions, String topic) {
        int most = granted(subscriptions, topic);
        return most < 0 ? 2 : most;
    }

    /** The highest QoS of those that match; −1 when none does. */
    public static int granted(Map<String, Integer> subscriptions, String topic) {
        int most = -1;
        TopicName name = TopicName.of(topic);
        for (Map.Entry<String, Integer> e : subscriptions.entrySet()) {
            if (e.getValue() > most && TopicFilter.of(e.getKey()).matches(name)) {
                most = e.getValue();
            }
        }
        return most;
    }
}
