package io.tidegate.hub.internal.inprocess;

import io.tidegate.store.Page;
import io.tidegate.store.Store;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Goes through queues of dead letters, one after another and read by read, so that of all their bytes only those of one
 * read are held beside what the visitor keeps. Thread-safe; visitors are called on a thread of the store, one at a time.
 */
final class DeadLetterReading {
    /** Of one read, unless its first letter alone is larger. */
    private static final int READ_BYTES = 256 << 10;

    private final Store store;

    DeadLetterReading(Store store) {
        this.store = store;
    }

    /** Where to go on from a letter. */
    enum Next {
        /** With the one behind it. */
        LETTER,
        /** With the next session: nothing more is wanted of this one. */
        SESSION,
        /** Not at all. */
        NOTHING
    }

    /** Who looks at letters. */
    @FunctionalInterface
    interface Visitor {
        /** @param i which of the page; the page is valid until the return */
        Next visit(String session, Page page, int i);
    }

    /**
     * @param queues by name of their session
     * @param from   first sequence number wanted of the first queue
     * @param atOnce most letters of one read: no more than the visitor can want
     * @return completes when the visitor wants no more or there is no more; fails when the store, or the visitor, does
     */
    CompletionStage<Void> through(SortedMap<String, Long> queues, long from, long atOnce, Visitor visitor) {
        return next(queues.entrySet().iterator(), from, (int) Math.min(Integer.MAX_VALUE, atOnce), visitor);
    }

    private CompletionStage<Void> next(Iterator<Map.Entry<String, Long>> queues, long from, int atOnce, Visitor visitor) {
        return queues.hasNext() ? in(queues.next(), from, queues, atOnce, visitor) : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> in(Map.Entry<String, Long> queue, long from, Iterator<Map.Entry<String, Long>> others, int atOnce,
            Visitor visitor) {
        return read(queue.getValue(), from, atOnce).thenCompose(page -> {
            Next next = Next.LETTER;
            for (int i = 0; i < page.count() && next == Next.LETTER; i++) {
                next = visitor.visit(queue.getKey(), page, i);
            }
            if (next == Next.NOTHING) {
                return CompletableFuture.completedFuture(null);
            }
            return next == Next.SESSION || page.atEnd() || page.count() == 0 ? next(others, 1, atOnce, visitor)
                    : in(queue, page.next(), others, atOnce, visitor);
        });
    }

    CompletionStage<Page> read(long queue, long from, int max) {
        CompletableFuture<Page> result = new CompletableFuture<>();
        store.read(queue, from, Math.max(1, max), READ_BYTES, page -> {
            if (page.failure() == null) {
                result.complete(page);
            } else {
                result.completeExceptionally(page.failure());
            }
        });
        return result;
    }
}
