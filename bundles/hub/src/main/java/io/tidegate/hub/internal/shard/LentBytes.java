package io.tidegate.hub.internal.shard;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of all messages that in-process sessions have lent and that have no outcome yet: credit counts messages, and a few
 * large ones would fill the heap. Above the bound a session that has lent some lends no more until others came back; one that
 * has lent none lends one, so that none stands still for its neighbours. Any thread.
 */
public final class LentBytes {
    /** Of one hub. */
    public static final long MOST = 16L << 20;

    private final AtomicLong lent = new AtomicLong();
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

    /** @param again called once, on any thread, when a refusal may have become void; the same for the same session */
    public boolean mayLend(Runnable again) {
        if (lent.get() < MOST) {
            return true;
        }
        waiting.add(again);
        return lent.get() < MOST; // what came back before it waited told nobody
    }

    public void lent(long bytes) {
        lent.addAndGet(bytes);
    }

    public void back(long bytes) {
        if (lent.addAndGet(-bytes) < MOST && !waiting.isEmpty()) {
            for (Runnable again : waiting) {
                if (waiting.remove(again)) {
                    again.run();
                }
            }
        }
    }
}
