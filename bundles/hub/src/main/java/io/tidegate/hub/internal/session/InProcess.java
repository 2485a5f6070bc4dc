package io.tidegate.hub.internal.session;

import io.tidegate.hub.internal.routing.Subscriber;

/** A session without a socket, as delivery sees it. Called on its loop only but for {@link #told}. */
public abstract class InProcess extends Subscriber {
    protected InProcess(String name, int shard) {
        super(name, shard);
    }

    /** A QoS 0 message, delivered now or kept in memory, bounded. The bytes are the caller's: copies. */
    public abstract void direct(byte[] a, int topic, int topicLength, int payload, int payloadLength, int hops);

    /** A committed entry of its queue. The bytes are the caller's. */
    public abstract void offer(long sequence, int qos, byte[] entry, int offset, int length);

    /** It has one more entry, below this, that is not offered with its bytes. Any thread, also while it has no loop. */
    public abstract void told(long end);

    /** Old entries are about to be removed: nothing is read until {@link #endExpiry}; false when one is being read. */
    public abstract boolean beginExpiry();

    /** Whether an entry is lent, or its outcome on its way to the store. */
    public abstract boolean isLent(long sequence);

    /** So many of its entries were removed. */
    public abstract void endExpiry(int removed);
}
