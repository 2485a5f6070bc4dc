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
     * The oldest letters, whole. Ends before its messages have more than 8 MiB, but never before the first.
     *
     * @param session name of the session, as in {@code rule/localfunc-1}; empty: of all
     * @param max     most letters to return, oldest first
     */
    CompletionStage<List<DeadLetter>> list(String session, int max);

    /**
     * Some of the letters without their payloads: by name of the session, and in each in the order in which they were set
     * aside. Asked again {@code after} the last one of a page it goes through all, however many and however large they are.
     *
     * @param session name of the session; empty: of all
     * @param after   id of the letter behind which the page begins, which need not be there any more; empty: with the first
     * @param max     most letters of the page, 1 or more; it has fewer where more than 4 MiB would have to be read, never none
     * @throws IllegalArgumentException when {@code after} is no id, or {@code max} is below 1
     */
    CompletionStage<SummaryPage> page(String session, String after, int max);

    /** Names of the sessions that have letters, sorted. */
    CompletionStage<List<String>> sessionNames();

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
     * Removes all of these in one transaction; when it fails, none. Ids that name no letter, or one that somebody else is
     * removing, are passed over. Reads one letter after another: meant for the ids of a {@link #page}.
     *
     * @return how many it removed
     */
    CompletionStage<Integer> purge(List<String> ids);

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

    /**
     * What a list shows of a letter. A snapshot.
     *
     * @param id           how commands name it
     * @param session      whose it was
     * @param since        when it was set aside
     * @param why          the reason given
     * @param attempts     how often it had been delivered
     * @param topic        Topic Name of the input
     * @param payloadBytes length of the input's payload
     */
    @ProviderType
    record Summary(String id, String session, Instant since, Reason why, int attempts, String topic, int payloadBytes) {
    }

    /**
     * Some of the letters.
     *
     * @param letters none only where there is none behind the page's beginning
     * @param isLast  whether there was none behind these
     */
    @ProviderType
    record SummaryPage(List<Summary> letters, boolean isLast) {
        public SummaryPage {
            letters = List.copyOf(letters);
        }
    }
}
