package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not synced before it is answered may be lost when the power goes; but what is left is a prefix, exactly. */
class DurabilityTest {
    private static final int ROUNDS = 20;
    private static final Limits LIMITS = new Limits(8 << 20, 64 << 20, 64 << 10);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 60_000})
    void powerCut_leavesAPrefix(int intervalMillis) throws Exception {
        Durability durability = intervalMillis == 0 ? Durability.OS : Durability.interval(intervalMillis);
        long seed = Long.getLong("tidegate.test.seed", System.nanoTime());
        System.out.println("durability test: -Dtidegate.test.seed=" + seed);
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(seed + round);
            FaultyDisk disk = new FaultyDisk(new Random(seed ^ round));
            List<Batch> sent = write(disk, durability, random);
            disk.powerCut();
            try (FileStore store = Stores.open(disk, LIMITS)) {
                Model found = Model.of(store);
                String number = found.value(RandomBatches.NUMBER);
                int n = number == null ? 0 : Integer.parseInt(number);
                Model model = new Model();
                sent.subList(0, n).forEach(model::apply);
                assertEquals("", Model.difference(model, found), "seed " + seed + " round " + round);
                assertEquals(0, store.damage().count(), store.damage().last());
            }
        }
    }

    private static List<Batch> write(FaultyDisk disk, Durability durability, Random random) throws Exception {
        FileStore store = new StoreOpening(disk, LIMITS, durability, Cut.NONE).open(failed -> { });
        RandomBatches batches = new RandomBatches(random, 5_000);
        List<Batch> sent = new ArrayList<>();
        CountDownLatch left = new CountDownLatch(300);
        for (int i = 1; i <= 300; i++) {
            Batch batch = batches.batch(i);
            sent.add(batch);
            CountDownLatch one = new CountDownLatch(1);
            store.submit(batch, done -> {
                one.countDown();
                left.countDown();
            });
            assertTrue(i % 3 > 0 || one.await(Model.LIMIT_SECONDS, TimeUnit.SECONDS));
        }
        assertTrue(left.await(Model.LIMIT_SECONDS, TimeUnit.SECONDS));
        disk.plan(FaultyDisk.Fault.POWER_CUT, 1);
        store.close();
        return sent;
    }
}
