package io.tidegate.store.memory.internal;

import io.tidegate.config.LastAccepted;
import io.tidegate.config.Refusals;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import io.tidegate.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the store when the configuration asks for this kind, offers it, and says how it is. A configuration that is
 * no good does not stop a store that runs; one that asks for another bundle's kind does.
 *
 * <p>Configured and closed by one thread at a time (the component's); fields guarded by {@code this}, asked for its
 * row by anybody.
 */
final class MemoryStoreKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryStoreKeeper.class);
    private static final String FORGETS = "messages and sessions live in memory: a restart forgets them";

    private final Clock clock;
    /** Offers the store to others; what it returns takes the offer back. */
    private final Function<Store, Runnable> offer;
    private volatile View view;
    private Runnable withdraw = () -> { };

    /** What the row is made of. */
    private record View(MemoryStore store, StoreSettings settings, Instant since, String refused) {
    }

    MemoryStoreKeeper(Clock clock, Function<Store, Runnable> offer) {
        this.clock = clock;
        this.offer = offer;
    }

    /** Takes a configuration, the first or a changed one. Never throws for what it says. */
    synchronized void configure(Map<String, ?> properties) {
        StoreSettings settings = StoreSettings.parse(properties);
        MemoryStore running = view == null ? null : view.store;
        if (settings.isForAnother() && !settings.isUsable() && running != null) {
            refuse(settings);
        } else if (settings.isForAnother()) {
            close();
        } else if (!settings.isUsable()) {
            refuse(settings);
        } else if (running == null) {
            open(settings);
        } else {
            running.quota(settings.quotaBytes());
            view = new View(running, settings, view.since, "");
            LOG.info("event=store-configured kind=memory quota={}", settings.quotaBytes());
        }
        if (settings.isUsable() && !settings.isForAnother()) {
            LastAccepted.keep(StoreSettings.PID, properties);
        }
    }

    private void refuse(StoreSettings settings) {
        Refusals.log(LOG::error, LOG::debug, "event=store-configuration-refused pid={} reason=\"{}\"", StoreSettings.PID, settings.reason());
        view = view != null && view.store != null ? new View(view.store, view.settings, view.since, settings.reason())
                : new View(null, settings, clock.instant(), settings.reason());
    }

    private void open(StoreSettings settings) {
        MemoryStore store = new MemoryStore(settings.quotaBytes());
        view = new View(store, settings, clock.instant(), "");
        LOG.info("event=store-started kind=memory quota={} identity={}", settings.quotaBytes(), store.identity());
        if (settings.quotaBytes() > Runtime.getRuntime().maxMemory() / 2) {
            LOG.warn("event=store-quota-large quota={} heap={} reason=\"the heap may end before the quota does\"",
                    settings.quotaBytes(), Runtime.getRuntime().maxMemory());
        }
        withdraw = offer.apply(store);
    }

    List<StatusRow> rows() {
        View now = view;
        return now == null ? List.of() : List.of(row(now).withPids(List.of(StoreSettings.PID)));
    }

    private static StatusRow row(View now) {
        StoreSettings settings = now.settings;
        Map<String, String> details = new LinkedHashMap<>();
        details.put("kind", settings.kind());
        if (now.store == null) {
            String state = settings.isOtherKind() ? Status.UNSUPPORTED : Status.FAILED;
            return StatusRow.of("store", settings.kind(), state, now.since).withReason(now.refused).withDetails(details);
        }
        Store.Usage usage = now.store.usage();
        details.put("bytes", Long.toString(usage.bytes()));
        details.put("quota", Long.toString(usage.quota()));
        details.put("entries", Long.toString(usage.entries()));
        RuntimeException stopped = now.store.stopped();
        String reason = stopped != null ? stopped.getMessage()
                : now.refused.isEmpty() ? FORGETS : "new configuration refused: " + now.refused + "; " + FORGETS;
        return StatusRow.of("store", settings.kind(), stopped == null ? Status.RUNNING : Status.FAILED, now.since)
                .withReason(reason).withDetails(details);
    }

    /** First takes the offer back, during which the store still answers, then closes it. */
    @Override
    public synchronized void close() {
        MemoryStore store = view == null ? null : view.store;
        withdraw.run();
        withdraw = () -> { };
        if (store != null) {
            store.close();
            Store.Usage usage = store.usage();
            LOG.info("event=store-stopped kind=memory forgotten_entries={} forgotten_bytes={}", usage.entries(),
                    usage.bytes());
        }
        view = null;
    }
}
