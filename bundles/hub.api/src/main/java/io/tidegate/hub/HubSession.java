package io.tidegate.hub;

import io.tidegate.mqtt.Message;
import io.tidegate.mqtt.ReasonCode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** A client without a socket. Every method may be called from any thread; stages complete on the session's loop. */
@ProviderType
public interface HubSession {
    /**
     * Makes this the session's whole set of subscriptions: what is not named, or not granted, is unsubscribed. Where none at all is
     * granted, or nobody can say of one, nothing changes: what it had it keeps.
     *
     * @return one reason code per subscription in iteration order of the set, once the change is stored: granted QoS,
     *         {@link ReasonCode#NOT_AUTHORIZED}, {@link ReasonCode#TOPIC_FILTER_INVALID}, or {@link ReasonCode#SERVER_UNAVAILABLE}
     *         while nobody can say
     */
    CompletionStage<List<ReasonCode>> subscribe(Set<Subscription> all);

    /**
     * Publishes. Completes when the hub owns the message: QoS 0 routed, QoS 1 and 2 stored.
     * Refusals are results, not exceptions. A full store refuses it where it refuses a client's message: the room that is left is for
     * those who finish something, by {@link Delivery#acknowledge}.
     */
    CompletionStage<PublishResult> publish(Message message);

    /** Adds credit for n more deliveries; 0 at start. Credit comes back only by an outcome of a {@link Delivery}. */
    void request(int n);

    /** How many messages wait in it beyond those that are lent. A snapshot; 0 once it is closed. */
    long waiting();

    /** Leaves: session, queue and subscriptions stay, and every delivery of this session becomes stale. Idempotent. */
    void close();
}
