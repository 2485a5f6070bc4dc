package io.tidegate.store.file.internal;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the files of the reserve that are missing, one after the other, while the store serves already: full of zeros, in
 * slices, with a rest after each that is as long as it took. Until a file is there {@link Spares} leaves room for it.
 *
 * <p>{@link #consider} is the committing thread's; files are written on the reading thread.
 */
final class Reserve {
    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
    private static final int SLICE = 1 << 20;
    private static final int MOST_PAUSE = 3600;
    private static final byte[] ZEROS = new byte[1 << 16];

    private final Disk disk;
    private final Spares spares;
    private final FreeBytes freeBytes;
    private final int segmentBytes;
    private final ScheduledExecutorService reading;
    private final Consumer<CommitLoop.Task> back;
    /** So often, about as many seconds, it is not considered after the last failure, and is not yet. Owned by the committing thread. */
    private int pause;
    private int left;

    /** @param back takes something to the committing thread */
    Reserve(StoreOpening.Opened opened, Spares spares, ScheduledExecutorService reading, Consumer<CommitLoop.Task> back) {
        this.disk = opened.disk();
        this.spares = spares;
        this.freeBytes = opened.freeBytes();
        this.segmentBytes = opened.limits().segmentBytes();
        this.reading = reading;
        this.back = back;
    }

    /** Begins a file when one is missing, none is in the making, and there is room. */
    void consider() {
        if (left > 0) {
            left--;
            return;
        }
        String name = spares.beginReserve();
        if (name != null) {
            new Making(name).later(0);
        }
    }

    /** That there is no room for it now is no failure; anything else may pass, and is waited for longer each time, as each attempt wears flash. */
    private void failed(String name, boolean full, Throwable e) {
        spares.notReserved(full);
        if (full || pause == 0) { // the first time: what the device says after that is no news
            LOG.warn("event=store-reserve-missing file={} then=\"{}\" reason=\"{}\"", name,
                    full ? "made when more is free" : "tried again later", e.toString());
        }
        if (!full) {
            pause = Math.min(MOST_PAUSE, 2 * pause + 1);
            left = pause;
        }
    }

    /** A file. Owned by the reading thread until it is handed back. */
    private final class Making {
        private final String name;
        private LogFile file;
        private int at;

        Making(String name) {
            this.name = name;
        }

        void later(long nanos) {
            try {
                reading.schedule(this::step, nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // The store ends; the next one finds a file without a header, and deletes it for being short.
                close();
            }
        }

        private void step() {
            long begun = System.nanoTime();
            try {
                if (file == null) {
                    file = disk.create(name);
                }
                slice();
                if (at < segmentBytes) {
                    later(System.nanoTime() - begun);
                    return;
                }
                disk.syncDirectory();
            } catch (IOException | OutOfMemoryError e) {
                giveUp(e);
                return;
            }
            back.accept(reason -> made(reason == null));
        }

        private void slice() throws IOException {
            int end = Math.min(at + SLICE, segmentBytes);
            while (at < end) {
                int length = Math.min(ZEROS.length, end - at);
                file.write(at, ZEROS, 0, length);
                at += length;
            }
            file.sync();
        }

        private void made(boolean wanted) {
            if (wanted) {
                pause = 0;
                spares.reserved(name, file);
                consider();
            } else {
                close();
            }
        }

        private void giveUp(Throwable e) {
            close();
            try {
                disk.delete(name);
            } catch (IOException stays) {
                LOG.warn("event=store-file-left file={} then=\"deleted at the next start\" reason=\"{}\"", name, stays.toString());
            }
            freeBytes.look();
            boolean full = freeBytes.bytes() < segmentBytes;
            back.accept(reason -> failed(name, full, e));
        }

        private void close() {
            if (file != null) {
                file.close();
            }
        }
    }
}
