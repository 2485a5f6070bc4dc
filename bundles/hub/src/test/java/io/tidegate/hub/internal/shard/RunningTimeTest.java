package io.tidegate.hub.internal.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.store.Batch;
import io.tidegate.store.BatchReader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much time has passed for what is stored, whatever the clock says? */
class RunningTimeTest {
    private static final long NOW = 1_700_000_000L;
    private static final long MOST = 48 * 3600;

    private long nanos;
    private long epoch = NOW;

    @Test
    void aJumpOfTheClockWhileRunningChangesNothing() {
        RunningTime time = new RunningTime(() -> nanos, () -> epoch, 60);
        nanos += TimeUnit.SECONDS.toNanos(10);
        epoch = 0;
        assertEquals(10, time.seconds());
        epoch = NOW + 50L * 365 * 86_400;
        assertEquals(10, time.seconds());
    }

    /** Ten seconds of running, then away for so long as the clock says. */
    @ParameterizedTest
    @CsvSource({"60, 70", "172800, 172810", "172801, 172810", "1576800000, 172810", "-3600, 10", "-1700000010, 10", "0, 10"})
    void acrossARestartTheClockCountsForwardAndNoFurtherThanTheLongestAge(long away, long expected) {
        RunningTime before = new RunningTime(() -> nanos, () -> epoch, 60);
        nanos += TimeUnit.SECONDS.toNanos(10);
        Batch batch = new Batch(64);
        before.store(batch);
        BatchReader stored = new BatchReader().of(batch);
        stored.next();
        assertEquals(Maps.STATE, stored.map());
        epoch += away;
        nanos = -TimeUnit.DAYS.toNanos(3); // another process counts from anywhere
        RunningTime after = new RunningTime(() -> nanos, () -> epoch, 60);
        after.recovered(stored.value(), MOST);
        assertEquals(expected, after.seconds());
        nanos += TimeUnit.SECONDS.toNanos(5);
        assertEquals(expected + 5, after.seconds());
    }
}
