package io.tidegate.function;

import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/** One call: the input message and what a handler is told about it. Immutable; the payload is not copied and not to be changed. */
@ProviderType
public final class Invocation {
    private final String id;
    private final int attempt;
    private final boolean redelivered;
    private final int qos;
    private final String topic;
    private final int messageId;
    private final long timestampSeconds;
    private final byte[] payload;

    private Invocation(Builder b) {
        this.id = Objects.requireNonNull(b.id, "id");
        this.attempt = b.attempt;
        this.redelivered = b.redelivered || b.attempt > 1;
        this.qos = b.qos;
        this.topic = Objects.requireNonNull(b.topic, "topic");
        this.messageId = b.messageId;
        this.timestampSeconds = b.timestampSeconds;
        this.payload = Objects.requireNonNull(b.payload, "payload");
    }

    /** @param id stable across redeliveries of the same input, also after a restart; what a handler uses to recognise a repetition */
    public static Builder of(String id) {
        return new Builder(id);
    }

    public String id() {
        return id;
    }

    /** 1 for the first time this input is tried, counted across restarts. */
    public int attempt() {
        return attempt;
    }

    /** Whether this input may have been tried before, also where that cost no attempt: then a handler may see it again. */
    public boolean redelivered() {
        return redelivered;
    }

    /** Quality of service of the input message, 0 to 2. */
    public int qos() {
        return qos;
    }

    public String topic() {
        return topic;
    }

    /** A number for the input within its rule (the model's packet id); 0 for a QoS 0 message. */
    public int messageId() {
        return messageId;
    }

    /** When the input was taken, seconds since 1970. */
    public long timestampSeconds() {
        return timestampSeconds;
    }

    public byte[] payload() {
        return payload;
    }

    /** Builds an {@link Invocation}. */
    @ProviderType
    public static final class Builder {
        private final String id;
        private int attempt = 1;
        private boolean redelivered;
        private int qos;
        private String topic = "";
        private int messageId;
        private long timestampSeconds;
        private byte[] payload = new byte[0];

        private Builder(String id) {
            this.id = id;
        }

        public Builder attempt(int attempt) {
            this.attempt = attempt;
            return this;
        }

        /** Not needed where {@link #attempt} says so already. */
        public Builder redelivered(boolean redelivered) {
            this.redelivered = redelivered;
            return this;
        }

        public Builder qos(int qos) {
            this.qos = qos;
            return this;
        }

        public Builder topic(String topic) {
            this.topic = topic;
            return this;
        }

        public Builder messageId(int messageId) {
            this.messageId = messageId;
            return this;
        }

        public Builder timestampSeconds(long timestampSeconds) {
            this.timestampSeconds = timestampSeconds;
            return this;
        }

        public Builder payload(byte[] payload) {
            this.payload = payload;
            return this;
        }

        public Invocation build() {
            return new Invocation(this);
        }
    }
}
