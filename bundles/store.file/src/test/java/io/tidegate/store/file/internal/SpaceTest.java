package io.tidegate.store.file.internal;

import static io.tidegate.store.file.internal.Stores.append;
import static io.tidegate.store.file.internal.Stores.commit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Batch;
import io.tidegate.store.Claim;
import io.tidegate.store.StoreException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SpaceTest {
    private static final Limits LIMITS = new Limits(2 << 20, 5 << 20, 128 << 10);
    /** More may live than the disk takes. */
    private static final Limits TIGHT = new Limits(16 << 20, 5 << 20, 128 << 10);
    private static final String KILOBYTE = "k".repeat(1000);
    private final FaultyDisk disk = new FaultyDisk(new Random(1));

    @Test
    void oneThatNeverReads_pinsOnlyItsOwnMessages() throws Exception {
        try (FileStore store = Stores.open(disk, LIMITS)) {
            commit(store, b -> {
                b.open(1, "reads");
                b.open(2, "never reads");
            });
            long most = 0;
            for (int i = 1; i <= 30_000; i++) {
                int n = i;
                commitOnceThereIsRoom(store, b -> {
                    append(b, KILOBYTE + n, 1);
                    if (n % 100 == 0) {
                        append(b, "slow " + n, 2);
                    }
                    b.remove(1, n - 50);
                });
                most = Math.max(most, store.diskBytes());
            }
            assertTrue(most <= LIMITS.diskBytes(), "took " + most + " of disk for 30 MB that went through");
            assertEquals(350, store.usage().entries());
            for (int i = 0; i < 300; i += 100) {
                assertEquals("slow " + (i + 100) * 1, Stores.text(Stores.page(store, 2, i / 100 + 1, 1), 0));
            }
        }
        try (FileStore store = Stores.open(disk, LIMITS)) {
            assertEquals(350, store.usage().entries());
            assertEquals("slow 30000", Stores.text(Stores.page(store, 2, 300, 1), 0));
            assertEquals(KILOBYTE + 30_000, Stores.text(Stores.page(store, 1, 30_000, 1), 0));
        }
    }

    /** As a publisher does that is held back: what is to be moved out of the way may be behind for a moment. */
    private static void commitOnceThereIsRoom(FileStore store, Consumer<Batch> fill) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Model.LIMIT_SECONDS);
        for (Batch done = commit(store, Claim.INTAKE, fill); done.failure() != null; done = commit(store, Claim.INTAKE, fill)) {
            assertEquals(StoreException.Kind.FULL, done.failure().kind());
            assertTrue(System.nanoTime() < end, "no room again");
        }
    }

    @Test
    void keyPutAgainAndAgain_takesNoMoreRoom() throws Exception {
        try (FileStore store = Stores.open(disk, LIMITS)) {
            byte[] key = {1};
            for (int i = 0; i < 20_000; i++) {
                byte[] value = (KILOBYTE + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                commitOnceThereIsRoom(store, b -> b.put(7, key, value));
            }
            assertTrue(store.diskBytes() <= LIMITS.diskBytes(), "took " + store.diskBytes());
        }
    }

    @Test
    void fullQuota_canBeEmptied_oneAcknowledgementAtATime() throws Exception {
        try (FileStore store = Stores.open(disk, LIMITS)) {
            commit(store, b -> b.open(1, "q"));
            long appended = fill(store, Claim.WORK);
            assertTrue(store.diskBytes() <= LIMITS.diskBytes(), "took " + store.diskBytes());
            for (long i = 1; i <= appended; i++) {
                long gone = i;
                commit(store, b -> b.remove(1, gone));
            }
            assertEquals(0, store.usage().entries());
            assertNull(commit(store, Claim.INTAKE, b -> append(b, "again", 1)).failure());
        }
    }

    /** What those who make room write themselves replaces what they wrote before. */
    @Test
    void fullQuota_smallValuesThatReplaceEachOther_areTaken_withinTheQuota() throws Exception {
        try (FileStore store = Stores.open(disk, LIMITS)) {
            Stores.await("the reserve", store::hasReserve);
            commit(store, b -> b.open(1, "q"));
            long appended = fill(store, Claim.WORK);
            byte[] value = new byte[100];
            long most = 0;
            for (int i = 0; i < 20_000; i++) {
                byte[] key = {(byte) (i % 20)};
                commit(store, b -> b.put(7, key, value));
                most = Math.max(most, store.diskBytes());
            }
            assertTrue(most <= LIMITS.diskBytes(), "took " + most);
            for (long i = 1; i <= appended; i++) {
                long gone = i;
                commit(store, b -> b.remove(1, gone));
                most = Math.max(most, store.diskBytes());
            }
            assertTrue(most <= LIMITS.diskBytes(), "took " + most);
        }
    }

    @Test
    void fullDisk_endsTheStore_theNextOneRefusesNewMessages_takesAcknowledgements_andRecovers() throws Exception {
        FileStore first = Stores.open(disk, LIMITS);
        Stores.await("the reserve", first::hasReserve);
        commit(first, b -> b.open(1, "q"));
        for (int i = 0; i < 500; i++) {
            commit(first, b -> append(b, KILOBYTE, 1));
        }
        disk.fill();
        long more = 0;
        StoreException ended;
        while ((ended = commit(first, Claim.RELEASE, b -> append(b, KILOBYTE, 1)).failure()) == null) {
            more++;
        }
        assertEquals(StoreException.Kind.BROKEN, ended.kind());
        first.close();
        try (FileStore store = new StoreOpening(disk, LIMITS, Durability.ALWAYS, first.cut()).open(failed -> { })) {
            assertEquals(500 + more, store.usage().entries());
            assertEquals(StoreException.Kind.FULL, commit(store, Claim.INTAKE, b -> append(b, "x", 1)).failure().kind());
            assertEquals(StoreException.Kind.FULL, commit(store, Claim.WORK, b -> append(b, "x", 1)).failure().kind());
            for (long i = 1; i <= 500 + more; i++) {
                long gone = i;
                commit(store, b -> b.remove(1, gone));
            }
            assertNull(store.stopped());
            disk.revive();
            Stores.await("there is room again", () -> isTaken(store));
        }
    }

    @Test
    void deviceThatFillsFast_refusesAtTheMark_andNeverRunsIntoItsEnd() throws Exception {
        Limits large = new Limits(512 << 20, 1 << 30, 4 << 20);
        disk.room(Limits.FREE_BYTES + (36 << 20));
        try (FileStore store = Stores.open(disk, large)) {
            commit(store, b -> b.open(1, "q"));
            String text = "x".repeat(256 << 10);
            Batch last = commit(store, Claim.INTAKE, b -> append(b, text, 1));
            while (last.failure() == null) {
                last = commit(store, Claim.INTAKE, b -> append(b, text, 1));
            }
            assertEquals(StoreException.Kind.FULL, last.failure().kind(), last.failure().getMessage());
            // What was gathered before it was written was not counted yet.
            assertTrue(disk.usableBytes() > Limits.FREE_BYTES - large.segmentBytes(), disk.usableBytes() + " left");
            assertNull(store.stopped());
        }
    }

    /** The disk hangs in the first file of the reserve: the store serves, and leaves room for what is not there yet. */
    @Test
    void reserveIsMadeBehind_andMeanwhileItsRoomIsNobodyElses() throws Exception {
        CountDownLatch gate = disk.hangNextSync("00000002.segment");
        try (FileStore store = Stores.open(disk, TIGHT)) {
            commit(store, b -> b.open(1, "q"));
            Stores.await("in the making", disk::hangs);
            long appended = fill(store, Claim.WORK);
            assertFalse(store.hasReserve());
            long needed = (Limits.RESERVE - 1L) * TIGHT.segmentBytes();
            assertTrue(store.diskBytes() + needed <= TIGHT.diskBytes(), "took " + store.diskBytes());
            for (long i = 1; i <= appended; i++) {
                long gone = i;
                commit(store, b -> b.remove(1, gone));
            }
            assertTrue(store.diskBytes() <= TIGHT.diskBytes(), "took " + store.diskBytes());
            gate.countDown();
            Stores.await("the reserve", store::hasReserve);
        } finally {
            gate.countDown();
        }
    }

    @Test
    void reserveThatFindsNoRoom_leavesNothingBehind_andIsMadeWhenThereIs() throws Exception {
        CountDownLatch gate = disk.hangNextSync("00000002.segment");
        try (FileStore store = Stores.open(disk, LIMITS)) {
            Stores.await("the first file is in the making", disk::hangs);
            disk.plan(FaultyDisk.Fault.DISK_FULL, 1);
            gate.countDown();
            Stores.await("the second finds no room, and what was written of it is gone",
                    () -> disk.faults() == 1 && disk.names().size() == 2);
            assertFalse(store.hasReserve());
            Stores.await("counted", () -> disk.names().stream().mapToLong(disk::size).sum() == store.diskBytes());
            disk.revive();
            Stores.await("the reserve", store::hasReserve);
            assertEquals(disk.names().stream().mapToLong(disk::size).sum(), store.diskBytes());
            assertNull(store.stopped());
        } finally {
            gate.countDown();
        }
    }

    @Test
    void reserveThatFails_thoughThereIsRoom_isMadeLater() throws Exception {
        disk.failOpen("00000003.segment", () -> true);
        try (FileStore store = Stores.open(disk, LIMITS)) {
            Stores.await("the second file fails", () -> disk.faults() == 1);
            Stores.await("the reserve", store::hasReserve);
            assertEquals(disk.names().stream().mapToLong(disk::size).sum(), store.diskBytes());
        }
    }

    private static boolean isTaken(FileStore store) {
        try {
            return commit(store, Claim.INTAKE, b -> append(b, "x", 1)).failure() == null;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long fill(FileStore store, Claim claim) throws Exception {
        for (long i = 0; i < 100_000; i++) {
            Batch batch = commit(store, claim, b -> append(b, KILOBYTE, 1));
            if (batch.failure() != null) {
                assertNotNull(batch.failure().getMessage());
                return i;
            }
        }
        throw new AssertionError("never full");
    }

    /** A file that grows with each sync costs the disk several times the bytes. */
    @Test
    void smallCommits_makeTheFileGrowInSteps_andTheStepsAreCounted() throws Exception {
        try (FileStore store = Stores.open(disk, LIMITS)) {
            Stores.await("the reserve", store::hasReserve);
            commit(store, b -> b.open(1, "q"));
            Set<Integer> sizes = new HashSet<>();
            for (int i = 0; i < 300; i++) {
                commit(store, b -> append(b, "small", 1));
                sizes.add(disk.size("00000001.segment"));
                assertEquals(disk.names().stream().mapToLong(disk::size).sum(), store.diskBytes());
            }
            assertTrue(sizes.size() > 1 && sizes.size() < 15, "sizes " + sizes);
        }
        disk.powerCut();
        try (FileStore store = Stores.open(disk, LIMITS)) {
            assertEquals(300, store.usage().entries());
            assertEquals(0, store.damage().count());
        }
    }

    /** A small message to many is listed at greater length than it takes: what lists it has no room beyond the quota either. */
    @Test
    void footersOfAFullStore_areWithinTheQuota_andWrittenWhenThereIsRoom() throws Exception {
        int sessions = 200;
        long[] all = LongStream.rangeClosed(1, sessions).toArray();
        try (FileStore store = Stores.open(disk, TIGHT)) {
            Stores.await("the reserve", store::hasReserve);
            commit(store, b -> LongStream.of(all).forEach(q -> b.open(q, "q" + q)));
            long messages = 0;
            while (commit(store, Claim.WORK, b -> append(b, "small", all)).failure() == null) {
                messages++;
                assertTrue(store.diskBytes() <= TIGHT.diskBytes(), "took " + store.diskBytes());
            }
            long taken = messages;
            Stores.await("all footers are written that find room", () -> sizes() == store.diskBytes());
            assertTrue(sizes() <= TIGHT.diskBytes(), "took " + sizes());
            for (long i = 1; i <= messages; i++) {
                long gone = i;
                commit(store, b -> LongStream.of(all).limit(sessions - 1).forEach(q -> b.remove(q, gone)));
                assertTrue(store.diskBytes() <= TIGHT.diskBytes(), "took " + store.diskBytes());
            }
            assertEquals(taken, store.usage().entries());
        }
        try (FileStore store = Stores.open(disk, TIGHT)) {
            assertEquals(0, store.damage().count());
            assertTrue(store.usage().entries() > 0);
        }
    }

    private long sizes() {
        return disk.names().stream().mapToLong(disk::size).sum();
    }

    @Test
    void entryLargerThanASegment_isKept() throws Exception {
        String large = "L".repeat(1_000_000);
        try (FileStore store = Stores.open(disk, LIMITS)) {
            commit(store, b -> b.open(1, "q"));
            commit(store, b -> append(b, large, 1));
        }
        try (FileStore store = Stores.open(disk, LIMITS)) {
            assertEquals(large, Stores.text(Stores.page(store, 1, 1, 1), 0));
        }
    }
}
