package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Batch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Power cuts, torn writes, failing syncs and a full disk at random points. Whatever happens, what is found afterwards is
 * an exact prefix of the batches and holds every one that was answered; where the store itself found the fault, it holds
 * no other. Where answers do not wait for the disk, a power cut may take the last ones: back to the last opening at most.
 */
class FaultTest {
    private static final int ROUNDS = Integer.getInteger("tidegate.test.rounds", 60);
    private static final Limits LIMITS = new Limits(8 << 20, 64 << 20, 64 << 10);
    private final long seed = Long.getLong("tidegate.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private FaultyDisk disk = new FaultyDisk(new Random(seed ^ 1));
    private RandomBatches batches = new RandomBatches(random, 20_000);

    /** What held when the store was opened last: an opening brings to the disk all that it finds, whatever failed before. */
    private Model opened = new Model();
    private long openedNumber;
    /** Those that hold since. */
    private final List<Batch> since = new ArrayList<>();
    private Model model = new Model();

    @ParameterizedTest
    @ValueSource(strings = {"always", "interval(2)", "os"})
    void faultsAtRandomPoints_whatIsFoundIsAPrefixWithAllThatWasAnswered(String how) throws Exception {
        durability = StoreSettings.parse(Map.of("durability", how)).durability();
        System.out.println("fault test: " + how + " -Dtidegate.test.seed=" + seed);
        Cut cut = Cut.NONE;
        for (int round = 0; round < ROUNDS; round++) {
            cut = round(round, cut);
        }
        assertTrue(disk.faults() > ROUNDS / 5, "too few faults struck: " + disk.faults());
        assertTrue(durability != Durability.ALWAYS || overlaps > ROUNDS / 5, "too rarely was a frame made while another was on its way: " + overlaps);
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
            Batch batch = batches.batch(held() + i + 1);
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
            since.add(b);
            model.apply(b);
        });
        inDoubt = sent.subList(answered.size(), sent.size());
        return afterwards(stopped, where);
    }

    private List<Batch> inDoubt = List.of();

    private FileStore open(Cut cut) {
        try {
            return new StoreOpening(disk, LIMITS, durability, cut).open(failed -> { });
        } catch (IOException e) {
            assertTrue(disk.isDead() || disk.faults() > 0, "not opened without a fault: " + e);
            return null;
        }
    }

    /** The power goes, the process is ended, or it opens the store anew itself. */
    private Cut afterwards(Cut cut, String where) {
        if (disk.isDead() || random.nextInt(3) == 0) {
            disk.powerCut();
            powerWasCut = true;
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
    private Durability durability;
    private boolean powerWasCut;

    private void compare(FileStore store, String where) throws Exception {
        Model found = Model.of(store);
        String number = found.value(RandomBatches.NUMBER);
        long n = number == null ? 0 : Long.parseLong(number);
        if (powerWasCut && durability != Durability.ALWAYS) {
            assertTrue(n >= openedNumber, where + ": " + openedNumber + " had been on the disk, " + n + " are there");
            forgetAfter(n);
        }
        powerWasCut = false;
        assertTrue(n >= held(), where + ": " + held() + " were answered, " + n + " are there");
        assertTrue(!cutKnown || n == held(), where + ": " + held() + " hold, " + n + " are there");
        for (Batch b : inDoubt.subList(0, (int) (n - held()))) {
            since.add(b);
            model.apply(b);
        }
        inDoubt = List.of();
        openedNumber = n;
        since.clear();
        opened = model.copy();
        assertEquals("", Model.difference(model, found), where);
        assertEquals(model.entries(), store.usage().entries(), where);
        assertEquals(0, store.damage().count(), () -> where + ": " + store.damage().last());
    }

    /** What was answered and not synced went with the power. */
    private void forgetAfter(long number) {
        if (number < held()) {
            since.subList((int) (number - openedNumber), since.size()).clear();
            inDoubt = List.of();
            model = opened.copy();
            since.forEach(model::apply);
        }
    }

    /** The number of the last one that holds. */
    private long held() {
        return openedNumber + since.size();
    }
}
