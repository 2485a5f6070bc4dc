package io.tidegate.deploy.internal;

import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import io.tidegate.status.StatusSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many messages a swap made rules get once more: what their rows count as redelivered from the stop of the old
 * content until {@link #SETTLED} after the new one is well, or until the next swap. Rules count from 0 when they are made
 * anew, so the count is kept per source: one that came after the stop has counted for this swap alone.
 */
final class Redeliveries {
    /** A session's backlog begins with what is redelivered: after this it has been handed over. */
    static final Duration SETTLED = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Redeliveries.class);

    private final LongSupplier nanoTime;
    /** By service.id. */
    private final Map<Long, StatusSource> sources = new ConcurrentHashMap<>();
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    private final Object lock = new Object();
    // guarded by lock
    private String swapped = ""; // whose swap is being counted; empty: nobody's
    private Map<Long, Long> before = Map.of();
    private long endNanos;
    private boolean ended;

    Redeliveries(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(long serviceId, StatusSource source) {
        sources.put(serviceId, source);
    }

    void remove(long serviceId) {
        sources.remove(serviceId);
    }

    /** The old content of a bundle is about to be stopped. */
    void begin(String symbolicName) {
        look();
        Map<Long, Long> now = counted();
        synchronized (lock) {
            settle();
            counts.remove(symbolicName);
            swapped = symbolicName;
            before = now;
            ended = false;
        }
    }

    /** The bundle is well again, with whichever content. */
    void end() {
        synchronized (lock) {
            ended = true;
            endNanos = nanoTime.getAsLong();
        }
        look();
    }

    /** Counts once more; called every second. */
    void look() {
        Map<Long, Long> now = counted();
        synchronized (lock) {
            if (swapped.isEmpty() || !ended) {
                return;
            }
            long count = now.entrySet().stream().mapToLong(source -> source.getValue() - before.getOrDefault(source.getKey(), 0L)).sum();
            counts.put(swapped, Math.max(count, counts.getOrDefault(swapped, 0L)));
            if (nanoTime.getAsLong() - endNanos >= SETTLED.toNanos()) {
                settle();
            }
        }
    }

    private void settle() { // lock held
        if (!swapped.isEmpty()) {
            LOG.info("event=swap-settled bundle={} redeliveries={}", swapped, counts.getOrDefault(swapped, 0L));
            swapped = "";
        }
    }

    /** Of the last swap of a bundle, so far; empty when there was none. */
    OptionalLong of(String symbolicName) {
        Long count = counts.get(symbolicName);
        return count == null ? OptionalLong.empty() : OptionalLong.of(count);
    }

    private Map<Long, Long> counted() {
        Map<Long, Long> now = new HashMap<>();
        sources.forEach((id, source) -> now.put(id, redelivered(source)));
        return now;
    }

    private static long redelivered(StatusSource source) {
        try {
            return source.rows().stream().map(StatusRow::details).map(details -> details.get(Status.DETAIL_REDELIVERED))
                    .filter(count -> count != null && count.matches("\\d{1,18}")).mapToLong(Long::parseLong).sum();
        } catch (RuntimeException | LinkageError e) { // of somebody else's bundle, or of one that is being stopped
            LOG.debug("event=rows-unreadable", e);
            return 0;
        }
    }
}
