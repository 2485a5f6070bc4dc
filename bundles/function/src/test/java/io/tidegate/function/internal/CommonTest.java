package io.tidegate.function.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.function.internal.launch.Places;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommonTest {
    @Test
    void roundThatEndsWithAnError_isNotTheLast(@TempDir Path home) throws Exception {
        Common common = new Common(new Places(home, home.resolve("data")), Map.of(), () -> false);
        CountDownLatch rounds = new CountDownLatch(3);
        try {
            common.every(1, () -> {
                rounds.countDown();
                throw new OutOfMemoryError("unable to create native thread");
            });
            assertTrue(rounds.await(30, TimeUnit.SECONDS), "rounds missing: " + rounds.getCount());
        } finally {
            common.deactivate();
        }
    }
}
