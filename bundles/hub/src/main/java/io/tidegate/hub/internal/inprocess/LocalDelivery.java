package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.Reason;
import io.tidegate.hub.internal.session.Window;
import io.tidegate.mqtt.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One message lent to an in-process session. Immutable but for {@link #settling}, which the session's loop owns. */
final class LocalDelivery implements Delivery {
    private final LocalSession session;
    /** Sequence number in the queue; negative for QoS 0, which is in no queue. */
    final long sequence;
    private final int attempt;
    private final boolean redelivered;
    private final Message message;
    /** Through how many rules and routes the message has come. */
    final int hops;
    /** Whether an outcome is on its way to the store. */
    boolean settling;

    LocalDelivery(LocalSession session, long sequence, int attempt, boolean redelivered, Message message,
            int hops) {
        this.session = session;
        this.sequence = sequence;
        this.attempt = attempt;
        this.redelivered = redelivered;
        this.message = message;
        this.hops = hops;
    }

    /** The same message, one attempt later. */
    LocalDelivery again() {
        return new LocalDelivery(session, sequence, isStored() ? attempt + 1 : attempt, true, message, hops);
    }

    /** The same message and attempt, given out once more. */
    LocalDelivery sameAgain() {
        return new LocalDelivery(session, sequence, attempt, true, message, hops);
    }

    /** What of it counts for the heap. */
    long bytes() {
        return message.payload().length;
    }

    boolean isStored() {
        return sequence > 0;
    }

    @Override
    public String id() {
        return session.deliveryId(sequence);
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public boolean redelivered() {
        return redelivered;
    }

    @Override
    public int packetId() {
        return isStored() ? Window.identifier(sequence) : 0;
    }

    @Override
    public Message message() {
        return message;
    }

    @Override
    public CompletionStage<Outcome> acknowledge(List<Message> outputs) {
        return session.acknowledge(this, List.copyOf(outputs));
    }

    @Override
    public CompletionStage<Outcome> setAside(Reason why) {
        return session.setAside(this, why);
    }

    @Override
    public void retry(Duration after) {
        session.retry(this, after);
    }
}
