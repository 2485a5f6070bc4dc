package io.tidegate.store.file.internal;

import static io.tidegate.store.file.internal.Stores.append;
import static io.tidegate.store.file.internal.Stores.commit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Claim;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that fails, or cannot be opened, leaves no file open: it is opened anew again and again. */
class OpenFilesTest {
    private static final Limits LIMITS = new Limits(16 << 20, 64 << 20, 64 << 10);
    private final FaultyDisk disk = new FaultyDisk(new Random(1));
    private int before;

    /** Several segments, some that were emptied, and the reserve. */
    @BeforeEach
    void fill() throws Exception {
        try (FileStore store = Stores.open(disk, LIMITS)) {
            commit(store, b -> b.open(1, "q"));
            for (int i = 1; i <= 1500; i++) {
                commit(store, b -> append(b, "x".repeat(220), 1));
            }
            for (int i = 1; i <= 600; i++) {
                int n = i;
                commit(store, b -> b.remove(1, n));
            }
            Stores.await("the reserve", store::hasReserve);
        }
        before = disk.openFiles();
        assertTrue(disk.names().size() > 6, disk.names().toString());
    }

    private void assertNoneIsLeft() {
        Stores.await("all are closed, open are " + disk.openFiles(), () -> disk.openFiles() == before);
    }

    private FileStore open() throws Exception {
        return Stores.open(disk, LIMITS);
    }

    @Test
    void everyFileThatCannotBeOpened_whicheverTime() throws Exception {
        for (String name : disk.names()) {
            for (int time = 1; time <= 3; time++) {
                AtomicInteger left = new AtomicInteger(time);
                disk.failOpen(name, () -> left.decrementAndGet() == 0);
                try {
                    open().close();
                } catch (IOException e) {
                    assertEquals("input/output error", e.getMessage());
                }
                assertNoneIsLeft();
            }
        }
        assertTrue(disk.faults() > disk.names().size(), "faults " + disk.faults());
    }

    @Test
    void noHeapBetweenWhatIsFoundAndWhatIsBegun() {
        disk.noHeap(FaultyDisk.FREE);
        assertThrows(OutOfMemoryError.class, this::open);
        assertNoneIsLeft();
    }

    @Test
    void firstSegmentThatCannotBeWritten() {
        for (int operation = 1; operation <= 4; operation++) {
            disk.plan(FaultyDisk.Fault.POWER_CUT, operation);
            assertThrows(IOException.class, this::open);
            assertNoneIsLeft();
            disk.revive();
        }
    }

    @Test
    void nextSegmentThatCannotBeWritten() throws Exception {
        for (int operation = 1; operation <= 6; operation++) {
            FileStore store = open();
            String large = "x".repeat(60_000);
            commit(store, b -> append(b, large, 1));
            Stores.await("the reserve", store::hasReserve);
            disk.plan(FaultyDisk.Fault.POWER_CUT, operation);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Model.LIMIT_SECONDS);
            while (commit(store, Claim.RELEASE, b -> append(b, large, 1)).failure() == null) {
                assertTrue(System.nanoTime() < end);
            }
            store.close();
            assertNoneIsLeft();
            disk.revive();
        }
    }
}
