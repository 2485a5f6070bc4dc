package io.tidegate.store.file.internal;

import static io.tidegate.store.file.internal.Stores.append;
import static io.tidegate.store.file.internal.Stores.commit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DamageTest {
    private static final Limits LIMITS = new Limits(16 << 20, 64 << 20, 64 << 10);
    private final FaultyDisk disk = new FaultyDisk(new Random(1));

    /** Entries 1 to count of queue 1, each in a batch of its own; several segments. */
    private FileStore filled(int count) throws Exception {
        FileStore store = Stores.open(disk, LIMITS);
        commit(store, b -> b.open(1, "q"));
        for (int i = 1; i <= count; i++) {
            String text = "entry " + i + " " + "x".repeat(200);
            commit(store, b -> append(b, text, 1));
        }
        return store;
    }

    private static List<Long> sequences(FileStore store) throws Exception {
        List<Long> sequences = new ArrayList<>();
        for (long from = 1; ; ) {
            Page page = Stores.page(store, 1, from, 100);
            assertEquals(null, page.failure());
            for (int i = 0; i < page.count(); i++) {
                assertTrue(Stores.text(page, i).startsWith("entry " + page.sequence(i) + " "), "served what is damaged");
                sequences.add(page.sequence(i));
            }
            if (page.atEnd()) {
                return sequences;
            }
            from = page.next();
        }
    }

    /** Offset of the n-th frame of a segment. */
    private int frame(long segment, int n) throws IOException {
        FrameScanner frames = new FrameScanner(disk.open(Stores.fileOf(disk, segment)), segment, SegmentHeader.FIRST_FRAME, 0, (o, w) -> { });
        for (int i = 0; i < n; i++) {
            assertTrue(frames.next());
        }
        return frames.offset();
    }

    @Test
    void damagedRecord_whileRunning_isReportedWithItsPlace_skippedAndUncounted() throws Exception {
        try (FileStore store = filled(600)) {
            int at = frame(1, 10);
            disk.damage(Stores.fileOf(disk, 1), at + 150);
            List<Long> read = sequences(store);
            assertEquals(599, read.size());
            assertTrue(store.damage().last().contains("segment 1 (00000001.segment) at offset "), store.damage().last());
            Stores.await("the lost one is no longer counted", () -> store.usage().entries() == 599);
            assertEquals(1, store.damage().count());
        }
    }

    @Test
    void damagedRecord_inTheLastSegment_isReportedAndSkippedAtTheNextStart() throws Exception {
        filled(100).close();
        int at = frame(1, 50);
        disk.damage(Stores.fileOf(disk, 1), at + 100);
        try (FileStore store = Stores.open(disk, LIMITS)) {
            assertEquals(99, sequences(store).size());
            assertTrue(store.damage().last().contains("segment 1 (00000001.segment) at offset " + at), store.damage().last());
        }
    }

    @Test
    void damagedRecord_thatWasSyncedTogetherWithTheNext_doesNotCutOffWhatFollows() throws Exception {
        int at;
        try (FileStore store = new StoreOpening(disk, LIMITS, Durability.interval(300), Cut.NONE).open(failed -> { })) {
            Stores.await("the reserve, which syncs too", store::hasReserve);
            commit(store, b -> b.open(1, "q"));
            commit(store, b -> append(b, "entry 1 ", 1));
            int before = disk.syncs();
            commit(store, b -> append(b, "entry 2 ", 1));
            Stores.await("both are on the disk", () -> disk.syncs() > before);
            commit(store, b -> append(b, "entry 3 ", 1));
            at = frame(1, 3);
        }
        disk.damage(Stores.fileOf(disk, 1), at + 40);
        try (FileStore store = Stores.open(disk, LIMITS)) {
            assertEquals(List.of(2L, 3L), sequences(store));
            assertTrue(store.damage().last().contains("segment 1 (00000001.segment) at offset " + at), store.damage().last());
        }
    }

    @Test
    void damagedHeaderOfARecord_isSteppedOver() throws Exception {
        filled(100).close();
        disk.damage(Stores.fileOf(disk, 1), frame(1, 50) + 9);
        try (FileStore store = Stores.open(disk, LIMITS)) {
            assertEquals(99, sequences(store).size());
        }
    }

    @Test
    void tornTail_isCutOffWithoutAWord() throws Exception {
        filled(100).close();
        disk.damage(Stores.fileOf(disk, 1), frame(1, 102) + 40);
        try (FileStore store = Stores.open(disk, LIMITS)) {
            assertEquals(99, sequences(store).size());
            assertEquals(0, store.damage().count());
            commit(store, b -> append(b, "entry 100 again", 1));
            assertEquals(100, sequences(store).size());
        }
    }

    @Test
    void damagedFooter_theSegmentIsReadThrough() throws Exception {
        FileStore store = filled(900);
        store.close();
        int footerAt = SegmentHeader.footerAt(disk.open(Stores.fileOf(disk, 1)), 1);
        assertTrue(footerAt > 0, "segment 1 is sealed");
        disk.damage(Stores.fileOf(disk, 1), footerAt + 60);
        try (FileStore again = Stores.open(disk, LIMITS)) {
            assertEquals(900, sequences(again).size());
            assertEquals(1, again.damage().count());
        }
    }

    @Test
    void damagedListOfASealedSegment_whileRunning_theSegmentIsReadThrough() throws Exception {
        try (FileStore store = filled(900)) {
            Stores.await("sealed", () -> footerAt(1) > 0 && footerAt(2) > 0);
            commit(store, b -> b.mark(1, 1, 1)); // whatever: the committing thread has heard of the footer by then
            disk.damage(Stores.fileOf(disk, 1), footerAt(1) + 100);
            assertEquals(900, sequences(store).size());
            assertEquals(1, store.damage().count());
        }
    }

    private int footerAt(long segment) {
        try {
            return SegmentHeader.footerAt(disk.open(Stores.fileOf(disk, segment)), segment);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void damagedCheckpoint_theOneBeforeIsUsed() throws Exception {
        FileStore store = filled(900);
        for (int i = 1; i <= 100; i++) {
            int gone = i;
            commit(store, b -> b.remove(1, gone));
        }
        store.close();
        disk.damage(Stores.fileOf(disk, newest()), SegmentHeader.FIRST_FRAME + 40);
        try (FileStore again = Stores.open(disk, LIMITS)) {
            assertEquals(800, sequences(again).size());
            assertTrue(again.damage().count() >= 1);
        }
    }

    @Test
    void missingSegment_isReported_theRestIsServed() throws Exception {
        filled(900).close();
        disk.delete(Stores.fileOf(disk, 2));
        try (FileStore store = Stores.open(disk, LIMITS)) {
            int left = sequences(store).size();
            assertTrue(left > 300 && left < 900, left + " left");
            assertTrue(store.damage().last().contains("a segment is missing: segment 2"), store.damage().last());
        }
    }

    @Test
    void damagedHeaderOfASegment_itsFirstRecordTellsWhichItIs() throws Exception {
        filled(900).close();
        String name = Stores.fileOf(disk, 2);
        disk.damage(name, 20);
        for (int start = 1; start <= 2; start++) {
            try (FileStore store = Stores.open(disk, LIMITS)) {
                assertEquals(900, sequences(store).size());
                assertEquals("a damaged header; the number of the segment was found by its first record: segment 2 (" + name
                        + ") at offset 0", store.damage().last());
            }
        }
    }

    @Test
    void damagedHeaderOfTheNewestSegment_losesNothing_andIsReported() throws Exception {
        for (int at : new int[] {3, 10, 23, 30, 42}) {
            disk.clear();
            filled(700).close();
            String name = Stores.fileOf(disk, newest());
            disk.damage(name, at);
            try (FileStore store = Stores.open(disk, LIMITS)) {
                assertEquals(700, sequences(store).size());
                assertTrue(store.damage().last().startsWith("a damaged header; "), store.damage().last());
            }
            assertEquals(4, newest());
            try (FileStore store = Stores.open(disk, LIMITS)) {
                assertEquals(700, sequences(store).size());
                assertEquals(0, store.damage().count(), "what lived in it was written anew, and it was deleted");
            }
        }
    }

    @Test
    void damagedHeaderAndFirstRecordOfTheNewest_isReported_leftAlone_andItsNumberIsNotGivenAgain() throws Exception {
        filled(700).close();
        String name = Stores.fileOf(disk, 3);
        disk.damage(name, 20);
        disk.damage(name, SegmentHeader.FIRST_FRAME + 5);
        int size = disk.size(name);
        for (int start = 1; start <= 2; start++) {
            try (FileStore store = Stores.open(disk, LIMITS)) {
                int left = sequences(store).size();
                assertTrue(left > 400 && left < 700, left + " left");
                assertEquals("a damaged header, and what should follow it; the file is left alone: segment 0 (" + name
                        + ") at offset 0", store.damage().last());
            }
            assertEquals(size, disk.size(name));
            assertTrue(newest() > 4, "number " + newest());
        }
    }

    @Test
    void damagedHeaderAndFirstRecordOfTheOnlyOne_isNotTakenForAnEmptyStore() throws Exception {
        filled(10).close();
        disk.damage(Stores.fileOf(disk, 1), SegmentHeader.FIRST_FRAME + 5);
        disk.damage(Stores.fileOf(disk, 1), 20);
        IOException refused = assertThrows(IOException.class, () -> Stores.open(disk, LIMITS));
        assertEquals("no header can be read; the files are left alone", refused.getMessage());
    }

    private long newest() throws IOException {
        long newest = 0;
        for (String name : disk.names()) {
            SegmentHeader header = SegmentHeader.read(disk.open(name));
            newest = header == null ? newest : Math.max(newest, header.number());
        }
        return newest;
    }

    @Test
    void scrubbing_findsDamageThatNobodyReads() throws Exception {
        try (FileStore store = filled(900)) {
            disk.damage(Stores.fileOf(disk, 1), frame(1, 20) + 100);
            Stores.await("scrubbed", () -> store.damage().count() == 1);
        }
    }

    @Test
    void laterFormat_isRefusedWithASentence_andNothingIsTouched() throws Exception {
        filled(10).close();
        LogFile file = disk.open(Stores.fileOf(disk, 1));
        byte[] page = new byte[44];
        file.read(0, page, 0, 44);
        ByteWriter header = new ByteWriter(44).bytes(page, 0, 40);
        header.set(8, SegmentHeader.VERSION + 1);
        header.i32(Crc.of(header.array, 0, 40));
        file.write(0, header.array, 0, 44);
        IOException refused = assertThrows(IOException.class, () -> Stores.open(disk, LIMITS));
        assertEquals("the store was written in format 2; this version reads format 1", refused.getMessage());
    }

    @Test
    void filesOfTwoStores_areRefused() throws Exception {
        filled(900).close();
        LogFile file = disk.open(Stores.fileOf(disk, 1));
        byte[] page = new SegmentHeader(1, new java.util.UUID(1, 2)).page();
        file.write(0, page, 0, 44);
        IOException refused = assertThrows(IOException.class, () -> Stores.open(disk, LIMITS));
        assertTrue(refused.getMessage().contains("belongs to another store"), refused.getMessage());
    }
}
