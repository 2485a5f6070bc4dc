package io.tidegate.mqtt;

import java.util.List;
import java.util.Objects;

/** An application message outside the hot path. Immutable; the payload is not copied and not to be changed. */
public final class Message {
    private final TopicName topic;
    private final byte[] payload;
    private final QoS qos;
    private final boolean retain;
    private final List<UserProperty> userProperties;

    private Message(Builder b) {
        this.topic = b.topic;
        this.payload = b.payload;
        this.qos = b.qos;
        this.retain = b.retain;
        this.userProperties = b.userProperties;
    }

    public static Builder to(TopicName topic) {
        return new Builder(topic);
    }

    /** @throws IllegalArgumentException when the text is no Topic Name */
    public static Builder to(String topic) {
        return new Builder(TopicName.of(topic));
    }

    public TopicName topic() {
        return topic;
    }

    public byte[] payload() {
        return payload;
    }

    public QoS qos() {
        return qos;
    }

    public boolean retain() {
        return retain;
    }

    /** In order; never null. */
    public List<UserProperty> userProperties() {
        return userProperties;
    }

    /** Builds a {@link Message}; default: empty payload, QoS 0, not retained. */
    public static final class Builder {
        private final TopicName topic;
        private byte[] payload = new byte[0];
        private QoS qos = QoS.AT_MOST_ONCE;
        private boolean retain;
        private List<UserProperty> userProperties = List.of();

        private Builder(TopicName topic) {
            this.topic = Objects.requireNonNull(topic);
        }

        public Builder payload(byte[] payload) {
            this.payload = Objects.requireNonNull(payload);
            return this;
        }

        public Builder qos(QoS qos) {
            this.qos = Objects.requireNonNull(qos);
            return this;
        }

        public Builder retain(boolean retain) {
            this.retain = retain;
            return this;
        }

        public Builder userProperties(List<UserProperty> userProperties) {
            this.userProperties = List.copyOf(userProperties);
            return this;
        }

        public Message build() {
            return new Message(this);
        }
    }
}
