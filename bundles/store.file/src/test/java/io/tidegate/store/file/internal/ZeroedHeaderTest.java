package io.tidegate.store.file.internal;

import static io.tidegate.store.file.internal.Stores.append;
import static io.tidegate.store.file.internal.Stores.commit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Zeros stand where a header should: was there one, or was the file never used? */
class ZeroedHeaderTest {
    private static final Limits LIMITS = new Limits(16 << 20, 64 << 20, 64 << 10);
    private final FaultyDisk disk = new FaultyDisk(new Random(1));

    /** So many entries, each in a batch of its own; 700 take three segments. */
    private void fill(int entries) throws Exception {
        try (FileStore store = Stores.open(disk, LIMITS)) {
            Stores.await("the reserve", store::hasReserve);
            commit(store, b -> b.open(1, "q"));
            for (int i = 1; i <= entries; i++) {
                String text = "entry " + i + " " + "x".repeat(200);
                commit(store, b -> append(b, text, 1));
            }
        }
    }

    /** Of the newest, an older one, the only one: the header's page but for a seal, all of the page, or its first bytes. */
    @ParameterizedTest
    @ValueSource(ints = {44, 512, 4096})
    void lostHeader_isReported_andNothingElseIsLost(int bytes) throws Exception {
        for (int[] entriesAndSegment : new int[][] {{700, 3}, {700, 2}, {700, 1}, {20, 1}}) {
            disk.clear();
            fill(entriesAndSegment[0]);
            String name = Stores.fileOf(disk, entriesAndSegment[1]);
            disk.zero(name, 0, bytes);
            try (FileStore store = Stores.open(disk, LIMITS)) {
                assertEquals(entriesAndSegment[0], store.usage().entries());
                assertEquals("a damaged header; the number of the segment was found by its first record: segment " + entriesAndSegment[1]
                        + " (" + name + ") at offset 0", store.damage().last());
            }
        }
    }

    @Test
    void lostHeaderAndWhatFollows_isReported_andTheFileIsLeftAlone() throws Exception {
        fill(700);
        String name = Stores.fileOf(disk, 3);
        int size = disk.size(name);
        disk.zero(name, 0, 9000);
        for (int start = 1; start <= 2; start++) {
            try (FileStore store = Stores.open(disk, LIMITS)) {
                assertTrue(store.usage().entries() > 400 && store.usage().entries() < 700, store.usage().entries() + " left");
                assertEquals("a damaged header, and what should follow it; the file is left alone: segment 0 (" + name
                        + ") at offset 0", store.damage().last());
            }
            assertEquals(size, disk.size(name));
        }
    }

    @Test
    void onlySegmentWithoutHeader_isNotTakenForAnEmptyStore() throws Exception {
        fill(20);
        disk.zero(Stores.fileOf(disk, 1), 0, SegmentHeader.FIRST_FRAME + 40);
        IOException refused = assertThrows(IOException.class, () -> Stores.open(disk, LIMITS));
        assertEquals("no header can be read; the files are left alone", refused.getMessage());
    }

    /** The power went while a store was being opened: all but the header of its first segment may be there. */
    @Test
    void segmentThatWasBeingBegun_andFilesOfTheReserve_areNoDamage() throws Exception {
        fill(700);
        LogFile begun = disk.create("00000099.segment");
        ByteWriter frame = new ByteWriter(1 << 12);
        int at = SegmentHeader.FIRST_FRAME;
        for (int type : new int[] {Frame.CHECKPOINT, Frame.OPERATIONS}) {
            Frame.begin(frame);
            frame.bytes(new byte[100], 0, 100);
            Frame.finish(frame, type, 0, 9, at, at);
            begun.write(at, frame.array, 0, frame.length);
            at += frame.length;
        }
        begun.sync();
        assertTrue(disk.names().size() >= 3 + Limits.RESERVE + 1, "files " + disk.names());
        try (FileStore store = Stores.open(disk, LIMITS)) {
            assertEquals(700, store.usage().entries());
            assertEquals(0, store.damage().count(), store.damage().last());
        }
    }

    /** A client may send what looks like a frame. */
    @Test
    void payloadThatLooksLikeFrames_isNone() throws Exception {
        LogFile file = disk.create("00000001.segment");
        ByteWriter strange = new ByteWriter(1 << 16);
        for (int i = 0; i < 1000; i++) {
            strange.i64(0x5447465202000000L).i64(16).i64(0).i64(i);
        }
        file.write(SegmentHeader.FIRST_FRAME, strange.array, 0, strange.length);
        file.sync();
        try (FileStore store = Stores.open(disk, LIMITS)) {
            assertEquals(0, store.damage().count());
            assertEquals(new UUID(0, 0).toString().length(), store.identity().length());
        }
    }
}
