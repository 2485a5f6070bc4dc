package io.tidegate.deploy.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchThreadTest {
    @Test
    void look_thatFails_isNotTheLast() throws Exception {
        CountDownLatch looks = new CountDownLatch(2);
        try (WatchThread thread = new WatchThread(() -> {
            looks.countDown();
            throw new NoClassDefFoundError("of a bundle that is being swapped");
        })) {
            assertTrue(looks.await(30, TimeUnit.SECONDS));
        }
    }
}
