package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
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
}
