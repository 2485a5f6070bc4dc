package io.tidegate.rule.internal.config;

import io.tidegate.config.InstanceName;
import io.tidegate.hub.SessionSpec;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.mqtt.TopicName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An acceptable configuration of {@code io.tidegate.rule~CLIENTID}. Immutable.
 *
 * @param clientId    the client identifier that users see; names the session and is reserved at the hub
 * @param filter      what the rule subscribes to
 * @param filterQos   the highest QoS at which it wants messages
 * @param function    name of the function that is called
 * @param publish     where results go; empty: nowhere
 * @param publishQos  highest QoS of results
 * @param retryMax    attempts in all, the first included, where the worker died or timed out
 * @param onError     what becomes of a message that has no result
 * @param username    the principal whose permissions count; empty: its own filter and topic are allowed, nothing else
 * @param loop        whether its publish topic matches its own filter, and that was allowed
 * @param inflightMax deliveries asked from the hub at a time
 */
public record RuleSettings(String clientId, TopicFilter filter, QoS filterQos, String function,
        Optional<TopicName> publish, QoS publishQos, int retryMax, OnError onError, Optional<String> username,
        boolean loop, int inflightMax) {
    /** Factory PID. */
    public static final String PID = "io.tidegate.rule";
    /** Key in which a front end says that this rule must not run, and why. */
    public static final String FAILED = "failed";
    /** What the names of rules' hub sessions begin with. */
    public static final String SESSION_PREFIX = "rule/";
    private static final int RETRY_MAX = 3;
    private static final int INFLIGHT_MAX = 64;

    /** What becomes of a message that has no result. */
    public enum OnError {
        /** The error as JSON goes to the publish topic. */
        PUBLISH,
        /** The message is kept as a dead letter. */
        DEADLETTER
    }

    /** @throws Unacceptable naming key, value and what is allowed */
    public static RuleSettings parse(String pid, Map<String, ?> properties) {
        Values values = new Values(properties);
        Optional<TopicName> publish = values.text("publish.topic").map(t -> values.topic("publish.topic"));
        RuleSettings settings = new RuleSettings(clientId(pid, properties), values.filter("subscribe.topic"),
                values.qos("subscribe.qos"), values.required("function"), publish, values.qos("publish.qos"),
                values.number("retry.max", RETRY_MAX, 1, 1000),
                values.isSecond("onerror", "deadletter", "publish") ? OnError.PUBLISH : OnError.DEADLETTER,
                values.text("username"), false, values.number("inflight.max", INFLIGHT_MAX, 1, 65_535));
        return settings.checkLoop(values.isSecond("loop", "refused", "allowed"));
    }

    /** The client identifier as configured, else the NAME of the PID; also of a configuration that is not acceptable. */
    public static String clientId(String pid, Map<String, ?> properties) {
        return new Values(properties).text("clientid").orElseGet(() -> InstanceName.of(pid, properties));
    }

    /** The hub session of the rule that has this client identifier. */
    public static String sessionName(String clientId) {
        return SESSION_PREFIX + clientId;
    }

    /** Who opens the session and what it may. */
    public SessionSpec session() {
        SessionSpec.Builder spec = SessionSpec.of(sessionName(clientId)).clientId(clientId);
        if (username.isPresent()) {
            return spec.username(username.get()).build();
        }
        List<TopicFilter> mayPublish = publish.map(t -> List.of(TopicFilter.of(t.toString()))).orElse(List.of());
        return spec.permissions(mayPublish, List.of(filter)).build();
    }

    /** Whether the session of this can go on for the other: same name and same permissions, and not less credit. */
    public boolean sharesSessionWith(RuleSettings other) {
        boolean samePermissions = username.equals(other.username)
                && (username.isPresent() || filter.equals(other.filter) && publish.equals(other.publish));
        return clientId.equals(other.clientId) && samePermissions && other.inflightMax >= inflightMax;
    }

    private RuleSettings checkLoop(boolean allowed) {
        boolean loops = publish.isPresent() && filter.matches(publish.get());
        if (loops && !allowed) {
            throw new Unacceptable("publish.topic", "publish.topic = " + publish.get() + " matches the rule's own"
                    + " subscribe.topic = " + filter + ": its results would come back to it; choose another topic, or loop = allowed");
        }
        return new RuleSettings(clientId, filter, filterQos, function, publish, publishQos, retryMax, onError,
                username, loops, inflightMax);
    }
}
