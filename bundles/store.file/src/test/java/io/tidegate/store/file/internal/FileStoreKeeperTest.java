package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.ProposedConfiguration;
import io.tidegate.status.StatusRow;
import io.tidegate.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreKeeperTest {
    private static final long PAUSE_MILLIS = 5;
    @TempDir
    private Path data;
    private final AtomicReference<Store> offered = new AtomicReference<>();
    private FileStoreKeeper keeper;

    @BeforeEach
    void keeper() {
        keeper = keeperOf();
    }

    private FileStoreKeeper keeperOf() {
        return new FileStoreKeeper(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), data, RealDisk::lock, PAUSE_MILLIS, store -> {
            offered.set(store);
            return () -> offered.set(null);
        });
    }

    @AfterEach
    void close() {
        keeper.close();
    }

    private StatusRow awaitRow(String state) {
        Stores.await(state + ", is " + keeper.rows(),
                () -> !keeper.rows().isEmpty() && keeper.rows().get(0).state().equals(state));
        return keeper.rows().get(0);
    }

    /** Looked at once each time: between two looks it may be withdrawn. */
    private Store awaitOther(Store before) {
        AtomicReference<Store> other = new AtomicReference<>();
        Stores.await("another one", () -> {
            other.set(offered.get());
            return other.get() != null && other.get() != before;
        });
        return other.get();
    }

    @Test
    void nothingSaid_opensInTheGatewaysData_andSurvives() throws Exception {
        keeper.configure(Map.of());
        StatusRow row = awaitRow("RUNNING");
        Stores.await("offered", () -> offered.get() != null);
        assertEquals("always", row.details().get("durability"));
        assertEquals(List.of("io.tidegate.store"), row.pids());
        String identity = offered.get().identity();
        Stores.commit(offered.get(), b -> b.open(1, "kept"));
        keeper.close();
        assertNull(offered.get());
        assertEquals(List.of(), keeper.rows());
        keeper = keeperOf();
        keeper.configure(Map.of("kind", "file", "durability", "interval(50)"));
        Stores.await("offered again", () -> offered.get() != null);
        assertEquals(identity, offered.get().identity());
        assertTrue(Model.of(offered.get()).toString().startsWith("1 kept "));
        assertEquals("interval(50)", awaitRow("RUNNING").details().get("durability"));
        assertTrue(Files.isDirectory(data.resolve("store")));
    }

    @Test
    void quota_countsAtOnce() {
        keeper.configure(Map.of("quota", "1g"));
        Stores.await("offered", () -> offered.get() != null);
        Store store = offered.get();
        long before = store.usage().quota();
        keeper.configure(Map.of("quota", "2g"));
        Stores.await("twice as much", () -> store.usage().quota() > 2 * before - (1 << 20));
        Stores.await("shown", () -> keeper.rows().get(0).details().get("disk.quota").equals(String.valueOf(2L << 30)));
        assertEquals("", keeper.rows().get(0).reason());
        assertEquals(store, offered.get(), "nobody was disturbed");
    }

    @Test
    void durability_opensTheSameFilesAnew() throws Exception {
        keeper.configure(Map.of());
        Stores.await("offered", () -> offered.get() != null);
        Store before = offered.get();
        Stores.commit(before, batch -> batch.open(1, "q"));
        Stores.commit(before, batch -> Stores.append(batch, "kept", 1));
        keeper.configure(Map.of("durability", "interval(50)"));
        Store second = awaitOther(before);
        assertEquals("interval(50)", keeper.rows().get(0).details().get("durability"));
        assertEquals(before.identity(), second.identity());
        assertEquals("kept", Stores.text(Stores.page(second, 1, 0, 10), 0));
        keeper.configure(Map.of("durability", "interval(50)", "quota", "64m")); // 4 of the files that are there
        assertEquals("kept", Stores.text(Stores.page(awaitOther(second), 1, 0, 10), 0));
    }

    @Test
    void dir_isAnotherStore_unlessItCannotBeUsed() throws Exception {
        keeper.configure(Map.of());
        Stores.await("offered", () -> offered.get() != null);
        Store before = offered.get();
        Files.writeString(data.resolve("a-file"), "no directory");
        keeper.configure(Map.of("dir", "a-file"));
        Stores.await("refused", () -> keeper.rows().get(0).reason().startsWith("new configuration refused: dir: a-file"));
        assertEquals(before, offered.get());
        keeper.configure(Map.of("dir", "no\0path"));
        Stores.await("refused", () -> keeper.rows().get(0).reason().startsWith("new configuration refused: dir: no"));
        keeper.configure(Map.of("dir", "elsewhere"));
        Store second = awaitOther(before);
        assertNotEquals(before.identity(), second.identity());
        keeper.configure(Map.of());
        assertEquals(before.identity(), awaitOther(second).identity());
    }

    @Test
    void dir_inOtherWords_changesNothing() {
        keeper.configure(Map.of());
        Stores.await("offered", () -> offered.get() != null);
        Store before = offered.get();
        keeper.configure(Map.of("dir", "store", "quota", "2g"));
        Stores.await("taken", () -> keeper.rows().get(0).details().get("disk.quota").equals(String.valueOf(2L << 30)));
        keeper.configure(Map.of("dir", "./store", "quota", "3g"));
        Stores.await("taken", () -> keeper.rows().get(0).details().get("disk.quota").equals(String.valueOf(3L << 30)));
        assertEquals("", keeper.rows().get(0).reason());
        assertEquals(before, offered.get());
        keeper.configure(Map.of("dir", "store", "durability", "interval(50)"));
        assertEquals(before.identity(), awaitOther(before).identity());
    }

    /** What stands behind a link is above what it names, not above the link. */
    @Test
    void dir_aboveWhatALinkNames_isThere_andAnotherOne() throws Exception {
        Path far = Files.createDirectories(data.resolve("far/away")).getParent();
        Files.createSymbolicLink(data.resolve("link"), far.resolve("away"));
        keeper.configure(Map.of());
        Stores.await("offered", () -> offered.get() != null);
        Store before = offered.get();
        keeper.configure(Map.of("dir", "link/../store"));
        Store second = awaitOther(before);
        assertNotEquals(before.identity(), second.identity());
        assertTrue(Files.exists(far.resolve("store/lock")));
        keeper.configure(Map.of("dir", "far/store", "quota", "2g"));
        Stores.await("taken", () -> keeper.rows().get(0).details().get("disk.quota").equals(String.valueOf(2L << 30)));
        assertEquals(second, offered.get());
    }

    @Test
    void quota_thatDoesNotGoWithTheFiles_changesNothing() {
        Limits limits = new Limits(8 << 20, 64 << 20, 1 << 20);
        assertTrue(limits.changeDisk(32 << 20));
        assertEquals(13 << 20, limits.keepBytes());
        assertTrue(!limits.changeDisk(31 << 20) && !limits.changeDisk(1L << 37));
        assertEquals(32 << 20, limits.diskBytes());
    }

    @Test
    void otherKind_isNoneOfItsBusiness_andEndsWhatRuns() {
        keeper.configure(Map.of("kind", "memory", "quota", "1m"));
        keeper.configure(Map.of("kind", "file"));
        Stores.await("offered", () -> offered.get() != null);
        keeper.configure(Map.of("kind", "memory"));
        Stores.await("withdrawn", () -> offered.get() == null && keeper.rows().isEmpty());
    }

    @Test
    void otherKind_thatCannotCome_doesNotEndWhatRuns() {
        keeper.configure(Map.of());
        Stores.await("offered", () -> offered.get() != null);
        keeper.configure(Map.of("kind", "memory", "quota", "512k"));
        Stores.await("refused", () -> keeper.rows().get(0).reason().equals("new configuration refused: kind: memory with quota: 512k;"
                + " allowed for that kind: a size from 1m to 64g, for instance 64m"));
        assertNotNull(offered.get());
    }

    @Test
    void badEdit_doesNotStopWhatRuns() {
        keeper.configure(Map.of());
        Stores.await("offered", () -> offered.get() != null);
        keeper.configure(Map.of("quota", "63m", "durability", "sometimes"));
        Stores.await("refused", () -> keeper.rows().get(0).reason().startsWith("new configuration refused: quota: 63m"));
        assertTrue(keeper.rows().get(0).reason().contains("durability: sometimes; allowed: always"));
        assertNotNull(offered.get());
    }

    @Test
    void kindThatNobodyKnows_doesNotStopWhatRuns() {
        keeper.configure(Map.of("kind", "flie"));
        keeper.configure(Map.of("kind", "file"));
        Stores.await("offered", () -> offered.get() != null);
        keeper.configure(Map.of("kind", "flie"));
        Stores.await("refused", () -> keeper.rows().get(0).reason().equals(
                "new configuration refused: kind: flie is not a kind of store; allowed: file, memory"));
        assertNotNull(offered.get());
    }

    @Test
    void badAtStart_isFailedWithTheReason() {
        keeper.configure(Map.of("durability", "interval(0)"));
        assertTrue(awaitRow("FAILED").reason().startsWith("durability: interval(0); allowed: always, interval("));
    }

    @Test
    void directoryInUse_isFailedUntilItIsFree() throws Exception {
        RealDisk other = RealDisk.lock(data.resolve("store"));
        keeper.configure(Map.of());
        assertTrue(awaitRow("FAILED").reason().contains("in use"));
        other.close();
        Stores.await("offered", () -> offered.get() != null);
    }

    @Test
    void check_judgesOnlyItsOwnKind() {
        ProposedConfiguration proposed = new ProposedConfiguration(List.of(new ProposedConfiguration.Entry(
                "io.tidegate.store", Map.of("kind", "file", "quota", "7"), "f:1", Map.of("quota", "f:3"))), List.of());
        assertEquals("f:3", new StoreCheck().check(proposed).get(0).source());
        assertEquals(List.of(), new StoreCheck().check(new ProposedConfiguration(List.of(new ProposedConfiguration.Entry(
                "io.tidegate.store", Map.of("kind", "memory", "quota", "7"), "f:1", Map.of())), List.of())));
    }
}
