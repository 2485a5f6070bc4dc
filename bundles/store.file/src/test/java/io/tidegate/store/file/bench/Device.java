package io.tidegate.store.file.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The block device that a directory lies on, by its own counter: what reaches it, the file system's journal and whatever
 * else the machine writes there included.
 */
final class Device {
    private static final int SECTOR = 512;
    private static final int SECTORS_WRITTEN = 6;

    private final Path counters;

    private Device(Path counters) {
        this.counters = counters;
    }

    static Device of(Path directory) throws IOException {
        long number = ((Number) Files.getAttribute(directory, "unix:dev")).longValue();
        long major = number >>> 8 & 0xFFF;
        long minor = number & 0xFF | number >>> 12 & 0xFFFFF00;
        return new Device(Path.of("/sys/dev/block/" + major + ":" + minor + "/stat"));
    }

    /** Whether there is such a counter: not on file systems without a device. */
    boolean isKnown() {
        return Files.isReadable(counters);
    }

    /** Since the machine started; 0 when it is not known. */
    long writtenBytes() throws IOException {
        return isKnown() ? Long.parseLong(Files.readString(counters).trim().split("\\s+")[SECTORS_WRITTEN]) * SECTOR : 0;
    }
}
