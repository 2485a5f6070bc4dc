package io.tidegate.hub;

import io.tidegate.mqtt.TopicFilter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Who opens an in-process session and what it may. Immutable. */
@ProviderType
public final class SessionSpec {
    private final String name;
    private final String clientId;
    private final String username;
    private final List<TopicFilter> publish;
    private final List<TopicFilter> subscribe;
    private final boolean unrestricted;

    private SessionSpec(Builder b) {
        this.name = b.name;
        this.clientId = b.clientId;
        this.username = b.username;
        this.publish = List.copyOf(b.publish);
        this.subscribe = List.copyOf(b.subscribe);
        this.unrestricted = b.unrestricted;
    }

    /** @param name in its own name space, such as {@code rule/localfunc-1} */
    public static Builder of(String name) {
        return new Builder(name);
    }

    public String name() {
        return name;
    }

    /** A client identifier that no connection may use while this session exists. */
    public Optional<String> clientId() {
        return Optional.ofNullable(clientId);
    }

    /** The principal whose permissions count, asked of the Authorizer; empty: {@link #publish()} and {@link #subscribe()} do. */
    public Optional<String> username() {
        return Optional.ofNullable(username);
    }

    public List<TopicFilter> publish() {
        return publish;
    }

    public List<TopicFilter> subscribe() {
        return subscribe;
    }

    /** Whether it needs no permission at all (topic to topic routes). */
    public boolean unrestricted() {
        return unrestricted;
    }

    /** Builds a {@link SessionSpec}; without further calls it may do nothing. */
    @ProviderType
    public static final class Builder {
        private final String name;
        private String clientId;
        private String username;
        private List<TopicFilter> publish = List.of();
        private List<TopicFilter> subscribe = List.of();
        private boolean unrestricted;

        private Builder(String name) {
            this.name = Objects.requireNonNull(name);
        }

        public Builder clientId(String clientId) {
            this.clientId = clientId;
            return this;
        }

        public Builder username(String username) {
            this.username = username;
            return this;
        }

        public Builder permissions(List<TopicFilter> publish, List<TopicFilter> subscribe) {
            this.publish = publish;
            this.subscribe = subscribe;
            return this;
        }

        public Builder unrestricted() {
            this.unrestricted = true;
            return this;
        }

        public SessionSpec build() {
            return new SessionSpec(this);
        }
    }
}
