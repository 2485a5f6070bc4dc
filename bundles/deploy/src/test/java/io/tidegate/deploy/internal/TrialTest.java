package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TrialTest {
    private static final String NAME = "io.tidegate.rule";
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final FakeFleet fleet = new FakeFleet(NAME);
    private final FakeFleet.FakeBundle bundle = fleet.bundles.get(NAME);
    private final CountDownLatch end = new CountDownLatch(1);
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

    @Test
    void run_wellAfterTheLimitOnly_isRefused() throws Exception {
        fleet.onUpdate = () -> nanos += bundle.version.equals("2") ? Duration.ofSeconds(30).toNanos() : 0;
        Trial.Result result = trial.run(bundle, Jars.bundle(directory.resolve("2.jar"), NAME, "2"), null);
        assertEquals("it was well after 30.0 s only, 7.0 s are allowed", result.refusal());
        assertTrue(result.restored());
        assertEquals(FakeFleet.SHIPPED, bundle.version);
    }

    @Test
    void run_startThatHangs_isInterruptedAndThePreviousContentPutBack() throws Exception {
        fleet.onUpdate = () -> awaitOnce(bundle.version.equals("2"));
        fleet.onStop = fleet.onUpdate;
        Trial.Result result = inRealTime(Duration.ofSeconds(30)).run(bundle, Jars.bundle(directory.resolve("2.jar"), NAME, "2"), null);
        assertTrue(result.refusal().startsWith("it did not start within 0.2 s: it was at io.tidegate.deploy.internal.TrialTest.awaitOnce("), result.refusal());
        assertTrue(result.restored());
        assertFalse(result.held());
        assertEquals(FakeFleet.SHIPPED, bundle.version);
    }

    @Test
    void run_startThatHangsAndIgnoresInterrupts_holdsTheBundle_andNothingElseIsTriedWithIt() throws Exception {
        fleet.onUpdate = () -> {
            while (end.getCount() > 0) {
                awaitOnce(true);
            }
        };
        Trial shortly = inRealTime(Duration.ofMillis(50));
        Trial.Result result = shortly.run(bundle, Jars.bundle(directory.resolve("2.jar"), NAME, "2"), null);
        assertTrue(result.refusal().startsWith("it did not start within 0.2 s, and does not let go when it is interrupted: it was at "), result.refusal());
        assertTrue(result.held());
        assertFalse(result.restored());
        assertEquals(List.of("2"), fleet.updates);
        assertTrue(shortly.holds(NAME));
        end.countDown();
    }

    @Test
    void run_stopThatHangs_isInterrupted_andTheNewContentTaken() throws Exception {
        fleet.onStop = () -> awaitOnce(true);
        Trial.Result result = inRealTime(Duration.ofSeconds(30)).run(bundle, Jars.bundle(directory.resolve("2.jar"), NAME, "2"), null);
        assertTrue(result.accepted(), result.refusal());
        assertEquals("2", bundle.version);
    }

    @Test
    void run_stopThatHangsAndIgnoresInterrupts_holdsTheBundleWithWhatItHas() throws Exception {
        fleet.onStop = () -> {
            while (end.getCount() > 0) {
                awaitOnce(true);
            }
        };
        Trial.Result result = inRealTime(Duration.ofMillis(50)).run(bundle, Jars.bundle(directory.resolve("2.jar"), NAME, "2"), null);
        assertTrue(result.refusal().startsWith("what ran did not stop within 0.2 s, and does not let go"), result.refusal());
        assertTrue(result.held());
        assertEquals(List.of(), fleet.updates);
        end.countDown();
    }

    private Trial inRealTime(Duration grace) {
        return new Trial(Duration.ofMillis(200), LONG, new Attempts(grace), System::nanoTime, () -> TimeUnit.MILLISECONDS.sleep(1));
    }

    private void awaitOnce(boolean really) {
        try {
            if (really) {
                end.await();
            }
        } catch (InterruptedException asWanted) {
            Thread.interrupted();
        }
    }
}
