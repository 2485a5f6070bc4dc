package io.tidegate.hub.internal;

import io.tidegate.hub.internal.shard.Shard;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps a loop from doing anything until closed; for at most 30 s. */
record Busy(CountDownLatch free) implements AutoCloseable {
    static Busy loop(Shard shard) {
        Busy busy = new Busy(new CountDownLatch(1));
        shard.post(busy::await);
        return busy;
    }

    private void await() {
        try {
            free.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        free.countDown();
    }
}
