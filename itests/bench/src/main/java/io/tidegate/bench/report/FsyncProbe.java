package io.tidegate.bench.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * How long the disk takes for the least that makes one message safe: one small write to a file that has its size already, and
 * an fdatasync. Stateless.
 */
public final class FsyncProbe {

    private static final int WRITES = 100;
    private static final int WRITE_BYTES = 256;
    private static final int FILE_BYTES = 1 << 20;

    private FsyncProbe() { }

    /**
     * Writes and syncs a hundred times.
     *
     * @param directory on the disk in question
     * @return the median in nanoseconds
     */
    public static long medianNanos(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "tidegate-bench-", ".fsync");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(FILE_BYTES);
            channel.write(bytes, 0);
            channel.force(true);
            long[] times = new long[WRITES];
            for (int i = 0; i < WRITES; i++) {
                long begin = System.nanoTime();
                channel.write(bytes.limit(WRITE_BYTES).position(0), (long) i * WRITE_BYTES);
                channel.force(false);
                times[i] = System.nanoTime() - begin;
            }
            Arrays.sort(times);
            return times[WRITES / 2];
        } finally {
            Files.delete(file);
        }
    }
}
