package io.tidegate.bench.change;

import io.tidegate.bench.broker.ProcessCpu;
import io.tidegate.bench.load.Handshake;
import io.tidegate.bench.load.ProtocolFault;
import io.tidegate.bench.load.Target;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A gateway process on a {@link Workplace}, started as a user starts it. Owned by the thread of the benchmark. */
final class Gateway implements AutoCloseable {

    private static final int STOP_SECONDS = 60;

    private final Process process;
    private final Workplace place;
    private final long upNanos;
    private final long upCpuNanos;

    /** Starts it and waits for its first CONNACK. */
    Gateway(Path home, Workplace place) throws IOException {
        this.place = place;
        long begin = System.nanoTime();
        process = new ProcessBuilder(home.resolve("bin/tidegate").toAbsolutePath().toString(), "run", "-w", place.directory.toString(),
                "--bind", "127.0.0.1").redirectErrorStream(true).redirectOutput(place.directory.resolve("output.log").toFile())
                .redirectInput(new File("/dev/null")).start();
        try {
            upNanos = Patience.until("a CONNACK", () -> accepted(place.target)) - begin;
            upCpuNanos = ProcessCpu.nanos(process.toHandle());
        } catch (IOException e) {
            close();
            throw new IOException(e.getMessage() + "\n" + Files.readString(place.directory.resolve("output.log")), e);
        }
    }

    /** Whether a client is let in there. */
    static boolean accepted(Target target) throws IOException {
        try {
            Handshake.disconnect(Handshake.connect(target, "bench-probe", Handshake.Session.CLEAN));
            return true;
        } catch (ProtocolFault refused) {
            return false;
        }
    }

    /** From the command to the first CONNACK. */
    long upNanos() {
        return upNanos;
    }

    /** CPU time up to then, workers included. */
    long upCpuNanos() {
        return upCpuNanos;
    }

    /** Memory of the gateway's process that is in RAM now ({@code VmRSS}), workers not included. */
    long residentBytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))).findFirst()
                .orElseThrow(() -> new IOException("the gateway has ended"));
    }

    Workplace place() {
        return place;
    }

    /** Ends it as SIGTERM does and waits until it has ended. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("the gateway does not stop within " + STOP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the gateway stopped");
        }
    }
}
