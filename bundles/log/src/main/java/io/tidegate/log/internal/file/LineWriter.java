package io.tidegate.log.internal.file;

import io.tidegate.log.internal.line.Level;
import io.tidegate.log.internal.line.Line;
import io.tidegate.log.internal.line.LineFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the lines of one log on a thread of its own, so that nobody who logs waits for a disk. What does not fit into the
 * queue, or cannot be written, is dropped and counted, and the file says so as soon as it can.
 *
 * <p>{@link #offer} from any thread; the file is the writing thread's.
 */
public final class LineWriter implements AutoCloseable {
    static final int MAX_LINES = 8192;
    static final long MAX_CHARS = 4L << 20;
    private static final int BATCH = 512;
    private static final long LOOK_MILLIS = 1000;
    private static final long RETRY_MILLIS = 2000;
    private static final long CLOSE_MILLIS = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(LineWriter.class);
    private static final Line END = new Line(0, Level.ERROR, "", "", "", List.of());

    private final String service;
    private final Path path;
    private final LogFile file;
    private final Clock clock;
    private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(MAX_LINES);
    private final AtomicLong queuedChars = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final Thread thread;
    private volatile LineFormat format;
    private volatile String fault = "";
    private volatile boolean open;
    private volatile boolean closing;

    // owned by the writing thread
    private long saidDropped;
    private long nextTryMillis;
    private long nextLookMillis;

    /**
     * @param path   absolute
     * @param number of the thread, for its name
     */
    public LineWriter(String service, Path path, Limits limits, LineFormat format, Executor packer, Clock clock, int number) {
        this.service = service;
        this.path = path;
        this.file = new LogFile(path, limits, packer, clock);
        this.format = format;
        this.clock = clock;
        this.thread = new Thread(this::run, "tidegate-log-write-" + number);
        thread.setDaemon(true);
    }

    /** Begins; until then lines are queued. */
    public void start() {
        thread.start();
    }

    /** Ends one and begins another, in this order, as both may have the same file; either may be null. */
    public static void replace(LineWriter before, LineWriter after) {
        if (before != null) {
            before.close();
        }
        if (after != null) {
            after.start();
        }
    }

    /** Never waits. */
    public void offer(Line line) {
        if (closing || queuedChars.get() > MAX_CHARS || !queue.offer(line)) {
            dropped.incrementAndGet();
            return;
        }
        queuedChars.addAndGet(line.size());
    }

    /** Other limits and another form, from the next line on. */
    public void change(Limits limits, LineFormat newFormat) {
        file.limits(limits);
        format = newFormat;
    }

    public Path path() {
        return path;
    }

    /** Why nothing can be written now; empty when it can. */
    public String fault() {
        return fault;
    }

    /** Whether the file has been opened. */
    public boolean isOpen() {
        return open;
    }

    /** Lines that are not in the file: the queue was full, or the disk did not take them. */
    public long dropped() {
        return dropped.get();
    }

    public long written() {
        return written.get();
    }

    private void run() {
        List<Line> batch = new ArrayList<>(BATCH);
        attempt(file::open);
        for (boolean end = false; !end;) {
            batch.clear();
            end = take(batch);
            long now = clock.millis();
            if (!batch.isEmpty()) {
                write(batch, now);
            }
            if (now >= nextLookMillis || now < nextLookMillis - LOOK_MILLIS) {
                nextLookMillis = now + LOOK_MILLIS;
                if (mayTry(now)) {
                    attempt(fault.isEmpty() ? file::look : file::open);
                }
            }
        }
        attempt(file::close);
    }

    /** Waits for lines; true when they are the last. */
    private boolean take(List<Line> batch) {
        try {
            Line first = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (first == null) {
                return closing;
            }
            batch.add(first);
        } catch (InterruptedException e) {
            return true; // nobody but the end of the process interrupts it
        }
        queue.drainTo(batch, BATCH - 1);
        batch.forEach(line -> queuedChars.addAndGet(-line.size()));
        boolean end = batch.removeIf(line -> line == END);
        return end || closing && queue.isEmpty();
    }

    private void write(List<Line> batch, long now) {
        if (!mayTry(now)) {
            dropped.addAndGet(batch.size());
            return;
        }
        StringBuilder text = new StringBuilder(batch.size() * 160);
        long missing = dropped.get() - saidDropped;
        if (missing > 0) {
            format.append(text, service, new Line(now, Level.WARN, "io.tidegate.log", thread.getName(), missing + " lines not written", List.of()));
        }
        LineFormat form = format;
        batch.forEach(line -> form.append(text, service, line));
        if (attempt(() -> file.write(text.toString().getBytes(StandardCharsets.UTF_8)))) {
            saidDropped += missing;
            written.addAndGet(batch.size());
        } else {
            dropped.addAndGet(batch.size());
        }
    }

    /** Also when the clock was set back since: else nothing would be written for as long as that. */
    private boolean mayTry(long now) {
        return fault.isEmpty() || now >= nextTryMillis || now < nextTryMillis - RETRY_MILLIS;
    }

    private interface Step {
        void run() throws IOException;
    }

    private boolean attempt(Step step) {
        try {
            step.run();
            if (!fault.isEmpty()) {
                LOG.info("event=log-writable service={} file={}", service, path);
            }
            fault = "";
            open = true;
            return true;
        } catch (IOException | RuntimeException e) {
            failed(e);
            return false;
        }
    }

    private void failed(Exception e) {
        if (fault.isEmpty()) {
            LOG.error("event=log-not-writable service={} file={} reason=\"{}\"", service, path, e.toString());
        }
        fault = "path=" + path + ": " + e;
        nextTryMillis = clock.millis() + RETRY_MILLIS;
        try {
            file.close();
        } catch (IOException alsoThis) {
            e.addSuppressed(alsoThis);
        }
    }

    /** Writes what was offered before, for at most a second, and closes the file. */
    @Override
    public void close() {
        closing = true;
        boolean told = queue.offer(END); // when it is full, the thread is not waiting and sees the flag
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("event=log-not-closed-in-time service={} file={} told={} waiting={}", service, path, told, queue.size());
        }
    }
}
