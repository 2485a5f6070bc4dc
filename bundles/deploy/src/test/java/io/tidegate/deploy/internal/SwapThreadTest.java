package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SwapThreadTest {
    @Test
    void run_whenTooManyWait_isNotTaken_andSaysSo() {
        CountDownLatch end = new CountDownLatch(1);
        try (SwapThread thread = new SwapThread(Duration.ofMillis(1))) {
            assertTrue(thread.run(end::await), "it goes on alone");
            for (int i = 0; i < 1000; i++) {
                thread.start(() -> { });
            }
            assertFalse(thread.run(() -> { }));
            end.countDown();
        }
    }
}
