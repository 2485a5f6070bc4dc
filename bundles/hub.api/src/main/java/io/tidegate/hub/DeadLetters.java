package io.tidegate.hub;

import io.tidegate.mqtt.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The messages that sessions have set aside. Any thread; stages complete on a thread of the hub or the store: hand over. */
@ProviderType
public interface DeadLetters {
    /**
     * @param session name of the session, as in {@code rule/localfunc-1}; empty: of all
     * @param max     most letters to return, oldest first
     */
    CompletionStage<List<DeadLetter>> list(String session, int max);

    /** @param id as {@link DeadLetter#id()} */
    CompletionStage<Optional<DeadLetter>> show(String id);

    /**
     * Publishes it to its session alone again and removes it; false when there is no such letter, and when there is no such
     * session or nobody configures it any more: then the letter stays. Not before there is a transport.
     */
    CompletionStage<Boolean> replay(String id);

    /** Removes it; false when there is no such letter. */
    CompletionStage<Boolean> purge(String id);

    /**
     * One message that was set aside. A snapshot.
     *
     * @param id         how commands name it
     * @param session    whose it was
     * @param since      when it was set aside
     * @param why        the reason given
     * @param attempts   how often it had been delivered
     * @param deliveryId the {@link Delivery#id()} it had
     * @param message    the input
     */
    @ProviderType
    record DeadLetter(String id, String session, Instant since, Reason why, int attempts, String deliveryId,
            Message message) {
    }
}
