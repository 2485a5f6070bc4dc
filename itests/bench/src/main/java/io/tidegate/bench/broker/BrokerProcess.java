package io.tidegate.bench.broker;

import io.tidegate.bench.load.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A running broker process and its directory; ended by its pid, with everything it started. Thread-safe. */
final class BrokerProcess implements Broker.Running {

    private static final long POLITE_SECONDS = 10;
    private static final long FORCED_SECONDS = 5;

    private final Process process;
    private final Path directory;
    private final Target target;
    private final Object lock = new Object();
    private boolean closed;                                     // guarded by lock

    BrokerProcess(Process process, Path directory, Target target) {
        this.process = process;
        this.directory = directory;
        this.target = target;
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public long cpuNanos() {
        return ProcessCpu.nanos(process.toHandle());
    }

    @Override
    public String obituary() {
        return process.isAlive() ? "" : "the broker ended with code " + process.exitValue();
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            List<ProcessHandle> below = process.descendants().toList();
            end(process.toHandle());
            for (ProcessHandle child : below) {
                end(child);
            }
            if (Files.exists(directory)) {
                Directories.delete(directory);
            }
        }
    }

    private static void end(ProcessHandle handle) throws IOException {
        handle.destroy();
        if (!gone(handle, POLITE_SECONDS)) {
            handle.destroyForcibly();
            if (!gone(handle, FORCED_SECONDS)) {
                throw new IOException("process " + handle.pid() + " cannot be ended");
            }
        }
    }

    private static boolean gone(ProcessHandle handle, long seconds) throws IOException {
        try {
            handle.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            handle.destroyForcibly();                           // told to hurry: no farewell, but never a process left behind
            Thread.currentThread().interrupt();
            return true;
        } catch (ExecutionException e) {
            throw new IOException("waiting for process " + handle.pid(), e);
        }
    }
}
