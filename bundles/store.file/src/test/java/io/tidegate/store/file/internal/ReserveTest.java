package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReserveTest {
    private static final Limits LIMITS = new Limits(16 << 20, 64 << 20, 64 << 10);
    private static final int A_DAY = 24 * 3600;
    private final FaultyDisk disk = new FaultyDisk(new Random(1));
    private final FreeBytes freeBytes = new FreeBytes(disk);
    private final Spares spares = new Spares(disk, LIMITS, freeBytes);
    /** All on this thread, at once. */
    private final Reserve reserve = new Reserve(new StoreOpening.Opened(disk, null, LIMITS, null, freeBytes, null, null, null), spares,
            new ScheduledThreadPoolExecutor(0) {
                @Override
                public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
                    task.run();
                    return null;
                }
            }, task -> {
                try {
                    task.run(null);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });

    /** As with a quota of the file system, of which the device's free bytes say nothing: each attempt wears flash. */
    @Test
    void deviceThatFailsForLong_isTriedOnceAnHour_andTheFilesAreThereInTheEnd() {
        for (int second = 0; second < A_DAY; second++) {
            int before = disk.faults();
            disk.plan(FaultyDisk.Fault.SYNC_FAILS, 1);
            reserve.consider();
            assertTrue(second > 10 || disk.faults() > before == (second == 0 || second == 2 || second == 6), "soon at first: " + second);
        }
        assertTrue(disk.faults() >= 24 && disk.faults() <= 40, disk.faults() + " attempts");
        assertEquals(0, disk.names().size());
        disk.plan(FaultyDisk.Fault.NONE, 0);
        for (int second = 0; second < 2 * 3600; second++) {
            reserve.consider();
        }
        assertEquals(Limits.RESERVE, spares.files());
    }
}
