package io.tidegate.bench.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** CPU time of a process and all below it, from {@code /proc/PID/stat}. Stateless. */
public final class ProcessCpu {

    /** The kernel reports in ticks of 1/100 s whatever its own timer does (USER_HZ on all Linux architectures Java runs on). */
    private static final long TICK_NANOS = 10_000_000L;

    /** Fields counted from the one behind the command's name, which is field 3 of proc(5): utime, stime, cutime, cstime. */
    private static final int UTIME = 14 - 3, STIME = 15 - 3, CUTIME = 16 - 3, CSTIME = 17 - 3;

    private ProcessCpu() { }

    /** User and system time of the process, its living descendants and the children it has waited for, in nanoseconds. */
    public static long nanos(ProcessHandle process) {
        LongStream below = process.descendants().mapToLong(child -> ticks(child.pid()));
        return (ticks(process.pid()) + below.sum()) * TICK_NANOS;
    }

    private static long ticks(long pid) {
        try {
            return ticks(Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return 0;                                           // ended meanwhile: its parent counts it once it waited for it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sum of the four times in a line of {@code /proc/PID/stat}. The command's name may hold spaces and parentheses. */
    static long ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]) + Long.parseLong(fields[CUTIME]) + Long.parseLong(fields[CSTIME]);
    }
}
