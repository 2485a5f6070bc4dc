package io.tidegate.launcher;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which process is the gateway of a directory.
 *
 * <p>The file holds {@code PID START}, START being {@link ProcessStart}, so that a number the system gave to somebody
 * else meanwhile is not taken for ours. Who starts holds a lock on the file for its whole life;
 * the system releases it, also after kill -9. Who only asks never locks, so asking cannot disturb a start. The lock
 * decides between two that start at once; it is not trusted alone, for the system also drops it when anything in the
 * gateway opens and closes the file.
 */
final class RunningGateway {
    private static final int OWNER_LOOKS = 40;
    private static final long LOOK_MILLIS = 50;
    private static final int LONGEST_LINE = 128;

    /** Held until the process ends; a closed channel would release the lock. */
    private static FileChannel held;

    private RunningGateway() {
    }

    /** The live process named by {@code pidFile}, or empty when there is none. */
    static Optional<ProcessHandle> find(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        return alive(Files.readString(pidFile));
    }

    private static Optional<ProcessHandle> alive(String line) {
        String[] words = line.trim().split(" ");
        try {
            String start = words.length > 1 ? words[1] : "";
            return ProcessHandle.of(Long.parseLong(words[0])).filter(p -> p.isAlive() && ProcessStart.of(p.pid()).equals(start));
        } catch (NumberFormatException halfWritten) {
            return Optional.empty();
        }
    }

    /**
     * Makes this process the gateway of the directory.
     *
     * @throws Refusal naming the pid of the one that already is
     */
    static synchronized void claim(Layout layout) throws IOException, Refusal {
        FileChannel channel = FileChannel.open(layout.pidFile(), CREATE, READ, WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw alreadyRunning(layout, pidOfOwner(layout.pidFile()));
        }
        ProcessHandle self = ProcessHandle.current();
        Optional<ProcessHandle> owner = alive(read(channel)).filter(other -> !other.equals(self));
        if (owner.isPresent()) { // its lock got lost
            channel.close();
            throw alreadyRunning(layout, Long.toString(owner.get().pid()));
        }
        channel.truncate(0);
        String line = self.pid() + " " + ProcessStart.of(self.pid()) + "\n";
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
        channel.force(false);
        held = channel;
    }

    /** Through the locked channel: opening and closing the file once more would drop the lock. */
    private static String read(FileChannel channel) throws IOException {
        ByteBuffer line = ByteBuffer.allocate(LONGEST_LINE);
        channel.read(line, 0);
        return new String(line.array(), 0, line.position(), StandardCharsets.US_ASCII);
    }

    private static Refusal alreadyRunning(Layout layout, String pid) {
        return new Refusal(Refusal.FAILED, "already running on " + layout.dir() + ": pid " + pid);
    }

    /** The owner writes its pid right after locking: look again for a moment, 2 s at most. */
    private static String pidOfOwner(Path pidFile) throws IOException {
        for (int look = 0; look < OWNER_LOOKS; look++) {
            Optional<ProcessHandle> owner = find(pidFile);
            if (owner.isPresent()) {
                return Long.toString(owner.get().pid());
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return "unknown (" + pidFile + " is locked)";
    }
}
