package io.tidegate.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The second half of {@code tidegate start}: waits until the process just started answers and says that it is ready.
 *
 * <p>Ends early when the process does, with what it said last.
 */
final class Await {
    /** Until the control socket answers; readiness itself is asked with a limit of its own. */
    private static final long SOCKET_LIMIT_NANOS = 60_000_000_000L;
    private static final long LOOK_MILLIS = 50;
    private static final int LAST_LINES = 20;
    static final String READY = "gateway:ready --timeout 30";
    /** For the command above, which has a limit of its own as long as the gateway's clock runs. */
    static final Duration READY_LIMIT = Duration.ofSeconds(60);

    private final Layout layout;
    private final long pid;
    private final long offset;
    private final PrintStream out;

    /**
     * @param pid    the process just started
     * @param offset bytes of {@code log/console.log} that were there before it
     */
    Await(Layout layout, long pid, long offset, PrintStream out) {
        this.layout = layout;
        this.pid = pid;
        this.offset = offset;
        this.out = out;
    }

    int run() throws IOException, Refusal {
        return ready(answer(READY, out, READY_LIMIT));
    }

    /**
     * Executes a command as soon as the process takes one.
     *
     * @param limit for the answer, once the command is taken
     * @return the command's exit code
     */
    int answer(String command, OutputStream answer, Duration limit) throws IOException, Refusal {
        long start = System.nanoTime();
        while (System.nanoTime() - start < SOCKET_LIMIT_NANOS) {
            Optional<ProcessHandle> started = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
            if (started.isEmpty()) {
                throw new Refusal(Refusal.FAILED, lastWords());
            }
            // Only when the directory is this process's: an older gateway's socket is not our answer.
            boolean owner = RunningGateway.find(layout.pidFile()).map(p -> p.pid() == pid).orElse(false);
            if (owner) {
                try (ControlConnection connection = ControlConnection.open(layout)) {
                    return connection.execute(command, answer, limit);
                } catch (SocketTimeoutException silent) {
                    throw silent(limit);
                } catch (java.net.SocketException | java.io.EOFException notYet) {
                    // nobody listens yet, or an old socket file: look again until the limit
                }
            }
            pause(started.get());
        }
        throw silent(Duration.ofNanos(SOCKET_LIMIT_NANOS));
    }

    private Refusal silent(Duration limit) {
        return new Refusal(Refusal.FAILED, "pid " + pid + " runs but does not answer within " + limit.toSeconds() + " s; see "
            + layout.log().resolve("tidegate.log"));
    }

    /** Not ready is no reason to stop what runs of it: the operator decides. */
    private int ready(int code) {
        if (code != 0) {
            String stop = "bin/tidegate stop -w " + layout.dir();
            System.err.println("tidegate: pid " + pid + " goes on running; end it with: " + stop);
        }
        return code;
    }

    private static void pause(ProcessHandle started) throws Refusal {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.FAILED, "interrupted; pid " + started.pid() + " goes on starting");
        }
    }

    private String lastWords() throws IOException {
        Path console = layout.log().resolve("console.log");
        byte[] all = Files.exists(console) ? Files.readAllBytes(console) : new byte[0];
        int from = (int) Math.min(offset, all.length);
        List<String> lines = new String(all, from, all.length - from, StandardCharsets.UTF_8).lines().toList();
        String said = String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        return said.isBlank() ? "ended before it was ready and said nothing" : said.replaceFirst("^tidegate: ", "");
    }
}
