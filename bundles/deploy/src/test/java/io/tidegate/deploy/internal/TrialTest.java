package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialTest {
    private static final String NAME = "io.tidegate.rule";

    @TempDir
    Path directory;

    private final FakeFleet fleet = new FakeFleet(NAME);
    private final FakeFleet.FakeBundle bundle = fleet.bundles.get(NAME);
    private long nanos;
    private Runnable onPause = () -> { };
    private final Trial trial = new Trial(Duration.ofSeconds(7), Duration.ofSeconds(10), new Attempts(Duration.ZERO), () -> nanos, () -> {
        nanos += Duration.ofMillis(10).toNanos();
        onPause.run();
    });

    @Test
    void run_componentsComeLater_isAcceptedWithTheGapUntilThen() throws Exception {
        fleet.offers.put("2", new Offer(Set.of(), Map.of()));
        onPause = () -> {
            if (nanos >= Duration.ofMillis(50).toNanos()) {
                fleet.offers.put("2", FakeFleet.offer("C"));
            }
        };
        Trial.Result result = trial.run(bundle, Jars.bundle(directory.resolve("2.jar"), NAME, "2"), null);
        assertTrue(result.accepted(), result.refusal());
        assertEquals(50, result.gapMillis());
    }

    @Test
    void run_serviceNeverOffered_isRefusedAfterTheLimit() throws Exception {
        fleet.offers.put("2", new Offer(Set.of("other.Service"), FakeFleet.offer("C").components()));
        Trial.Result result = trial.run(bundle, Jars.bundle(directory.resolve("2.jar"), NAME, "2"), null);
        assertEquals("service a.Service is not offered", result.refusal());
        assertTrue(result.restored());
        assertEquals(7_000, result.gapMillis());
        assertEquals(FakeFleet.SHIPPED, bundle.version);
    }

    @Test
    void run_previousIsNotWellAgain_isSaidAfterTheWholeTime() throws Exception {
        fleet.offers.put("2", new Offer(Set.of("other.Service"), Map.of()));
        onPause = () -> fleet.offers.put(FakeFleet.SHIPPED, new Offer(Set.of("other.Service"), Map.of()));
        Trial.Result result = trial.run(bundle, Jars.bundle(directory.resolve("2.jar"), NAME, "2"), null);
        assertFalse(result.restored());
        assertEquals(10_000, result.gapMillis());
    }

    @Test
    void run_componentStaysFailed_isRefusedBeforeTheLimit() throws Exception {
        fleet.offers.put("2", FakeFleet.failed("C", "boom"));
        Trial.Result result = trial.run(bundle, Jars.bundle(directory.resolve("2.jar"), NAME, "2"), null);
        assertEquals("component C is not active: boom", result.refusal());
        assertEquals(1000, result.gapMillis());
    }

    @Test
    void run_componentFailedOnceAndRecovered_isAccepted() throws Exception {
        fleet.offers.put("2", FakeFleet.failed("C", "address in use"));
        onPause = () -> fleet.offers.put("2", FakeFleet.offer("C"));
        assertTrue(trial.run(bundle, Jars.bundle(directory.resolve("2.jar"), NAME, "2"), null).accepted());
    }

    @Test
    void run_previousDoesNotComeBackEither_bothReasonsAreSaid() throws Exception {
        fleet.offers.put("2", FakeFleet.failed("C", "boom"));
        onPause = () -> fleet.offers.put(FakeFleet.SHIPPED, FakeFleet.failed("C", "also boom"));
        Trial.Result result = trial.run(bundle, Jars.bundle(directory.resolve("2.jar"), NAME, "2"), null);
        assertFalse(result.restored());
        assertEquals("component C is not active: boom; putting back failed too: component C is not active: also boom", result.refusal());
    }

    @Test
    void run_wasNotWellBefore_onlyWhatWasWellIsDemanded() throws Exception {
        fleet.offers.put(FakeFleet.SHIPPED, FakeFleet.failed("C", "old trouble"));
        fleet.offers.put("2", FakeFleet.failed("C", "the same trouble"));
        assertTrue(trial.run(bundle, Jars.bundle(directory.resolve("2.jar"), NAME, "2"), null).accepted());
    }
}
