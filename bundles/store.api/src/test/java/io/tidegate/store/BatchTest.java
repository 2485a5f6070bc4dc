package io.tidegate.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BatchTest {
    private final Batch batch = new Batch(0);

    private String hex() {
        return HexFormat.of().formatHex(batch.array(), 0, batch.length());
    }

    @Test
    void append_bytesAsDrawn() {
        int operation = batch.append(new long[] {5, 6, 7}, 2, 3);
        byte[] entry = {(byte) 0xAA, (byte) 0xBB, (byte) 0xCC};
        System.arraycopy(entry, 0, batch.array(), batch.entry(operation), 3);
        batch.sequence(operation, 1, 0x1122);
        assertEquals("01" + "00000003" + "0002" // kind, length, queues
                + "0000000000000005" + "0000000000000000" // queue, sequence
                + "0000000000000006" + "0000000000001122"
                + "aabbcc", hex());
        assertEquals(2, batch.queues(operation));
        assertEquals(6, batch.queue(operation, 1));
        assertEquals(0x1122, batch.sequence(operation, 1));
        assertEquals(3, batch.entryLength(operation));
    }

    @Test
    void others_bytesAsDrawn() {
        batch.remove(1, 2);
        batch.mark(1, 2, -1);
        batch.open(3, "é");
        batch.drop(4);
        batch.put(9, new byte[] {1}, new byte[] {2, 3});
        batch.delete(9, new byte[] {0, 1, 0}, 1, 1);
        assertEquals("02" + "0000000000000001" + "0000000000000002"
                + "03" + "0000000000000001" + "0000000000000002" + "ffffffff"
                + "04" + "0000000000000003" + "00000002" + "c3a9"
                + "05" + "0000000000000004"
                + "06" + "00000009" + "00000001" + "01" + "00000002" + "0203"
                + "07" + "00000009" + "00000001" + "01", hex());
        assertEquals(6, batch.operations());
    }

    @Test
    void reader_walksAllKinds() {
        int first = batch.append(new long[0], 0, 4);
        batch.remove(11, 12);
        batch.mark(21, 22, 23);
        batch.open(31, "name");
        batch.drop(41);
        batch.put(51, "_key_".getBytes(), 1, 3, "_value_".getBytes(), 1, 5);
        batch.delete(61, "key".getBytes(), 0, 3);
        int last = batch.append(new long[] {71}, 1, 0);
        BatchReader reader = new BatchReader().of(batch);
        assertKind(reader, Batch.APPEND);
        assertEquals(first, reader.operation());
        assertKind(reader, Batch.REMOVE);
        assertEquals(11, reader.queue());
        assertEquals(12, reader.sequence());
        assertKind(reader, Batch.MARK);
        assertEquals(21, reader.queue());
        assertEquals(22, reader.sequence());
        assertEquals(23, reader.mark());
        assertKind(reader, Batch.OPEN);
        assertEquals(31, reader.queue());
        assertEquals("name", reader.name());
        assertKind(reader, Batch.DROP);
        assertEquals(41, reader.queue());
        assertKind(reader, Batch.PUT);
        assertEquals(51, reader.map());
        assertArrayEquals("key".getBytes(), reader.key());
        assertArrayEquals("value".getBytes(), reader.value());
        assertKind(reader, Batch.DELETE);
        assertEquals(61, reader.map());
        assertArrayEquals("key".getBytes(), reader.key());
        assertKind(reader, Batch.APPEND);
        assertEquals(last, reader.operation());
        assertFalse(reader.next());
    }

    private static void assertKind(BatchReader reader, int kind) {
        assertTrue(reader.next());
        assertEquals(kind, reader.kind());
    }

    @Test
    void reader_unknownKind_isAnError() {
        batch.drop(1);
        batch.array()[0] = 99;
        assertThrows(IllegalStateException.class, () -> new BatchReader().of(batch).next());
    }

    @Test
    void append_mostQueues_areCountedUnsigned() {
        long[] queues = new long[Batch.MAX_QUEUES + 1];
        Arrays.setAll(queues, i -> i);
        int operation = batch.append(queues, Batch.MAX_QUEUES, 1);
        assertEquals(Batch.MAX_QUEUES, batch.queues(operation));
        assertEquals(Batch.MAX_QUEUES - 1, batch.queue(operation, Batch.MAX_QUEUES - 1));
        int length = batch.length();
        assertThrows(IllegalArgumentException.class, () -> batch.append(queues, Batch.MAX_QUEUES + 1, 1));
        assertThrows(IllegalArgumentException.class, () -> batch.append(queues, 1, -1));
        assertEquals(length, batch.length());
    }

    @Test
    void claim_theOneThatNeedsMostRoomDecides() {
        assertEquals(Claim.RELEASE, batch.claim());
        batch.claim(Claim.INTAKE);
        batch.claim(Claim.WORK);
        assertEquals(Claim.INTAKE, batch.claim());
    }

    @Test
    void clear_emptiesAllAndGivesALargeArrayBack() {
        batch.append(new long[] {1}, 1, 2 << 20);
        batch.claim(Claim.INTAKE);
        batch.failure(new StoreException(StoreException.Kind.FULL, "full", null));
        batch.clear();
        assertTrue(batch.isEmpty());
        assertEquals(0, batch.length());
        assertEquals(Claim.RELEASE, batch.claim());
        assertNull(batch.failure());
        assertTrue(batch.array().length <= 1 << 16);
        batch.drop(3);
        assertEquals(1, batch.operations());
    }

    @Test
    void append_reusedArray_startsWithoutSequenceNumbers() {
        int operation = batch.append(new long[] {1}, 1, 0);
        batch.sequence(operation, 0, 77);
        batch.clear();
        assertEquals(0, batch.sequence(batch.append(new long[] {1}, 1, 0), 0));
    }
}
