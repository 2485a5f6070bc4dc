package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest {
    private static final int BYTES = 1000;
    private final byte[] bytes = new byte[BYTES];
    private final byte[] file = new byte[BYTES + 10];

    /** A channel that moves at most seven bytes at a time. */
    private int write(ByteBuffer from, long position) {
        int length = Math.min(7, from.remaining());
        from.get(file, (int) position, length);
        return length;
    }

    private int read(ByteBuffer to, long position) {
        int length = (int) Math.min(Math.min(7, to.remaining()), file.length - position);
        if (length <= 0) {
            return -1;
        }
        to.put(file, (int) position, length);
        return length;
    }

    @Test
    void shortWritesAndReads_areGoneOnWith() throws Exception {
        new Random(1).nextBytes(bytes);
        RealDisk.writeAll(this::write, 10, ByteBuffer.wrap(bytes));
        assertArrayEquals(bytes, Arrays.copyOfRange(file, 10, BYTES + 10));
        byte[] back = new byte[BYTES + 50];
        assertEquals(BYTES, RealDisk.readAll(this::read, 10, ByteBuffer.wrap(back)), "no more than there is");
        assertArrayEquals(bytes, Arrays.copyOf(back, BYTES));
    }

    @Test
    void writesLargerThanASlice_areWhole(@TempDir Path directory) throws Exception {
        byte[] large = new byte[(5 << 20) / 2 + 3];
        new Random(2).nextBytes(large);
        try (RealDisk disk = RealDisk.lock(directory)) {
            LogFile made = disk.create("f");
            made.write(7, large, 1, large.length - 1);
            byte[] back = new byte[large.length];
            assertEquals(large.length - 1, made.read(7, back, 0, back.length));
            assertArrayEquals(Arrays.copyOfRange(large, 1, large.length), Arrays.copyOf(back, back.length - 1));
            made.close();
        }
    }

    @Test
    void directoryThatIsNotThere_isMadeWithThoseAbove_forItsOwnerAlone(@TempDir Path directory) throws Exception {
        Path deep = directory.resolve("a").resolve("b").resolve("store");
        try (RealDisk disk = RealDisk.lock(deep)) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(deep)));
            assertThrows(Disk.InUse.class, () -> RealDisk.lock(deep));
            assertEquals(1, disk.names().size());
        }
        RealDisk.lock(deep).close();
    }

    /** The system takes a process's lock away when that process closes any channel of the file, as one that was refused does. */
    @Test
    void secondOneThatIsRefused_leavesTheLockWithTheFirst(@TempDir Path directory) throws Exception {
        try (RealDisk disk = RealDisk.lock(directory)) {
            assertThrows(Disk.InUse.class, () -> RealDisk.lock(directory));
            assertThrows(Disk.InUse.class, () -> RealDisk.lock(directory.resolve("..").resolve(directory.getFileName())));
            String own = Long.toString(ProcessHandle.current().pid());
            assertEquals(own, RealDisk.user(directory));
            assertEquals(own, userAsAnotherProcessSeesIt(directory));
            disk.close(); // once more at the end: that must not be the next one's
            RealDisk next = RealDisk.lock(directory);
            disk.close();
            assertThrows(Disk.InUse.class, () -> RealDisk.lock(directory));
            next.close();
        }
        assertEquals("null", userAsAnotherProcessSeesIt(directory));
    }

    /** Else it would be in use by nobody until the process ends. */
    @Test
    void noHeapToLockIt_leavesItToTheNext(@TempDir Path directory) throws Exception {
        assertThrows(OutOfMemoryError.class, () -> RealDisk.lock(directory, which -> {
            throw new OutOfMemoryError("for a test");
        }));
        RealDisk.lock(directory).close();
    }

    /** As a version of the bundle does that knows nothing of claims. */
    @Test
    void lockOfSomebodyWhoClaimsNothing_isInUse(@TempDir Path directory) throws Exception {
        try (FileChannel other = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertNotNull(other.tryLock());
            assertThrows(Disk.InUse.class, () -> RealDisk.lock(directory));
        }
        RealDisk.lock(directory).close();
    }

    /** A device without a byte left: the reserve is for that, and the lock needs none. */
    @Test
    void processThatCannotBeWrittenDown_isNoReasonNotToOpen(@TempDir Path directory) throws Exception {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.isWritable(full));
        Files.createSymbolicLink(directory.resolve("lock"), full);
        Stores.await("locked", () -> isLocked(directory));
    }

    private static boolean isLocked(Path directory) {
        try (RealDisk disk = RealDisk.lock(directory)) {
            return disk.names().size() == 1;
        } catch (Disk.InUse e) {
            return false; // the device is the machine's: another process may run this test
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String userAsAnotherProcessSeesIt(Path directory) throws Exception {
        Path said = directory.resolve("said");
        Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx32m",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Asking.class.getName(),
                directory.toString()).redirectError(ProcessBuilder.Redirect.DISCARD).redirectOutput(said.toFile()).start();
        try {
            assertTrue(other.waitFor(2L * Model.LIMIT_SECONDS, TimeUnit.SECONDS));
        } finally {
            other.destroyForcibly();
        }
        return Files.readString(said).trim();
    }

    /** The process: who uses the directory? */
    static final class Asking {
        private Asking() {
        }

        public static void main(String[] args) throws Exception {
            System.out.println(RealDisk.user(Path.of(args[0])));
        }
    }
}
