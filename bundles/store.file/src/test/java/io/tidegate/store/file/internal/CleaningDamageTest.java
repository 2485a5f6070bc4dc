package io.tidegate.store.file.internal;

import static io.tidegate.store.file.internal.Stores.append;
import static io.tidegate.store.file.internal.Stores.commit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
            assertEquals(IntStream.rangeClosed(2, ENTRIES / 100).map(i -> 100 * i).boxed().toList(), read(store, 1, 1));
        }
    }

    /** Entries from a sequence number on, as a session reads them: a page, then on from where that ends. */
    private static List<Integer> read(FileStore store, int from, int maxEntries) throws Exception {
        List<Integer> found = new ArrayList<>();
        for (long at = from; at <= ENTRIES; ) {
            Page page = Stores.page(store, 1, at, maxEntries);
            assertNull(page.failure());
            assertTrue(page.next() > at, "it stands still at " + at);
            for (int i = 0; i < page.count(); i++) {
                assertEquals(text((int) page.sequence(i)), Stores.text(page, i));
                found.add((int) page.sequence(i));
            }
            at = page.next();
        }
        return found;
    }

    @Test
    void unreadableSector_costsASessionNoMoreThanTheEntryInIt() throws Exception {
        try (FileStore store = filled()) {
            disk.unreadable(Stores.fileOf(disk, 1), place(50) + 100);
            assertEquals(text(49), Stores.text(Stores.page(store, 1, 49, 1), 0));
            assertEquals(text(51), Stores.text(Stores.page(store, 1, 51, 1), 0));
            assertEquals(0, store.damage().count());
            List<Integer> expected = new ArrayList<>(IntStream.rangeClosed(1, ENTRIES).boxed().toList());
            expected.remove(49);
            assertEquals(expected, read(store, 1, 100));
            assertEquals(expected, read(store, 1, 1));
            assertTrue(store.damage().last().startsWith("a damaged entry, sequence 50: segment 1 "), store.damage().last());
            assertEquals(1, store.damage().count());
            Stores.await("not counted any more", () -> store.usage().entries() == ENTRIES - 1);
            assertNull(store.stopped());
        }
    }

    /** What is asked for twice may be there after all; what comes first is not asked for again. */
    @Test
    void pageEndsBeforeAnEntryThatCannotBeRead() throws Exception {
        try (FileStore store = filled()) {
            disk.unreadable(Stores.fileOf(disk, 1), place(50) + 100);
            Page page = Stores.page(store, 1, 41, 100);
            assertEquals(9, page.count());
            assertEquals(50, page.next());
            assertEquals(0, store.damage().count());
        }
    }

    /** The first fifty in one batch, which is one record; then the others. */
    private FileStore filledWithABatch() throws Exception {
        FileStore store = Stores.open(disk, LIMITS);
        commit(store, b -> {
            b.open(1, "q");
            b.open(2, "other");
        });
        commit(store, b -> {
            for (int i = 1; i <= 50; i++) {
                append(b, text(i), 1, 2);
            }
        });
        for (int i = 51; i <= ENTRIES; i++) {
            int n = i;
            commit(store, b -> append(b, text(n), 1));
        }
        return store;
    }

    /** So that segment 1 is the one in which least lives; returns how many are left. */
    private static int removeTwoThirdsOfTheOthers(FileStore store) throws Exception {
        int left = 100;
        for (int i = 51; i <= ENTRIES; i++) {
            int n = i;
            if (i % 3 != 0 || i < 300) {
                commit(store, b -> b.remove(1, n));
            } else {
                left++;
            }
        }
        return left;
    }

    /** Offset of the text of an entry in the file of segment 1. */
    private int place(int n) throws IOException {
        LogFile file = disk.open(Stores.fileOf(disk, 1));
        byte[] all = new byte[(int) file.size()];
        file.read(0, all, 0, all.length);
        int at = new String(all, StandardCharsets.ISO_8859_1).indexOf(text(n));
        assertTrue(at > 0, "no entry " + n);
        return at;
    }

    private static List<Integer> firstFifty(FileStore store, long queue) throws Exception {
        List<Integer> found = new ArrayList<>();
        Page page = Stores.page(store, queue, 1, 50);
        for (int i = 0; i < page.count() && page.sequence(i) <= 50; i++) {
            assertEquals(text((int) page.sequence(i)), Stores.text(page, i));
            found.add((int) page.sequence(i));
        }
        return found;
    }

    /** Writes until the file of segment 1 was used again; then nothing but what is damaged is lost. */
    private void assertKept(FileStore store, int left, List<Integer> lost) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2L * Model.LIMIT_SECONDS);
        while (Stores.isThere(disk, 1)) {
            assertTrue(System.nanoTime() < end, "segment 1 is not cleaned");
            commit(store, b -> b.put(1, new byte[] {1}, new byte[5000]));
        }
        List<Integer> expected = new ArrayList<>(IntStream.rangeClosed(1, 50).boxed().toList());
        expected.removeAll(lost);
        assertEquals(expected, firstFifty(store, 1));
        assertEquals(expected, firstFifty(store, 2));
        assertEquals(left - 2 * lost.size(), store.usage().entries());
        assertNull(store.stopped());
    }

    @Test
    void damagedByteOfARecord_costsNoMoreThanItsEntry() throws Exception {
        try (FileStore store = filledWithABatch()) {
            disk.damage(Stores.fileOf(disk, 1), place(25) + 100);
            assertKept(store, removeTwoThirdsOfTheOthers(store), List.of(25));
            assertTrue(store.damage().last().startsWith("a damaged entry, "), store.damage().last());
        }
    }

    @Test
    void damagedHeaderOfARecord_costsNothing_alsoAfterAStart() throws Exception {
        filledWithABatch().close();
        try (FileStore store = Stores.open(disk, LIMITS)) {
            disk.damage(Stores.fileOf(disk, 1), frame(1, 3) + 9);
            assertKept(store, removeTwoThirdsOfTheOthers(store), List.of());
        }
        try (FileStore store = Stores.open(disk, LIMITS)) {
            assertEquals(50, firstFifty(store, 1).size());
            assertEquals(0, store.damage().count());
        }
    }

    @Test
    void damagedRecord_whoseEntriesCannotBeFound_leavesTheSegmentAlone() throws Exception {
        filledWithABatch().close();
        try (FileStore store = Stores.open(disk, LIMITS)) {
            String file = Stores.fileOf(disk, 1);
            disk.damage(file, frame(1, 3) + 9);
            disk.unreadable(file, SegmentHeader.footerAt(disk.open(file), 1) + 100);
            removeTwoThirdsOfTheOthers(store);
            Stores.await("found", () -> store.damage().last().startsWith("cannot be read: "));
            for (int i = 0; i < 100; i++) {
                commit(store, b -> b.put(1, new byte[] {1}, new byte[5000]));
            }
            assertTrue(Stores.isThere(disk, 1));
            assertNull(store.stopped());
            assertEquals(text(300), Stores.text(Stores.page(store, 1, 300, 1), 0));
        }
    }
}
