package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.store.Page;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An in-process session's cursor over its queue in the store: what comes next from the commit's own bytes where it
 * can, read from the store where it cannot. Owned by the session's loop.
 */
final class LocalQueue {
    private static final int PAGE_ENTRIES = 256;
    private static final int PAGE_BYTES = 256 << 10;
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(LocalQueue.class);

    private long cursor = 1;
    private long end = 1;
    private Page page;
    private int index;
    private boolean reading;
    private boolean held;
    private int epoch;

    /** An entry was committed; whether it is the next to deliver, so that its bytes can be used. */
    boolean offered(long sequence) {
        end = Math.max(end, sequence + 1);
        return page == null && !reading && cursor == sequence;
    }

    void delivered(long sequence) {
        cursor = sequence + 1;
    }

    /** There are entries below this. */
    void extend(long upTo) {
        end = Math.max(end, upTo);
    }

    /** Back to the oldest entry: whoever reads next gets everything that has no outcome yet. */
    void rewind() {
        cursor = 1;
        page = null;
        reading = false;
        epoch++;
    }

    /** Gives up what was read ahead and reads nothing until {@link #release}; false when a read is under way. */
    boolean hold() {
        if (reading || held) {
            return false;
        }
        page = null;
        held = true;
        return true;
    }

    void release() {
        held = false;
    }

    /** Whether {@link #page()} has an entry to deliver; starts a read when it has not but the queue has. */
    boolean ready(Shard shard, long queue, Runnable arrived) {
        if (page != null && index < page.count()) {
            return true;
        }
        if (page != null) {
            cursor = Math.max(cursor, page.next());
            page = null;
        }
        if (!reading && !held && cursor < end && queue != 0) {
            read(shard, queue, arrived);
        }
        return false;
    }

    private void read(Shard shard, long queue, Runnable arrived) {
        reading = true;
        int mine = epoch;
        long from = cursor;
        long upTo = end;
        // Behind what this turn has gathered: a page must not show an entry whose outcome is gathered and is answered before it arrives.
        shard.whenSubmitted(() -> shard.shared.store.read(queue, from, PAGE_ENTRIES, PAGE_BYTES, p -> shard.post(() -> {
            if (epoch != mine) {
                return;
            }
            if (p.failure() == null) {
                reading = false;
                take(p, upTo);
                arrived.run();
            } else {
                LOG.error("event=queue-unreadable queue={} from={} then=\"again in {} ms\"", queue, cursor, AGAIN.toMillis(), p.failure());
                shard.loop.schedule(AGAIN, () -> {
                    if (epoch == mine) {
                        reading = false;
                        arrived.run();
                    }
                });
            }
        })));
    }

    private void take(Page p, long upTo) {
        if (p.count() == 0) {
            cursor = Math.max(cursor, p.atEnd() ? upTo : p.next());
        } else {
            page = p;
            index = 0;
        }
    }

    /** The page with the entry to deliver now, at {@link #index()}. */
    Page page() {
        return page;
    }

    int index() {
        return index;
    }

    /** The entry at {@link #index()} was delivered. */
    void next() {
        cursor = page.sequence(index++) + 1;
    }
}
