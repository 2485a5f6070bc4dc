package io.tidegate.store.memory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.Problem;
import io.tidegate.config.ProposedConfiguration;
import io.tidegate.status.StatusRow;
import io.tidegate.store.Batch;
import io.tidegate.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryStoreKeeperTest {
    private final AtomicReference<Store> offered = new AtomicReference<>();
    private final MemoryStoreKeeper keeper = new MemoryStoreKeeper(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), store -> {
        offered.set(store);
        return () -> offered.set(null);
    });

    @AfterEach
    void close() {
        keeper.close();
    }

    private StatusRow row() {
        assertEquals(1, keeper.rows().size());
        return keeper.rows().get(0);
    }

    @Test
    void configure_nothingSaid_isTheOtherStoresBusiness() {
        keeper.configure(Map.of("service.pid", "x"));
        assertNull(offered.get());
        assertEquals(List.of(), keeper.rows());
    }

    @Test
    void configure_memory_runsAndSaysThatItForgets() {
        keeper.configure(Map.of("kind", "memory"));
        assertEquals("RUNNING", row().state());
        assertEquals("store", row().kind());
        assertEquals("messages and sessions live in memory: a restart forgets them", row().reason());
        assertEquals(Map.of("kind", "memory", "bytes", "0", "quota", "33554432", "entries", "0"), row().details());
        assertEquals(List.of("io.tidegate.store"), row().pids());
        assertEquals(32 << 20, offered.get().usage().quota());
    }

    @ParameterizedTest
    @CsvSource({"1m,1048576", "64m,67108864", "2048k,2097152", "64G,68719476736", "5000000,5000000"})
    void configure_quota_isASize(String text, long bytes) {
        keeper.configure(Map.of("kind", "memory", "quota", text));
        assertEquals(bytes, offered.get().usage().quota());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1023k", "65g", "0", "-1m", "lots", "1.5m", "999999999999999999g", "99999999999999999999"})
    void configure_badQuotaAtStart_isFailedWithTheReason(String text) {
        keeper.configure(Map.of("kind", "memory", "quota", text));
        assertNull(offered.get());
        assertEquals("FAILED", row().state());
        assertEquals("quota: " + text + "; allowed: a size from 1m to 64g, for instance 64m", row().reason());
    }

    @Test
    void configure_otherKindAtStart_offersNoStore_untilItIsMended() {
        keeper.configure(Map.of("kind", "cloud"));
        assertNull(offered.get());
        assertEquals("UNSUPPORTED", row().state());
        assertEquals("kind: cloud is not a kind of store of this version; allowed: file, memory", row().reason());
        keeper.configure(Map.of("kind", "memory"));
        assertEquals("RUNNING", row().state());
        assertTrue(offered.get() != null);
    }

    @Test
    void configure_kindOfAnotherBundle_endsWhatRunsAndSaysNothing() {
        keeper.configure(Map.of("kind", "memory"));
        keeper.configure(Map.of("kind", "file", "quota", "1g", "durability", "always"));
        assertNull(offered.get());
        assertEquals(List.of(), keeper.rows());
        keeper.configure(Map.of("kind", "memory"));
        assertEquals("RUNNING", row().state());
    }

    @ParameterizedTest
    @CsvSource({"quota,32m", "quota,2t", "durability,sometimes", "durability,interval(0)", "durability,interval(60001)"})
    void configure_kindOfAnotherBundle_thatCannotCome_doesNotEndWhatRuns(String key, String value) {
        keeper.configure(Map.of("kind", "memory"));
        Store running = offered.get();
        keeper.configure(Map.of("kind", "file", key, value));
        assertEquals(running, offered.get());
        assertEquals("RUNNING", row().state());
        assertTrue(row().reason().startsWith("new configuration refused: kind: file with " + key + ": " + value), row().reason());
    }

    @Test
    void configure_badEdit_doesNotStopWhatRuns() {
        keeper.configure(Map.of("kind", "memory", "quota", "2m"));
        Store running = offered.get();
        keeper.configure(Map.of("kind", "cloud", "quota", "no"));
        assertEquals(running, offered.get());
        assertEquals("RUNNING", row().state());
        assertTrue(row().reason().startsWith("new configuration refused: kind: cloud"), row().reason());
        assertTrue(row().reason().contains("quota: no"), row().reason());
        assertEquals(2 << 20, running.usage().quota());
        keeper.configure(Map.of("kind", "memory", "quota", "3m"));
        assertEquals(running, offered.get());
        assertEquals(3 << 20, running.usage().quota());
        assertTrue(row().reason().startsWith("messages and sessions live in memory"), row().reason());
    }

    @Test
    void close_takesTheOfferBackThenClosesTheStore() throws Exception {
        keeper.configure(Map.of("kind", "memory"));
        Store store = offered.get();
        keeper.close();
        assertNull(offered.get());
        CompletableFuture<Batch> done = new CompletableFuture<>();
        store.submit(new Batch(16), done::complete);
        assertEquals("CLOSED", done.get(20, TimeUnit.SECONDS).failure().kind().name());
        assertEquals(List.of(), keeper.rows());
    }

    @Test
    void check_namesPlaceKeyAndWhatIsAllowed() {
        ProposedConfiguration proposed = new ProposedConfiguration(List.of(
                new ProposedConfiguration.Entry("io.tidegate.store", Map.of("kind", "cloud", "quota", "7"), "f:1",
                        Map.of("quota", "f:3")),
                new ProposedConfiguration.Entry("io.tidegate.store~second", Map.of(), "g:1", Map.of())), List.of());
        List<Problem> problems = new StoreCheck().check(proposed);
        assertEquals(List.of("f:1 kind", "f:3 quota", "g:1 "),
                problems.stream().map(p -> p.source() + " " + p.key()).toList());
        problems.forEach(p -> assertEquals(Problem.Severity.ERROR, p.severity()));
        assertEquals(List.of(), new StoreCheck().check(new ProposedConfiguration(List.of(), List.of())));
    }
}
