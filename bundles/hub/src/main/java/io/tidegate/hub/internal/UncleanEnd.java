package io.tidegate.hub.internal;

import io.tidegate.hub.internal.inprocess.LocalSession;
import io.tidegate.hub.internal.shard.Maps;
import io.tidegate.hub.internal.shard.RunningTime;
import io.tidegate.store.Batch;
import io.tidegate.store.Page;
import io.tidegate.store.Store;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the next hub on the same store whether this one got to its end. After one that did not, what may have been in
 * flight counts as attempted once more: a message that ends the process does not do so for ever. That is the oldest
 * entries of each in-process session, as many as it was allowed to have lent at once.
 */
final class UncleanEnd {
    private static final Logger LOG = LoggerFactory.getLogger(UncleanEnd.class);
    private static final int PAGE_ENTRIES = 256;
    private static final int PAGE_BYTES = 1 << 20;
    private static final long LIMIT_SECONDS = 10;

    private final Store store;

    UncleanEnd(Store store) {
        this.store = store;
    }

    /**
     * Begins: in one batch the marks that the hub before left to do, and the word that a hub runs. Waits for the disk,
     * at most 10 s; what fails is said and changes nothing.
     */
    void begin(boolean unclean, Collection<LocalSession> sessions) {
        Batch batch = new Batch(1 << 10);
        try {
            int marked = 0;
            if (unclean) {
                for (LocalSession s : sessions) {
                    marked += mark(batch, s);
                }
            } else {
                batch.put(Maps.STATE, Maps.RUNNING, new byte[0]);
            }
            CompletableFuture<Batch> done = new CompletableFuture<>();
            store.submit(batch, done::complete);
            Batch committed = done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (committed.failure() != null) {
                throw committed.failure();
            }
            if (unclean) {
                LOG.info("event=unclean-end deliveries={} then=\"each counts as attempted once more\"", marked);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException | RuntimeException e) {
            LOG.error("event=unclean-end-unmarked then=\"what was in flight keeps its number of attempts\"", e);
        }
    }

    private int mark(Batch batch, LocalSession s) throws InterruptedException, java.util.concurrent.ExecutionException, TimeoutException {
        int left = s.queue() == 0 ? 0 : s.mostLent();
        int marked = 0;
        for (long from = 1; left > 0;) {
            CompletableFuture<Page> answer = new CompletableFuture<>();
            store.read(s.queue(), from, Math.min(left, PAGE_ENTRIES), PAGE_BYTES, answer::complete);
            Page page = answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (page.failure() != null) {
                throw page.failure();
            }
            for (int i = 0; i < page.count(); i++) {
                batch.mark(s.queue(), page.sequence(i), page.mark(i) + 1);
            }
            marked += page.count();
            left -= page.count();
            if (page.atEnd()) {
                break;
            }
            from = page.next();
        }
        return marked;
    }

    /** The end: nothing is in flight any more. Does not wait; a store that is closed afterwards commits it first. */
    void end(RunningTime time) {
        Batch batch = new Batch(64);
        batch.delete(Maps.STATE, Maps.RUNNING, 0, Maps.RUNNING.length);
        time.store(batch);
        store.submit(batch, done -> {
            if (done.failure() != null) {
                LOG.warn("event=end-not-stored reason=\"{}\" then=\"what was in flight counts as attempted\"", done.failure().getMessage());
            }
        });
    }
}
