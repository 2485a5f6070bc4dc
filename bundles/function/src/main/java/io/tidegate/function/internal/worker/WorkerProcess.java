package io.tidegate.function.internal.worker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A running worker process with three threads: one writes frames, a batch at a time with one flush; one reads frames;
 * one reads what it prints. The three end with the process.
 *
 * <p>Threads: {@link #send} may be called anywhere, also with the pool's lock held, and never blocks; {@link #terminate}
 * and {@link #kill} likewise. The queue is guarded by {@code queue}; the listener is called on the reading thread.
 */
public final class WorkerProcess {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final long DRAIN_AFTER_EXIT_MILLIS = 500;
    /** What shells, env and version managers say. */
    private static final int COMMAND_NOT_FOUND = 127;

    private final String name;
    private final Process process;
    private final LongSupplier maxReplyBytes;
    private final WorkerListener listener;
    private final Consumer<String> printed;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private boolean closed; // guarded by queue
    private volatile Thread reader;

    /**
     * Takes over a process that was just started; nothing is read of it before {@link #begin}.
     *
     * @param name          of the instance, for thread names
     * @param maxReplyBytes larger results are thrown away; asked at each, on the reading thread
     * @param printed       gets every line that the process prints, on a thread of its own
     */
    public WorkerProcess(String name, Process process, LongSupplier maxReplyBytes, WorkerListener listener,
            Consumer<String> printed) {
        this.name = name;
        this.process = process;
        this.maxReplyBytes = maxReplyBytes;
        this.listener = listener;
        this.printed = printed;
    }

    /** Starts the three threads; from now on the listener is called. Once. */
    public void begin() {
        thread("log", this::readPrinted);
        thread("write", this::write);
        reader = thread("read", this::read);
        process.onExit().thenRun(() -> thread("end", this::exited)); // the reaper's own stack is small
    }

    public long pid() {
        return process.pid();
    }

    /** Queues one frame, given in two parts. */
    public void send(byte[] head, byte[] payload) {
        synchronized (queue) {
            if (closed) {
                return;
            }
            queue.add(head);
            if (payload.length > 0) {
                queue.add(payload);
            }
            queue.notify();
        }
    }

    /** Asks it to finish and end. */
    public void terminate() {
        process.toHandle().destroy(); // not Process.destroy: that closes the pipes, which ends a call in the middle
    }

    /** Ends it and what it started, now. */
    public void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        close();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Waits until it is gone. May block that long. */
    public boolean awaitEnd(long nanos) throws InterruptedException {
        return process.waitFor(nanos, TimeUnit.NANOSECONDS);
    }

    private void close() {
        synchronized (queue) {
            closed = true;
            queue.clear();
            queue.notifyAll();
        }
    }

    private Thread thread(String role, Runnable body) {
        Thread thread = new Thread(body, "tidegate-function-" + role + "-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void write() {
        try (OutputStream out = new BufferedOutputStream(process.getOutputStream(), BUFFER_BYTES)) {
            for (byte[] part = next(out); part != null; part = next(out)) {
                out.write(part);
            }
        } catch (IOException gone) {
            close(); // the reading thread sees the same end and tells it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    /** @return null when closed. Flushes before it waits. */
    private byte[] next(OutputStream out) throws IOException, InterruptedException {
        byte[] part;
        synchronized (queue) {
            part = queue.poll();
        }
        if (part != null) {
            return part;
        }
        out.flush();
        synchronized (queue) {
            while (queue.isEmpty() && !closed) {
                queue.wait();
            }
            return queue.poll();
        }
    }

    private void read() {
        FrameReader frames = new FrameReader(new BufferedInputStream(process.getInputStream(), BUFFER_BYTES),
                maxReplyBytes, listener);
        try {
            while (frames.readOne()) {
                // each frame is told to the listener
            }
            end("");
        } catch (FrameReader.Garbage e) {
            end("wrote garbage on its frame channel (" + e.getMessage() + ")");
        } catch (FrameReader.StartFailure e) {
            end(e.getMessage());
        } catch (IOException e) {
            end("");
        } catch (RuntimeException e) {
            end("could not be served, this is a bug: " + e);
        }
    }

    private void readPrinted() {
        try {
            new WorkerLog(printed, System::nanoTime).readAll(process.getErrorStream());
        } catch (IOException gone) {
            printed.accept("[what it printed cannot be read any more: " + gone.getMessage() + "]");
        }
    }

    /** A child that inherited the frame channel may hold it open: the exit counts. */
    private void exited() {
        Thread reading = reader;
        if (reading != null) {
            try {
                reading.join(DRAIN_AFTER_EXIT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        end("");
    }

    /** @param why empty: its exit code says it */
    private void end(String why) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        String reason = why;
        if (why.isEmpty()) {
            reason = exitSentence();
        }
        kill();
        listener.onEnd(reason);
    }

    private String exitSentence() {
        try {
            if (!process.waitFor(DRAIN_AFTER_EXIT_MILLIS, TimeUnit.MILLISECONDS)) {
                return "closed its frame channel";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "closed its frame channel";
        }
        int code = process.exitValue();
        if (code == COMMAND_NOT_FOUND) {
            return "ended with exit code 127: its command was not found (key interpreter)";
        }
        return code > 128 && code < 160 ? "ended by signal " + (code - 128) : "ended with exit code " + code;
    }
}
