package io.tidegate.rule.internal;

import io.tidegate.function.Function;
import io.tidegate.function.Invocation;
import io.tidegate.hub.Delivery;
import io.tidegate.mqtt.Message;

/**
 * One delivery on its way through the function. Mutable fields belong to the {@link Pipeline} that made it and are
 * guarded by its lock.
 */
final class Handling {
    /** Order of arrival; waiting ones go on in this order. */
    final long sequence;
    final Delivery delivery;
    /** When it was taken, seconds since 1970. */
    final long takenAtSeconds;

    // guarded by the pipeline's lock
    /** Grows with each call, so that the answer to one that was given up is not taken for the answer to the next. */
    int call;
    /** Whom the running call was made to; null while there is none. */
    Function callee;
    /** Attempts made in memory, for QoS 0 has no store to count them. */
    int ownAttempts;
    /** The hub has lent the same message anew: nothing can come of this one. */
    boolean stale;

    Handling(long sequence, Delivery delivery, long takenAtSeconds) {
        this.sequence = sequence;
        this.delivery = delivery;
        this.takenAtSeconds = takenAtSeconds;
    }

    /** Attempts so far, the running one included. */
    int attempt() {
        return delivery.attempt() + ownAttempts;
    }

    Invocation invocation(int attempt) {
        Message message = delivery.message();
        return Invocation.of(delivery.id()).attempt(attempt).redelivered(delivery.redelivered() || call > 1).qos(message.qos().value())
                .topic(message.topic().toString()).messageId(delivery.packetId())
                .timestampSeconds(takenAtSeconds).payload(message.payload()).build();
    }
}
