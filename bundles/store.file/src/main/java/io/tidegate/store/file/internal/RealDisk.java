package io.tidegate.store.file.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of the file system, locked against a second process (or a second store of this one) while it is open.
 *
 * <p>The system gives up the lock of a process as soon as that closes any channel of the file, also one that was refused it.
 * So who has the directory within this process is claimed first, in a place that all versions of this bundle share, and the
 * lock's file is touched by nobody else (docs/decisions/0021).
 */
final class RealDisk implements Disk {
    private static final Logger LOG = LoggerFactory.getLogger(RealDisk.class);
    private static final String LOCK = "lock";
    private static final String CLAIM = "io.tidegate.store.file.claim:";
    private static final int WRITE_SLICE = 1 << 20;

    private final Path directory;
    /** Null of one that is not locked; so is the claim. */
    private final FileChannel lockChannel;
    private final String claim;

    private RealDisk(Path directory, FileChannel lockChannel, String claim) {
        this.directory = directory;
        this.lockChannel = lockChannel;
        this.claim = claim;
    }

    /**
     * Makes the directory when it is not there, for its owner alone, and locks it.
     *
     * @throws InUse       while somebody holds the lock; the sentence says who
     * @throws IOException when it cannot be used
     */
    static RealDisk lock(Path directory) throws IOException {
        return lock(directory, RealDisk::locked);
    }

    /** @param locker has the system lock it; whatever that throws, the directory is nobody's again */
    static RealDisk lock(Path directory, Locker locker) throws IOException {
        if (!Files.isDirectory(directory)) {
            make(directory.toAbsolutePath());
            if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
        }
        String claim = claim(directory);
        if (System.getProperties().putIfAbsent(claim, "true") != null) {
            throw new InUse(directory + " is in use by another store of this process", null);
        }
        try {
            return new RealDisk(directory, locker.lock(directory), claim);
        } catch (IOException | RuntimeException | Error e) {
            System.clearProperty(claim);
            throw e;
        }
    }

    /** Opens and locks the lock's file of a directory. */
    @FunctionalInterface
    interface Locker {
        FileChannel lock(Path directory) throws IOException;
    }

    private static String claim(Path directory) throws IOException {
        return CLAIM + directory.toRealPath();
    }

    private static FileChannel locked(Path directory) throws IOException {
        Path file = directory.resolve(LOCK);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw new InUse(directory + " is in use by another process, pid " + Files.readString(file).trim(), null);
            }
            writeDown(channel);
            return channel;
        } catch (OverlappingFileLockException e) { // somebody who claims nothing
            channel.close();
            throw new InUse(directory + " is in use by another store of this process", e);
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** Whose it is, for those who are refused. A device without room for that is no reason not to open: what makes room has the reserve. */
    private static void writeDown(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            LOG.warn("event=store-lock-without-pid reason=\"{}\"", e.toString());
        }
    }

    private static String pid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    /** With those above it that are not there; each is on the disk when its name is in the one above. */
    private static void make(Path directory) throws IOException {
        Path above = directory.getParent();
        if (!Files.isDirectory(above)) {
            make(above);
        }
        Files.createDirectory(directory);
        sync(above);
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Pid of the process that runs a store there now; null when none does. */
    static String user(Path directory) throws IOException {
        Path file = directory.resolve(LOCK);
        if (!Files.exists(file)) {
            return null;
        }
        if (System.getProperty(claim(directory)) != null) {
            return pid();
        }
        String pid = Files.readString(file).trim();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null ? pid : null;
        }
    }

    /** For reading only, without a lock: the offline tool on a store that nobody runs. */
    static RealDisk unlocked(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        return new RealDisk(directory, null, null);
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public LogFile open(String name) throws IOException {
        return lockChannel == null ? new File(directory.resolve(name), StandardOpenOption.READ)
                : new File(directory.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public LogFile create(String name) throws IOException {
        return new File(directory.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    @Override
    public void syncDirectory() throws IOException {
        sync(directory);
    }

    @Override
    public long usableBytes() {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            // Not known: the write itself will tell.
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void close() {
        try {
            if (lockChannel != null && lockChannel.isOpen()) {
                lockChannel.close();
                System.clearProperty(claim);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the lock of " + directory + " could not be given back", e);
        }
    }

    /** Moves some bytes between a buffer and this place of a file, as many as it likes; −1 at the end of what can be read. */
    @FunctionalInterface
    interface Transfer {
        int move(ByteBuffer buffer, long position) throws IOException;
    }

    /** However few it takes at a time. */
    static void writeAll(Transfer channel, long position, ByteBuffer from) throws IOException {
        for (long at = position; from.hasRemaining(); ) {
            at += channel.move(from, at);
        }
    }

    /** As much as there is, however little it gives at a time; returns how much. */
    static int readAll(Transfer channel, long position, ByteBuffer to) throws IOException {
        int read = 0;
        for (int more = 0; more >= 0 && to.hasRemaining(); read += Math.max(0, more)) {
            more = channel.move(to, position + read);
        }
        return read;
    }

    /** A channel. */
    private static final class File implements LogFile {
        private final FileChannel channel;

        File(Path path, StandardOpenOption... options) throws IOException {
            channel = FileChannel.open(path, options);
        }

        @Override
        public int read(long position, byte[] to, int offset, int length) throws IOException {
            return readAll(channel::read, position, ByteBuffer.wrap(to, offset, length));
        }

        @Override
        public void write(long position, byte[] from, int offset, int length) throws IOException {
            // In slices: the runtime keeps a direct buffer of the largest write for the life of the thread.
            for (int done = 0; done < length; done += WRITE_SLICE) {
                writeAll(channel::write, position + done,
                        ByteBuffer.wrap(from, offset + done, Math.min(WRITE_SLICE, length - done)));
            }
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new IllegalStateException("a file of the store could not be closed", e);
            }
        }
    }
}
