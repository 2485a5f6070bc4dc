package io.tidegate.store.file.internal;

import static io.tidegate.store.file.internal.Stores.append;
import static io.tidegate.store.file.internal.Stores.commit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.StoreException;
import java.util.HashMap;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Heap that is wanting while something is read: somebody is told or it is tried again, and the store goes on. */
class NoHeapTest {
    private static final Limits LIMITS = new Limits(16 << 20, 64 << 20, 64 << 10);
    private static final int ENTRIES = 2500;
    private final FaultyDisk disk = new FaultyDisk(new Random(1));

    private FileStore filled() throws Exception {
        FileStore store = Stores.open(disk, LIMITS);
        commit(store, b -> b.open(1, "q"));
        for (int i = 1; i <= ENTRIES; i++) {
            String text = "entry " + i + " " + "x".repeat(200);
            commit(store, b -> append(b, text, 1));
        }
        Stores.await("the reserve", store::hasReserve);
        return store;
    }

    @Test
    void page_isAnsweredBroken_andThereLater() throws Exception {
        try (FileStore store = filled()) {
            disk.noHeap(Stores.fileOf(disk, 1));
            assertEquals(StoreException.Kind.BROKEN, Stores.page(store, 1, 1, 10).failure().kind());
            disk.noHeap("");
            assertEquals(10, Stores.page(store, 1, 1, 10).count());
            assertNull(store.stopped());
        }
    }

    @Test
    void whatIsTidiedUp_isBegunAgain() throws Exception {
        try (FileStore store = filled()) {
            String file = Stores.fileOf(disk, 1);
            disk.noHeap(file);
            for (int i = 1; i <= ENTRIES; i++) {
                int n = i;
                if (i % 100 != 0 || i == 100) {
                    commit(store, b -> b.remove(1, n));
                }
            }
            int before = disk.faults();
            Stores.await("tried, and again", () -> disk.faults() > before + 3);
            disk.noHeap("");
            Stores.await("cleaned, and written again or deleted", () -> !isThereStill(store));
            assertNull(store.stopped());
            assertEquals(0, store.damage().count());
            assertEquals(ENTRIES / 100 - 1, store.usage().entries());
            assertEquals(200, Stores.page(store, 1, 1, 10).sequence(0));
        }
    }

    /** Whoever starts on it would wait a minute, for a store that is gone. */
    @Test
    void recoveryThatCannotBePlanned_isSaidAtOnce_andGivesItsLeasesBack() throws Exception {
        Index index = new Index();
        QueueState map = index.open(1, QueueState.MAP, 7, "");
        String name = "1" + Spares.SUFFIX;
        Segment segment = new Segment(1, name, disk.create(name));
        index.append(map, 1, segment, SegmentHeader.FIRST_FRAME, 10);
        CompletableFuture<Snapshot> told = new CompletableFuture<>();
        Snapshot.plan(index, null, told, read -> {
            assertTrue(segment.isLeased());
            throw new OutOfMemoryError("for a test");
        });
        assertTrue(told.isCompletedExceptionally());
        assertFalse(segment.isLeased());
        index.open(2, QueueState.MAP, 8, "").marks = new HashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public int size() {
                throw new OutOfMemoryError("for a test");
            }
        };
        CompletableFuture<Snapshot> next = new CompletableFuture<>();
        Snapshot.plan(index, null, next, read -> true);
        assertTrue(next.isCompletedExceptionally());
        assertFalse(segment.isLeased());
    }

    @Test
    void scrubbing_goesOn() throws Exception {
        try (FileStore store = filled()) {
            disk.noHeap(Stores.fileOf(disk, 1));
            Stores.await("scrubbed", () -> disk.faults() > 0);
            disk.noHeap("");
            String second = Stores.fileOf(disk, 2);
            disk.damage(second, SegmentHeader.FIRST_FRAME + 10_000);
            Stores.await("found", () -> store.damage().count() == 1);
        }
    }

    /** Writes on; false once nobody has segment 1 any more. */
    private boolean isThereStill(FileStore store) {
        try {
            commit(store, b -> b.put(1, new byte[] {1}, new byte[5000]));
            return Stores.isThere(disk, 1);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
