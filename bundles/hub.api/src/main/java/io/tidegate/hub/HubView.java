package io.tidegate.hub;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** What the hub shows of itself: snapshots for people, gathered loop by loop. Stages complete on a loop. */
@ProviderType
public interface HubView {
    /** Every session, connected or not, in-process ones included. */
    CompletionStage<List<Client>> clients();

    /** Every subscription. */
    CompletionStage<List<Subscribed>> subscriptions();

    /**
     * One session.
     *
     * @param clientId  client identifier, or name of an in-process session
     * @param username  the principal; empty when it has none
     * @param state     CONNECTED, AWAY (kept session without a connection), OPEN, RESTING or ORPHANED (in-process)
     * @param since     when it entered that state
     * @param address   the peer's address; {@code in-process} for one without socket
     * @param protocol  {@code MQTT 3.1.1} …; empty when it has no connection
     * @param kept      whether it outlives its connection
     * @param keepAliveSeconds 0: none
     * @param subscriptions how many
     * @param inflight  messages sent and not yet acknowledged
     * @param waiting   messages in its queue beyond those
     * @param dropped   QoS 0 messages that it did not get because it was too slow or away
     * @param reason    why it is AWAY, RESTING, ORPHANED or not well; may be empty
     */
    @ProviderType
    record Client(String clientId, String username, String state, Instant since, String address, String protocol,
            boolean kept, int keepAliveSeconds, int subscriptions, int inflight, long waiting, long dropped,
            String reason) {
    }

    /**
     * One subscription.
     *
     * @param clientId whose
     * @param filter   Topic Filter
     * @param qos      granted, 0 to 2
     */
    @ProviderType
    record Subscribed(String clientId, String filter, int qos) {
    }
}
