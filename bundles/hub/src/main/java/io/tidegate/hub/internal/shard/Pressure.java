package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Session;

/**
 * How much of the heap receivers that do not keep up may hold on one loop: unread bytes per connection, less each the
 * more such connections there are, and what waits in memory for sessions without a queue. Owned by its loop.
 */
final class Pressure {
    /** Up to here a connection is not looked at. */
    static final int UNNOTICED_BYTES = 64 << 10;
    private static final int MOST_BYTES = 1 << 20;
    /** What all slow connections of this loop may hold unread together, beyond what is unnoticed. */
    private static final int ALL_BYTES = 16 << 20;
    /** What may wait in memory on this loop for all sessions without a queue. */
    private static final long ALL_WAITING_BYTES = 24 << 20;

    private int slow;
    private int limit = MOST_BYTES;
    private long waiting;

    /** Whether a connection with this much unread gets nothing more for now. */
    boolean isOver(Session s, int backlog) {
        if (backlog <= UNNOTICED_BYTES) {
            return false;
        }
        if (!s.slow) {
            s.slow = true;
            slow(1);
        }
        return backlog > limit;
    }

    /** Its backlog is small again, or it is gone. */
    void relieved(Session s) {
        if (s.slow) {
            s.slow = false;
            slow(-1);
        }
    }

    private void slow(int more) {
        slow += more;
        limit = Math.max(UNNOTICED_BYTES, Math.min(MOST_BYTES, ALL_BYTES / Math.max(1, slow)));
    }

    /** This many more bytes wait; whether that is still within what may. */
    boolean held(long bytes) {
        waiting += bytes;
        return waiting <= ALL_WAITING_BYTES;
    }

    void freed(long bytes) {
        waiting -= bytes;
    }
}
