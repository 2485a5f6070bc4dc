package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Batch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Power cuts, torn writes, failing syncs and a full disk at random points. Whatever happens, what is found afterwards is
 * an exact prefix of the batches and holds every one that was answered; where the store itself found the fault, it holds
 * no other.
 */
class FaultTest {
    private static final int ROUNDS = Integer.getInteger("tidegate.test.rounds", 60);
    private static final Limits LIMITS = new Limits(8 << 20, 64 << 20, 64 << 10);
    private final long seed = Long.getLong("tidegate.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private FaultyDisk disk = new FaultyDisk(new Random(seed ^ 1));
    private RandomBatches batches = new RandomBatches(random, 20_000);
    /** Those that hold; number i + 1 at index i. */
    private final List<Batch> held = new ArrayList<>();
    private Model model = new Model();

    @Test
    void faultsAtRandomPoints_whatIsFoundIsAPrefixWithAllThatWasAnswered() throws Exception {
        System.out.println("fault test: -Dtidegate.test.seed=" + seed);
        Cut cut = Cut.NONE;
        for (int round = 0; round < ROUNDS; round++) {
            cut = round(round, cut);
        }
        assertTrue(disk.faults() > ROUNDS / 5, "too few faults struck: " + disk.faults());
        assertTrue(overlaps > ROUNDS / 5, "too rarely was a frame made while another was on its way: " + overlaps);
    }

    /** Opens, compares, writes until something happens; returns where the next one has to stop. */
    private Cut round(int round, Cut cut) throws Exception {
        history = (history.length() > 300 ? history.substring(history.length() - 300) : history) + " | " + round + " cut " + cut;
        String where = "seed " + seed + history;
        if (random.nextInt(5) == 0) {
            disk.plan(FaultyDisk.Fault.values()[random.nextInt(FaultyDisk.Fault.values().length)], 1 + random.nextInt(12));
        }
        FileStore store = open(cut);
        if (store == null) {
            return afterwards(cut, where);
        }
        compare(store, where);
        history += " was " + disk.last();
        disk.plan(FaultyDisk.Fault.values()[random.nextInt(FaultyDisk.Fault.values().length)], 1 + random.nextInt(400));
        disk.slow(random.nextBoolean());
        int submitted = 1 + random.nextInt(600);
        List<Batch> sent = new ArrayList<>();
        List<Batch> answered = new ArrayList<>();
        CountDownLatch left = new CountDownLatch(submitted);
        for (int i = 0; i < submitted; i++) {
            Batch batch = batches.batch(held.size() + i + 1);
            sent.add(batch);
            store.submit(batch, done -> {
                if (done.failure() == null) {
                    answered.add(done);
                }
                left.countDown();
            });
            if (random.nextInt(10) == 0) {
                Thread.yield();
            }
        }
        assertTrue(left.await(Model.LIMIT_SECONDS, TimeUnit.SECONDS), where);
        Cut stopped = store.stopped() == null ? Cut.NONE : store.cut();
        store.close();
        overlaps += store.overlaps();
        assertEquals(sent.subList(0, answered.size()), answered, where);
        answered.forEach(b -> {
            held.add(b);
            model.apply(b);
        });
        inDoubt = sent.subList(answered.size(), sent.size());
        return afterwards(stopped, where);
    }

    private List<Batch> inDoubt = List.of();

    private FileStore open(Cut cut) {
        try {
            return new StoreOpening(disk, LIMITS, Durability.ALWAYS, cut).open(failed -> { });
        } catch (IOException e) {
            assertTrue(disk.isDead() || disk.faults() > 0, "not opened without a fault: " + e);
            return null;
        }
    }

    /** The power goes, the process is ended, or it opens the store anew itself. */
    private Cut afterwards(Cut cut, String where) {
        if (disk.isDead() || random.nextInt(3) == 0) {
            disk.powerCut();
            history += " power";
            cutKnown = false;
            return Cut.NONE;
        }
        disk.revive();
        history += " revived";
        if (random.nextInt(3) == 0) {
            cutKnown = false;
            return Cut.NONE;
        }
        cutKnown = cut != Cut.NONE;
        return cut;
    }

    private String history = "";
    private long overlaps;
    private boolean cutKnown;

    private void compare(FileStore store, String where) throws Exception {
        Model found = Model.of(store);
        String number = found.value(RandomBatches.NUMBER);
        long n = number == null ? 0 : Long.parseLong(number);
        assertTrue(n >= held.size(), where + ": " + held.size() + " were answered, " + n + " are there");
        assertTrue(!cutKnown || n == held.size(), where + ": " + held.size() + " hold, " + n + " are there");
        for (Batch b : inDoubt.subList(0, (int) n - held.size())) {
            held.add(b);
            model.apply(b);
        }
        inDoubt = List.of();
        assertEquals("", Model.difference(model, found), where);
        assertEquals(model.entries(), store.usage().entries(), where);
        assertEquals(0, store.damage().count(), () -> where + ": " + store.damage().last());
    }
}
