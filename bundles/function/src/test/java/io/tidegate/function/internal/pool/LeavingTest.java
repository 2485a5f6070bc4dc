package io.tidegate.function.internal.pool;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.function.Invocation;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LeavingTest {
    private final ArrayDeque<Call> given = new ArrayDeque<>();

    private void given(long number) {
        Call call = new Call(Invocation.of("delivery").topic("t").build(), 0);
        call.number = number;
        given.add(call);
    }

    private static boolean atNoCall(Leaving leaving) throws InterruptedException {
        return leaving.awaitCall(TimeUnit.MILLISECONDS.toNanos(1));
    }

    @Test
    void idleWorker_isAtNoCall() throws InterruptedException {
        assertTrue(atNoCall(new Leaving(null, given)));
    }

    @Test
    void busyWorker_isAtNoCallOnceThatOneIsAnswered() throws InterruptedException {
        given(7);
        Leaving leaving = new Leaving(null, given);
        assertFalse(atNoCall(leaving));
        leaving.answered(6);
        assertFalse(atNoCall(leaving), "that was another call");
        leaving.answered(7);
        assertTrue(atNoCall(leaving));
    }

    @Test
    void workerWithCallsAhead_mayHaveBegunTheNext_soOnlyItsEndCounts() throws InterruptedException {
        given(7);
        given(8);
        Leaving leaving = new Leaving(null, given);
        leaving.answered(7);
        leaving.answered(8);
        assertFalse(atNoCall(leaving));
        leaving.ended();
        assertTrue(atNoCall(leaving));
    }
}
