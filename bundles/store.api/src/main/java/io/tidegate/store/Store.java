package io.tidegate.store;

import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The keeper: queues of entries, and maps. One {@link Batch} is one transaction, in force as a whole or not at all,
 * and what {@code done} was told of is as durable as the store's kind promises. An entry's bytes are opaque here.
 *
 * <p>A queue's entries carry sequence numbers 1, 2, 3 … given by the committing thread in the order of commit; an
 * entry lives until it is removed. Queue ids are the caller's and never used again.
 * What is asked of a queue that is not open is ignored: an append writes sequence number 0 for it, a read is an empty
 * page at its end. Opening what is open changes nothing.
 *
 * <p>Of the stores only the one that {@code kind} of {@code io.tidegate.store} names registers this service.
 */
@ProviderType
public interface Store {
    /** Names this content: the same for as long as what is stored survives. A store that forgets has a new one each time. */
    String identity();

    /**
     * Tells everything that is stored, before its caller's first {@link #submit}; an earlier user's batches, all
     * that were submitted until then, are in it. On the calling thread, which waits; never on the store's.
     *
     * @throws StoreException when what is stored cannot be read
     */
    void recover(Recovery to);

    /**
     * Commits. From any thread, never blocks. The batch is the store's until {@code done}, which runs on the
     * committing thread, in order of submission, and only enqueues and wakes. A batch whose {@link Batch#failure()}
     * is set then has changed nothing. Batches are still answered while the service is being unregistered; once the
     * store is closed, {@code done} may run on the calling thread, inside this call.
     */
    void submit(Batch batch, Consumer<Batch> done);

    /**
     * Reads entries that were committed and not removed, in order. From any thread, never blocks.
     *
     * @param from       first sequence number wanted
     * @param maxEntries 1 or more
     * @param maxBytes   the page ends before its entries are more than this; the first entry always fits
     * @param to         called on a thread of the store, only enqueues and wakes
     */
    void read(long queue, long from, int maxEntries, int maxBytes, Consumer<Page> to);

    /** How full it is. Any thread. */
    Usage usage();

    /** What {@link #recover} tells. */
    @ProviderType
    interface Recovery {
        /**
         * A queue that was opened and not dropped.
         *
         * @param next    the sequence number that the next entry will get
         * @param first   of the oldest entry that lives; {@code next} when there is none
         * @param waiting how many entries live
         */
        void queue(long queue, String name, long first, long next, long waiting);

        /** An entry of a map. The arrays are the callee's. */
        void put(int map, byte[] key, byte[] value);
    }

    /**
     * How full the store is.
     *
     * @param bytes   used
     * @param quota   allowed; {@link Claim} says who may use the last tenth
     * @param entries living entries, counted once per queue
     */
    @ProviderType
    record Usage(long bytes, long quota, long entries) {
    }
}
