package io.tidegate.hub.internal.shard;

import java.util.regex.Pattern;

/**
 * The hub's limits, parsed and in range; replaced as a whole.
 *
 * @param topicLevels     most {@code /} in a topic or filter
 * @param topicBytes      longest topic or filter in bytes of UTF-8
 * @param dollarTopics    whether clients may use topics that start with {@code $} (never {@code $SYS} for publishing)
 * @param clientId        what a client identifier must match; null: anything
 * @param messageBytes    largest encoded PUBLISH that an in-process session may publish
 * @param inflight        window towards a 3.1.1 client
 * @param waitingBytes    most bytes that wait in memory for one session without a queue
 * @param retainedBytes   what all retained messages may take of the heap
 * @param messageAgeSeconds how long a message may wait in a queue; 0: for ever
 */
public record HubSettings(int topicLevels, int topicBytes, boolean dollarTopics, Pattern clientId, int messageBytes,
        int inflight, int waitingBytes, long retainedBytes, long messageAgeSeconds) {
    /** What a native configuration gets without a key of its own. */
    public static final HubSettings DEFAULT = new HubSettings(128, 65_535, true, null, 16 << 20, 1024, 8 << 20,
            Runtime.getRuntime().maxMemory() / 8, 0);

    /** The same with another limit of retained messages. */
    public HubSettings withRetainedBytes(long bytes) {
        return new HubSettings(topicLevels, topicBytes, dollarTopics, clientId, messageBytes, inflight, waitingBytes, bytes, messageAgeSeconds);
    }

    /** For the log, by the keys of the configuration. */
    public String asKeys() {
        return "topic.levels.max=" + topicLevels + " topic.length.max=" + topicBytes + " topic.dollar="
                + (dollarTopics ? "allowed" : "refused") + " clientid.pattern=" + (clientId == null ? "" : clientId)
                + " message.length.max=" + messageBytes + " inflight.max=" + inflight + " waiting.bytes.max="
                + waitingBytes + " retained.bytes.max=" + retainedBytes + " message.age.max=" + messageAgeSeconds + "s";
    }

    /** What is wrong with a Topic Name from a client; null when nothing is. */
    public String topicProblem(String topic) {
        String problem = io.tidegate.mqtt.TopicName.problem(topic);
        return problem != null ? problem : limitProblem("topic", topic);
    }

    /** What is wrong with a Topic Filter from a client; null when nothing is. */
    public String filterProblem(String filter) {
        String problem = io.tidegate.mqtt.TopicFilter.problem(filter);
        return problem != null ? problem : limitProblem("filter", filter);
    }

    private String limitProblem(String what, String text) {
        long levels = text.chars().filter(c -> c == '/').count();
        if (levels > topicLevels) {
            return what + " has " + levels + " separators: at most " + topicLevels + " are allowed (topic.levels.max)";
        }
        int bytes = text.length() > topicBytes / 4 ? text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length : 0;
        if (bytes > topicBytes) {
            return what + " has " + bytes + " bytes: at most " + topicBytes + " are allowed (topic.length.max)";
        }
        boolean refused = text.startsWith("$") && (!dollarTopics || what.equals("topic") && text.startsWith("$SYS"));
        return refused ? what + " '" + text + "' starts with $: not for clients" : null;
    }
}
