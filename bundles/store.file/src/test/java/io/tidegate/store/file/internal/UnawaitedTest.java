package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Batch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Does what nobody waits for cost no sync of its own, and is it on the disk all the same before long, in its place? */
class UnawaitedTest {
    private static final Limits LIMITS = new Limits(8 << 20, 64 << 20, 64 << 10);
    private static final int ROUNDS = 200;
    private static final long TENFOLD_SYNC = 500_000;

    @Test
    void goesWithWhatComesNext() throws Exception {
        FaultyDisk disk = new FaultyDisk(new Random(1));
        try (FileStore store = Stores.open(disk, LIMITS)) {
            Stores.commit(store, batch -> batch.open(1, "q"));
            Stores.commit(store, batch -> Stores.append(batch, "message", 1));
            List<String> answers = Collections.synchronizedList(new ArrayList<>());
            int before = disk.syncs();
            for (int i = 1; i <= ROUNDS; i++) {
                String name = "removed " + i;
                Batch removal = removal(i);
                store.submit(removal, done -> answers.add(name));
                LockSupport.parkNanos(TENFOLD_SYNC); // time enough to be synced alone, were it not held back
                Stores.commit(store, batch -> Stores.append(batch, "message", 1));
                answers.add("committed " + i);
            }
            int syncs = disk.syncs() - before;
            assertTrue(syncs < ROUNDS * 3 / 2, "syncs for " + ROUNDS + " messages: " + syncs);
            for (int i = 0; i < ROUNDS; i++) {
                assertEquals("removed " + (i + 1), answers.get(2 * i));
            }
        }
    }

    @Test
    void aloneItIsOnTheDiskBeforeLong() throws Exception {
        FaultyDisk disk = new FaultyDisk(new Random(2));
        FileStore store = Stores.open(disk, LIMITS);
        Stores.commit(store, batch -> batch.open(1, "q"));
        Stores.commit(store, batch -> Stores.append(batch, "message", 1));
        CompletableFuture<Batch> answered = new CompletableFuture<>();
        store.submit(removal(1), answered::complete);
        assertNull(answered.get(Model.LIMIT_SECONDS, TimeUnit.SECONDS).failure());
        disk.powerCut();
        store.close();
        disk.revive();
        try (FileStore again = Stores.open(disk, LIMITS)) {
            assertEquals(0, Stores.page(again, 1, 0, 10).count());
        }
    }

    /** At the end too: nobody comes who could take it along. */
    @Test
    void closingTakesItAlong() throws Exception {
        FaultyDisk disk = new FaultyDisk(new Random(3));
        CompletableFuture<Batch> answered = new CompletableFuture<>();
        try (FileStore store = Stores.open(disk, LIMITS)) {
            Stores.commit(store, batch -> batch.open(1, "q"));
            Stores.commit(store, batch -> Stores.append(batch, "message", 1));
            store.submit(removal(1), answered::complete);
        }
        assertNull(answered.get(Model.LIMIT_SECONDS, TimeUnit.SECONDS).failure());
        try (FileStore again = Stores.open(disk, LIMITS)) {
            assertEquals(0, Stores.page(again, 1, 0, 10).count());
        }
    }

    private static Batch removal(long sequence) {
        Batch batch = new Batch(64);
        batch.remove(1, sequence);
        batch.unawaited();
        return batch;
    }
}
