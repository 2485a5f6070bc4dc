package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Batch;
import io.tidegate.store.Store;
import io.tidegate.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store that fails, or hangs, under its keeper: another one goes on where it was good. */
class FileStoreKeeperFaultTest {
    private static final Map<String, String> FILE = Map.of("quota", "64m");
    private final FaultyDisk disk = new FaultyDisk(new Random(1));
    private final FaultyDisk other = new FaultyDisk(new Random(4));
    private final AtomicReference<Store> offered = new AtomicReference<>();
    private final AtomicInteger offers = new AtomicInteger();
    private volatile IOException broken;
    private final AtomicInteger attempts = new AtomicInteger();
    private final FileStoreKeeper keeper = new FileStoreKeeper(Clock.systemUTC(), Path.of("data"), this::lock, 1, store -> {
        offered.set(store);
        offers.incrementAndGet();
        return () -> offered.set(null);
    });

    private Disk lock(Path directory) throws IOException {
        if (directory.equals(Path.of("data", "other"))) {
            return other.lock();
        }
        assertEquals(Path.of("data", "store"), directory);
        attempts.incrementAndGet();
        if (broken != null) {
            throw broken;
        }
        return disk.lock();
    }

    @AfterEach
    void close() {
        keeper.close();
    }

    private Store awaitOffer(int number) {
        Stores.await("offer " + number + ", row " + keeper.rows(), () -> offers.get() == number && offered.get() != null);
        FileStore store = (FileStore) offered.get();
        Stores.await("the reserve, which writes too", store::hasReserve);
        return store;
    }

    private void awaitReason(String state, String part) {
        Stores.await(part, () -> !keeper.rows().isEmpty() && keeper.rows().get(0).state().equals(state)
                && keeper.rows().get(0).reason().contains(part));
    }

    private static CompletableFuture<Batch> submit(Store store, String entry) {
        Batch batch = new Batch(64);
        Stores.append(batch, entry, 1);
        CompletableFuture<Batch> done = new CompletableFuture<>();
        store.submit(batch, done::complete);
        return done;
    }

    private static Batch answer(CompletableFuture<Batch> done) throws Exception {
        return done.get(Model.LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static List<String> entries(Store store) throws Exception {
        List<String> entries = new ArrayList<>();
        io.tidegate.store.Page page = Stores.page(store, 1, 0, 100);
        for (int i = 0; i < page.count(); i++) {
            entries.add(Stores.text(page, i));
        }
        return entries;
    }

    @Test
    void syncThatFails_isAnsweredBroken_andAnotherStoreGoesOnWithoutWhatWasAnsweredSo() throws Exception {
        keeper.configure(FILE);
        Store first = awaitOffer(1);
        Stores.commit(first, b -> b.open(1, "q"));
        assertNull(answer(submit(first, "held")).failure());
        disk.plan(FaultyDisk.Fault.SYNC_FAILS, 1);
        StoreException failure = answer(submit(first, "failed")).failure();
        assertEquals(StoreException.Kind.BROKEN, failure.kind());
        Store second = awaitOffer(2);
        assertNotEquals(first, second);
        // The page cache still shows what the sync did not save: only the place where the first one stopped tells.
        assertEquals(List.of("held"), entries(second));
        assertEquals(first.identity(), second.identity());
        assertNull(answer(submit(second, "later")).failure());
        assertEquals(List.of("held", "later"), entries(second));
        assertEquals(StoreException.Kind.CLOSED, answer(submit(first, "too late")).failure().kind());
        assertEquals("RUNNING", keeper.rows().get(0).state());
    }

    /** The file where it stopped is gone by then: what lived in it is in the first one of the opening that failed so late. */
    @Test
    void openingThatFailsAfterItsFirstSegmentCounts_isGoneOnFrom_notTakenBack() throws Exception {
        keeper.configure(FILE);
        FileStore first = (FileStore) awaitOffer(1);
        Stores.commit(first, b -> b.open(1, "q"));
        for (int i = 0; i < 8; i++) {
            Stores.commit(first, b -> Stores.append(b, "x".repeat(400_000), 1));
        }
        String spare = Stores.fileOf(disk, 1);
        Stores.commit(first, b -> {
            for (int i = 1; i <= 8; i++) {
                b.remove(1, i);
            }
        });
        assertNull(answer(submit(first, "held")).failure());
        disk.plan(FaultyDisk.Fault.SYNC_FAILS, 1);
        assertTrue(first.cut().segment() > 1 && disk.names().contains(spare), "an emptied segment is kept, to be written again");
        String stopped = Stores.fileOf(disk, first.cut().segment());
        disk.failOpen(spare, () -> !disk.names().contains(stopped));
        assertEquals(StoreException.Kind.BROKEN, answer(submit(first, "failed")).failure().kind());
        Store second = awaitOffer(2);
        assertEquals(2, disk.faults());
        assertEquals(first.identity(), second.identity());
        assertEquals(List.of("held"), entries(second));
        assertEquals("0", keeper.rows().get(0).details().get("damages"));
    }

    @Test
    void storeThatFailsAgainAndAgain_staysFailed_untilItIsConfigured() throws Exception {
        keeper.configure(FILE);
        Stores.commit(awaitOffer(1), b -> b.open(1, "q"));
        for (int i = 1; i <= FileStoreKeeper.ATTEMPTS; i++) {
            Store store = awaitOffer(i);
            assertNull(answer(submit(store, "held " + i)).failure());
            disk.plan(FaultyDisk.Fault.SYNC_FAILS, 1);
            assertEquals(StoreException.Kind.BROKEN, answer(submit(store, "failed")).failure().kind());
        }
        awaitReason("FAILED", "; it stays like this");
        assertNull(offered.get());
        assertTrue(keeper.rows().get(0).reason().startsWith("the store failed ("), keeper.rows().get(0).reason());
        keeper.configure(FILE);
        assertEquals(List.of("held 1", "held 2", "held 3", "held 4", "held 5"),
                entries(awaitOffer(FileStoreKeeper.ATTEMPTS + 1)));
    }

    /** Where one store had to stop says nothing about the files of another one, and is not forgotten over it. */
    @Test
    void placeWhereItFailed_countsForItsOwnFilesOnly() throws Exception {
        FileStore elsewhere = Stores.open(other, new Limits(2 << 20, 64 << 20, 1 << 20));
        Stores.commit(elsewhere, b -> b.open(1, "q"));
        for (int i = 0; i < 12; i++) { // several segments: later ones than those of the store that fails
            Stores.commit(elsewhere, b -> Stores.append(b, "x".repeat(400_000), 1));
        }
        Stores.commit(elsewhere, b -> Stores.append(b, "last", 1));
        elsewhere.close();
        keeper.configure(FILE);
        Stores.commit(awaitOffer(1), b -> b.open(1, "q"));
        for (int i = 1; i <= FileStoreKeeper.ATTEMPTS; i++) {
            Store store = awaitOffer(i);
            disk.plan(FaultyDisk.Fault.SYNC_FAILS, 1);
            assertEquals(StoreException.Kind.BROKEN, answer(submit(store, "failed")).failure().kind());
        }
        awaitReason("FAILED", "; it stays like this");
        keeper.configure(Map.of("dir", "other"));
        assertEquals("last", Stores.text(Stores.page(awaitOffer(FileStoreKeeper.ATTEMPTS + 1), 1, 13, 10), 0));
        keeper.configure(FILE);
        assertEquals(List.of(), entries(awaitOffer(FileStoreKeeper.ATTEMPTS + 2)));
    }

    @Test
    void otherDirectoryThatCannotBeRead_leavesItWhereItIs() throws Exception {
        keeper.configure(FILE);
        Stores.commit(awaitOffer(1), b -> b.open(1, "q"));
        assertNull(answer(submit(offered.get(), "held")).failure());
        other.plan(FaultyDisk.Fault.POWER_CUT, 1);
        keeper.configure(Map.of("dir", "other"));
        Store again = awaitOffer(2);
        awaitReason("RUNNING", "new configuration refused: dir: other; ");
        assertEquals(List.of("held"), entries(again));
        assertNull(answer(submit(again, "more")).failure());
    }

    @Test
    void directoryThatCannotBeUsed_isTriedFiveTimes() {
        broken = new IOException("read-only file system");
        keeper.configure(FILE);
        awaitReason("FAILED", "read-only file system; it stays like this");
        assertEquals(FileStoreKeeper.ATTEMPTS, attempts.get());
        broken = null;
        keeper.configure(FILE);
        awaitOffer(1);
    }

    @Test
    void noHeapToOpenIt_isFailed_andTriedAgain() throws Exception {
        failsUntilThereIsHeap(FaultyDisk.ANY);
    }

    private void failsUntilThereIsHeap(String name) {
        disk.noHeap(name);
        keeper.configure(FILE);
        awaitReason("FAILED", "java.lang.OutOfMemoryError: for a test; it stays like this");
        assertEquals(FileStoreKeeper.ATTEMPTS, attempts.get());
        disk.noHeap("");
        keeper.configure(FILE);
        awaitOffer(1);
    }

    @Test
    void noHeapToLockIt_isFailed_andTriedAgain() throws Exception {
        failsUntilThereIsHeap(FaultyDisk.LOCK);
        other.noHeap(FaultyDisk.LOCK);
        keeper.configure(Map.of("dir", "other"));
        awaitReason("RUNNING", "new configuration refused: dir: other; java.lang.OutOfMemoryError: for a test");
    }

    /** As when the bundle is replaced during a long opening: its classes are gone. */
    @Test
    void classThatIsGone_givesTheFilesBack() throws Exception {
        disk.error(FaultyDisk.ANY, new NoClassDefFoundError("for a test"));
        keeper.configure(FILE);
        awaitReason("FAILED", "java.lang.NoClassDefFoundError: for a test; it stays like this");
        disk.noHeap("");
        keeper.configure(FILE);
        awaitOffer(1);
        assertEquals(FileStoreKeeper.ATTEMPTS + 1, attempts.get());
    }

    @Test
    void directoryInUse_isTriedForAsLongAsItTakes() throws Exception {
        disk.lock();
        keeper.configure(FILE);
        Stores.await("more attempts than for a failure", () -> attempts.get() > FileStoreKeeper.ATTEMPTS + 2);
        awaitReason("FAILED", "in use; tried again until it is free");
        disk.close();
        awaitOffer(1);
    }

    @Test
    void syncThatHangs_keepsTheNextStoreOut_andWhatIsAnsweredAfterAllIsThere() throws Exception {
        keeper.configure(FILE);
        Store first = awaitOffer(1);
        Stores.commit(first, b -> b.open(1, "q"));
        CountDownLatch gate = disk.hangNextSync();
        CompletableFuture<Batch> one = submit(first, "hung");
        Stores.await("it hangs", disk::hangs);
        CompletableFuture<Batch> two = submit(first, "in line");
        keeper.configure(Map.of("kind", "memory"));
        Stores.await("withdrawn", () -> keeper.rows().isEmpty());
        int before = attempts.get();
        keeper.configure(FILE);
        Stores.await("tried", () -> attempts.get() > before + 1);
        gate.countDown();
        assertNull(answer(one).failure());
        assertNull(answer(two).failure());
        assertEquals(List.of("hung", "in line"), entries(awaitOffer(2)));
    }
}
