package io.tidegate.hub;

import io.tidegate.mqtt.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One message lent to an in-process session until it has an outcome. The first outcome counts; every later call, and
 * any call after the session was closed or opened anew, answers STALE and changes nothing. Any thread.
 */
@ProviderType
public interface Delivery {
    /** The same for every redelivery of this message to this session, also after a restart; not the packet identifier. */
    String id();

    /** 1 the first time; counted in the store, so also across restarts. QoS 0: always 1. */
    int attempt();

    /** Whether this message may have been delivered to this session before. */
    boolean redelivered();

    /** A number for the message within its session, 1 to 65535; 0 at QoS 0. */
    int packetId();

    Message message();

    /**
     * One store batch: input gone and outputs matched and appended; none of it, or all. An output has come through one
     * rule or route more than its input; past 16 of them it is refused, see {@link Outcome#isLoop()}.
     *
     * @param outputs zero or more; published with the session's permissions
     */
    CompletionStage<Outcome> acknowledge(List<Message> outputs);

    /** One store batch: input gone and kept as a dead letter of this session. Needs no permission. */
    CompletionStage<Outcome> setAside(Reason why);

    /** Gives it back to be delivered again, with attempt + 1 kept in the store, not before the delay is over. Keeps its credit. */
    void retry(Duration after);
}
