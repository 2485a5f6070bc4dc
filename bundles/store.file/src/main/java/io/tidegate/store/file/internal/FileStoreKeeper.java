package io.tidegate.store.file.internal;

import io.tidegate.config.LastAccepted;
import io.tidegate.config.Refusals;
import io.tidegate.status.Status;
import io.tidegate.status.StatusRow;
import io.tidegate.store.Store;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the store when the configuration asks for this kind, offers it, opens it anew by recovery when it failed, and
 * says how it is. A configuration that is no good does not stop a store that runs; one that names another kind does.
 *
 * <p>Everything but {@link #rows} happens on one thread, {@code tidegate-store.file-open-1}, because opening waits for
 * the disk; {@code view} is what others see.
 */
final class FileStoreKeeper implements AutoCloseable {
    /** Failures in a row after which it stays FAILED until it is configured anew. */
    static final int ATTEMPTS = 5;
    static final long FIRST_PAUSE_MILLIS = 400;
    private static final Logger LOG = LoggerFactory.getLogger(FileStoreKeeper.class);
    private static final String REFUSED = "event=store-configuration-refused pid={} reason=\"{}\"";
    private static final long CLOSE_MILLIS = 1_900;
    private static final long CALM_SECONDS = 60;

    private final Clock clock;
    private final Path data;
    private final Disk.Source disks;
    private final long firstPauseMillis;
    /** Offers the store to others; what it returns takes the offer back. */
    private final Function<Store, Runnable> offer;
    private final ScheduledThreadPoolExecutor thread;
    private volatile View view;

    // owned by the opening thread
    private FileStore store;
    private StoreSettings settings;
    private Runnable withdraw = () -> { };
    /** When the files of the store that runs are somebody else's again. */
    private CompletableFuture<Void> freed = CompletableFuture.completedFuture(null);
    private final Cuts cuts = new Cuts();
    private int failures;
    /** How often in a row its directory was somebody else's. */
    private int waits;
    private long openedNanos;

    /** What the row is made of; no store: {@code state} and {@code reason} tell why. */
    private record View(FileStore store, StoreSettings settings, Instant since, String state, String reason) {
    }

    /**
     * @param data             what the configured directory is relative to
     * @param firstPauseMillis before what failed once is tried again; twice as long after each further failure
     */
    FileStoreKeeper(Clock clock, Path data, Disk.Source disks, long firstPauseMillis, Function<Store, Runnable> offer) {
        this.clock = clock;
        this.data = data;
        this.disks = disks;
        this.firstPauseMillis = firstPauseMillis;
        this.offer = offer;
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "tidegate-store.file-open-1");
            made.setDaemon(true);
            return made;
        });
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false); // no attempt after close()
    }

    /** Takes a configuration, the first or a changed one. Never throws for what it says, does not wait. */
    void configure(Map<String, ?> properties) {
        StoreSettings wanted = StoreSettings.parse(properties);
        later(0, () -> {
            take(wanted);
            if (wanted.isUsable() && wanted.equals(settings)) {
                LastAccepted.keep(StoreSettings.PID, properties);
            }
        });
    }

    private void later(long millis, Runnable task) {
        try {
            thread.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("event=store-ignored reason=\"the keeper was closed\"");
        }
    }

    private void take(StoreSettings wanted) {
        failures = 0;
        waits = 0;
        if (wanted.isOtherKind() && !wanted.isUsable() && store != null) {
            refuse(wanted);
        } else if (wanted.isOtherKind()) {
            end();
            settings = wanted;
            view = null;
        } else if (!wanted.isUsable()) {
            refuse(wanted);
        } else if (store == null) {
            settings = wanted;
            open();
        } else {
            change(wanted);
        }
    }

    /** The quota counts at once, where it goes with the files that are there; for what else is new the store is opened anew. */
    private void change(StoreSettings wanted) {
        if (store.limits().changeDisk(wanted.quotaBytes())) {
            if (wanted.quotaBytes() != settings.quotaBytes()) {
                LOG.info("event=store-configured kind=file quota={}", wanted.quotaBytes());
            }
            settings = new StoreSettings(settings.kind(), wanted.quotaBytes(), settings.durability(), settings.dir(), List.of());
        }
        boolean sameFiles = isSameDirectory(wanted);
        if (sameFiles) { // in other words, maybe
            settings = new StoreSettings(settings.kind(), settings.quotaBytes(), settings.durability(), wanted.dir(), List.of());
        }
        if (wanted.equals(settings)) {
            view = new View(store, settings, view.since, Status.RUNNING, "");
        } else if (sameFiles) {
            reopen(wanted);
        } else {
            move(wanted);
        }
    }

    private boolean isSameDirectory(StoreSettings wanted) {
        try {
            return place(directory(wanted)).equals(place(directory(settings)));
        } catch (InvalidPathException e) {
            return false; // no path at all: whoever opens it says so
        }
    }

    /** On the same files, once nobody writes them any more. */
    private void reopen(StoreSettings wanted) {
        CompletableFuture<Void> free = freed;
        end();
        settings = wanted;
        view = new View(null, settings, clock.instant(), Status.STARTING, "opened anew: it was configured");
        free.thenRun(() -> openLater(0));
    }

    /** To other files, unless they cannot be used: then the store stays where it is. */
    private void move(StoreSettings wanted) {
        Disk disk;
        try {
            disk = disks.lock(directory(wanted));
        } catch (IOException | RuntimeException | Error e) {
            refuse("dir: " + wanted.dir() + "; " + reason(e));
            return;
        }
        StoreSettings before = settings;
        end();
        settings = wanted;
        open(disk);
        if (store == null) { // it could be had, and not be read
            String reason = view.reason();
            settings = before;
            failures = 0;
            open();
            if (store != null) {
                refuse("dir: " + wanted.dir() + "; " + reason);
            }
        }
    }

    private Path directory(StoreSettings of) {
        return data.resolve(of.dir().isEmpty() ? "store" : of.dir());
    }

    /** The one name of a directory that may be called otherwise too; also of one that is not there yet. */
    private static Path place(Path directory) {
        Path absolute = directory.toAbsolutePath();
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            Path above = absolute.getParent();
            return above == null ? absolute : place(above).resolve(absolute.getFileName()).normalize();
        }
    }

    private void refuse(StoreSettings wanted) {
        Refusals.log(LOG::error, LOG::debug, REFUSED, StoreSettings.PID, wanted.reason());
        if (store == null) {
            view = new View(null, wanted, clock.instant(), Status.FAILED, wanted.reason());
        } else {
            goOn(wanted.reason());
        }
    }

    private void refuse(String reason) {
        LOG.error(REFUSED, StoreSettings.PID, reason);
        goOn(reason);
    }

    /** What runs goes on as it was. */
    private void goOn(String reason) {
        view = new View(store, settings, view.since, Status.RUNNING, "new configuration refused: " + reason);
    }

    private void open() {
        Disk disk;
        try {
            disk = disks.lock(directory(settings));
        } catch (Disk.InUse e) {
            inUse(e);
            return;
        } catch (IOException | RuntimeException | Error e) {
            notOpened(e);
            return;
        }
        open(disk);
    }

    private void open(Disk disk) {
        Path directory = directory(settings);
        Path place = place(directory);
        view = new View(null, settings, clock.instant(), Status.STARTING, "reading " + directory);
        try {
            store = new StoreOpening(disk, Limits.ofDisk(settings.quotaBytes()), settings.durability(), cuts.of(place))
                    .open(failed -> later(0, () -> failed(failed)), () -> cuts.opened(place));
        } catch (IOException | RuntimeException | Error e) { // no heap or thread, which others may give back; or no class: the bundle is replaced
            disk.close();
            notOpened(e);
            return;
        }
        // Not when close() returns: while the disk hangs, what was in line may yet be written and answered.
        freed = store.ended().thenRun(() -> giveBack(disk)).toCompletableFuture();
        waits = 0;
        openedNanos = System.nanoTime();
        view = new View(store, settings, clock.instant(), Status.RUNNING, "");
        LOG.info("event=store-started kind=file dir={} quota={} durability={} identity={}", directory,
                settings.quotaBytes(), settings.durability(), store.identity());
        try {
            withdraw = offer.apply(store);
        } catch (IllegalStateException e) {
            LOG.debug("event=store-not-offered reason=\"the bundle stops\"", e);
            end();
        }
    }

    /** On whichever thread of the store was last. */
    private static void giveBack(Disk disk) {
        try {
            disk.close();
        } catch (RuntimeException e) {
            LOG.error("event=store-lock-kept reason=\"it cannot be opened again before a restart\"", e);
        }
    }

    /** Not a failure of the store: tried for as long as it takes, said as often as one. */
    private void inUse(Disk.InUse e) {
        waits++;
        long pause = pauseMillis(Math.min(waits, ATTEMPTS));
        if (waits <= ATTEMPTS) {
            LOG.warn("event=store-waits reason=\"{}\" again_ms={}", e.getMessage(), pause);
        }
        view = new View(null, settings, clock.instant(), Status.FAILED, e.getMessage() + "; tried again until it is free");
        openLater(pause);
    }

    private void notOpened(Throwable e) {
        failures++;
        String again = failures < ATTEMPTS ? "tried again in " + pauseMillis(failures) + " ms" : "it stays like this";
        LOG.error("event=store-not-opened attempt={} then=\"{}\"", failures, again, e);
        view = new View(null, settings, clock.instant(), Status.FAILED, reason(e) + "; " + again);
        if (failures < ATTEMPTS) {
            openLater(pauseMillis(failures));
        }
    }

    /** What an error says makes no sentence without its name. */
    private static String reason(Throwable e) {
        return e instanceof Error ? e.toString() : e.getMessage();
    }

    private void openLater(long millis) {
        later(millis, () -> {
            if (store == null && view != null && !settings.isOtherKind()) {
                open();
            }
        });
    }

    private long pauseMillis(int times) {
        return firstPauseMillis << times - 1;
    }

    /** The store ended by itself: nothing of it is written again; another one goes on where it was good. */
    private void failed(FileStore which) {
        if (which != store) {
            return;
        }
        String reason = which.stopped().getMessage();
        failures = System.nanoTime() - openedNanos > TimeUnit.SECONDS.toNanos(CALM_SECONDS) ? 0 : failures;
        end();
        notOpened(new IOException(reason));
    }

    private void end() {
        withdraw.run();
        withdraw = () -> { };
        if (store != null) {
            if (store.stopped() != null) { // it failed, maybe without having said so yet
                cuts.failed(place(directory(settings)), store.cut());
            }
            store.close();
            Store.Usage usage = store.usage();
            LOG.info("event=store-stopped kind=file kept_entries={} kept_bytes={}", usage.entries(), usage.bytes());
            store = null;
        }
    }

    List<StatusRow> rows() {
        View now = view;
        return now == null ? List.of() : List.of(row(now).withPids(List.of(StoreSettings.PID)));
    }

    private static StatusRow row(View now) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("kind", StoreSettings.FILE);
        details.put("durability", now.settings.durability().toString());
        details.put("disk.quota", Long.toString(now.settings.quotaBytes()));
        if (now.store == null) {
            return StatusRow.of("store", StoreSettings.FILE, now.state, now.since).withReason(now.reason)
                    .withDetails(details);
        }
        Store.Usage usage = now.store.usage();
        details.put("disk", Long.toString(now.store.diskBytes()));
        details.put("bytes", Long.toString(usage.bytes()));
        details.put("quota", Long.toString(usage.quota()));
        details.put("entries", Long.toString(usage.entries()));
        details.put("damages", Integer.toString(now.store.damage().count()));
        RuntimeException stopped = now.store.stopped();
        String damage = now.store.damage().last();
        String reason = stopped != null ? stopped.getMessage() : now.reason.isEmpty() ? damage : now.reason;
        return StatusRow.of("store", StoreSettings.FILE, stopped == null ? now.state : Status.FAILED, now.since)
                .withReason(reason).withDetails(details);
    }

    /** First takes the offer back, during which the store still answers, then closes it; waits at most 1.9 s. */
    @Override
    public void close() {
        Future<?> ended = thread.submit(() -> {
            end();
            view = null;
        });
        try {
            ended.get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("event=close-timeout limit_ms={}", CLOSE_MILLIS);
        } catch (ExecutionException e) {
            LOG.error("event=store-close-failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdown();
    }
}
