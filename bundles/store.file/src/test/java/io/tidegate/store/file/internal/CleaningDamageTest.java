package io.tidegate.store.file.internal;

import static io.tidegate.store.file.internal.Stores.append;
import static io.tidegate.store.file.internal.Stores.commit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What lives in a segment that is damaged is moved out of it as far as it can be read; and the store goes on. */
class CleaningDamageTest {
    private static final Limits LIMITS = new Limits(16 << 20, 64 << 20, 64 << 10);
    private static final int ENTRIES = 2500;
    /** Those that a segment may need not be moved, the one that is written, and what waits to be used. */
    private static final int MOST_FILES = 4 + 1 + Limits.RESERVE + Limits.SPARE;
    private final FaultyDisk disk = new FaultyDisk(new Random(1));

    /** Entries 1 to {@value #ENTRIES} of queue 1, in several segments, each in a batch of its own. */
    private FileStore filled() throws Exception {
        FileStore store = Stores.open(disk, LIMITS);
        commit(store, b -> b.open(1, "q"));
        for (int i = 1; i <= ENTRIES; i++) {
            int n = i;
            commit(store, b -> append(b, text(n), 1));
        }
        return store;
    }

    private static String text(int n) {
        return "entry " + n + " " + "x".repeat(200);
    }

    /** Offset of the n-th frame of a segment. */
    private int frame(long segment, int n) throws IOException {
        FrameScanner frames = new FrameScanner(disk.open(Stores.fileOf(disk, segment)), segment, SegmentHeader.FIRST_FRAME, 0, (o, w) -> { });
        for (int i = 0; i < n; i++) {
            assertTrue(frames.next());
        }
        return frames.offset();
    }

    /** All but every hundredth, and but the first of those. */
    private static void removeMost(FileStore store) throws Exception {
        for (int i = 1; i <= ENTRIES; i++) {
            int n = i;
            if (i % 100 != 0 || i == 100) {
                commit(store, b -> b.remove(1, n));
            }
        }
    }

    @Test
    void unreadableSector_isReported_andTheSegmentLeftAlone_whileOthersAreCleaned() throws Exception {
        try (FileStore store = filled()) {
            Stores.await("the reserve", store::hasReserve);
            disk.unreadable(Stores.fileOf(disk, 1), frame(1, 50) + 20);
            int before = disk.names().size();
            removeMost(store);
            assertTrue(before > MOST_FILES + 1, before + " files");
            Stores.await("the others are cleaned", () -> disk.names().size() <= MOST_FILES + 1);
            assertNull(store.stopped());
            assertTrue(store.damage().last().startsWith("cannot be read: input/output error: segment 1 "), store.damage().last());
            assertEquals(1, store.damage().count());
            assertEquals(ENTRIES / 100 - 1, store.usage().entries());
            for (int i = 300; i <= ENTRIES; i += 100) {
                assertEquals(text(i), Stores.text(Stores.page(store, 1, i, 1), 0));
            }
        }
    }
}
