package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AttemptsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(50);
    private final CountDownLatch end = new CountDownLatch(1);

    @Test
    void run_workThatEnds_isDoneOnAThreadOfItsOwn() throws Exception {
        Thread[] by = new Thread[1];
        assertEquals(Optional.empty(), new Attempts(LONG).run("a", () -> by[0] = Thread.currentThread(), LONG));
        assertEquals("tidegate-deploy-attempt-1", by[0].getName());
    }

    @Test
    void run_workThatThrows_throwsIt_andAnythingElseAsAFault() {
        Attempts attempts = new Attempts(LONG);
        assertEquals("why", assertThrows(DeployFault.class, () -> attempts.run("a", () -> {
            throw new DeployFault("why");
        }, LONG)).getMessage());
        assertEquals("java.lang.NoClassDefFoundError: X", assertThrows(DeployFault.class, () -> attempts.run("a", () -> {
            throw new NoClassDefFoundError("X");
        }, LONG)).getMessage());
    }

    /** As two components, one after the other. */
    @Test
    void run_workThatWaitsTwice_isInterruptedTwice_andHoldsNothing() throws Exception {
        Attempts attempts = new Attempts(LONG);
        Optional<Attempts.Overrun> over = attempts.run("a", () -> {
            awaitOnce();
            awaitOnce();
        }, SHORT);
        assertFalse(over.orElseThrow().held());
        assertTrue(over.get().where().startsWith("io.tidegate.deploy.internal.AttemptsTest.awaitOnce(AttemptsTest.java:"), over.toString());
        assertFalse(attempts.holds("a"));
    }

    private void awaitOnce() {
        try {
            end.await();
        } catch (InterruptedException asWanted) {
            Thread.interrupted();
        }
    }

    @Test
    void run_workThatIgnoresInterrupts_holdsItsBundleUntilItEnds() throws Exception {
        Attempts attempts = new Attempts(SHORT);
        CountDownLatch ended = new CountDownLatch(1);
        Optional<Attempts.Overrun> over = attempts.run("a", () -> {
            while (end.getCount() > 0) {
                awaitOnce();
            }
            ended.countDown();
        }, SHORT);
        assertTrue(over.orElseThrow().held());
        assertTrue(attempts.holds("a"));
        assertFalse(attempts.holds("b"));
        end.countDown();
        assertTrue(ended.await(30, TimeUnit.SECONDS));
        while (attempts.holds("a")) { // until its thread is gone too; @Timeout is the limit
            Thread.onSpinWait();
        }
    }
}
