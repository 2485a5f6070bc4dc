package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.store.Batch;
import io.tidegate.store.Claim;
import io.tidegate.store.Page;
import io.tidegate.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Asks a store and waits for its answers, at most {@value Model#LIMIT_SECONDS} s each. */
final class Stores {
    private Stores() {
    }

    static FileStore open(Disk disk, Limits limits) throws Exception {
        return new StoreOpening(disk, limits, Durability.ALWAYS, Cut.NONE).open(failed -> { });
    }

    static Batch commit(Store store, Claim claim, Consumer<Batch> fill) throws Exception {
        Batch batch = new Batch(64);
        batch.claim(claim);
        fill.accept(batch);
        CompletableFuture<Batch> done = new CompletableFuture<>();
        store.submit(batch, done::complete);
        return done.get(Model.LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    static Batch commit(Store store, Consumer<Batch> fill) throws Exception {
        Batch done = commit(store, Claim.RELEASE, fill);
        if (done.failure() != null) {
            throw done.failure();
        }
        return done;
    }

    static void append(Batch batch, String text, long... queues) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int operation = batch.append(queues, queues.length, bytes.length);
        System.arraycopy(bytes, 0, batch.array(), batch.entry(operation), bytes.length);
    }

    static Page page(Store store, long queue, long from, int maxEntries) throws Exception {
        CompletableFuture<Page> answer = new CompletableFuture<>();
        store.read(queue, from, maxEntries, 1 << 20, answer::complete);
        return answer.get(Model.LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    static String text(Page page, int i) {
        return new String(page.array(i), page.offset(i), page.length(i), StandardCharsets.ISO_8859_1);
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Model.LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain: " + what);
            Thread.onSpinWait();
        }
    }

    /** Name of the file that has this segment. */
    static String fileOf(Disk disk, long segment) throws IOException {
        return find(disk, segment).orElseThrow(() -> new AssertionError("no segment " + segment));
    }

    /** Whether there is a file that has this segment, or had it last. */
    static boolean isThere(Disk disk, long segment) throws IOException {
        return find(disk, segment).isPresent();
    }

    private static Optional<String> find(Disk disk, long segment) throws IOException {
        for (String name : disk.names()) {
            SegmentHeader header = SegmentHeader.read(disk.open(name));
            if (header != null && header.number() == segment) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
