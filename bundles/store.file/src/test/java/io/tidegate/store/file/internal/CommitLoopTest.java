package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidegate.store.Batch;
import io.tidegate.store.StoreException;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the log when something that the committing thread does fails half way. */
class CommitLoopTest {
    private static final Limits LIMITS = new Limits(16 << 20, 64 << 20, 64 << 10);
    private final FaultyDisk disk = new FaultyDisk(new Random(1));
    private final FreeBytes freeBytes = new FreeBytes(disk);
    private final Log log = new Log(disk, UUID.randomUUID(), LIMITS, Durability.ALWAYS, new Index(), new TreeMap<>(),
            new Spares(disk, LIMITS, freeBytes), (segment, footer) -> { });
    private final CompletableFuture<Void> failed = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CommitLoop loop = new CommitLoop(log, new Encoder(log), new Admission(log, LIMITS, freeBytes), new CommitLoop.Owner() {
        @Override
        public void committed() {
            // Nobody looks.
        }

        @Override
        public void tidy() {
            // Nothing is to be done.
        }

        @Override
        public void failed() {
            failed.complete(null);
        }

        @Override
        public void ending() {
            // Nobody reads.
        }

        @Override
        public void ended() {
            ended.complete(null);
        }
    });

    @BeforeEach
    void start() throws Exception {
        log.open(() -> { });
        loop.start();
        assertNull(answer(b -> b.open(1, "q")).failure());
        assertNull(answer(b -> Stores.append(b, "held", 1)).failure());
    }

    @AfterEach
    void close() {
        loop.close(TimeUnit.SECONDS.toMillis(Model.LIMIT_SECONDS));
    }

    private Batch answer(Consumer<Batch> fill) throws Exception {
        Batch batch = new Batch(64);
        fill.accept(batch);
        CompletableFuture<Batch> done = new CompletableFuture<>();
        loop.submit(batch, done::complete);
        return done.get(Model.LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** As a move of what lives does that finds no heap for the array it needs. */
    @Test
    void halfAnOperation_endsTheStore_andIsNeverWritten() throws Exception {
        loop.enqueue(reason -> {
            log.frame.u8(Ops.MOVE).varint(1);
            throw new OutOfMemoryError("for a test");
        });
        failed.get(Model.LIMIT_SECONDS, TimeUnit.SECONDS);
        assertEquals(StoreException.Kind.BROKEN, answer(b -> Stores.append(b, "late", 1)).failure().kind());
        close();
        try (FileStore again = Stores.open(disk, LIMITS)) {
            assertEquals(1, again.usage().entries());
            assertEquals("held", Stores.text(Stores.page(again, 1, 0, 10), 0));
        }
    }

    /** Not even the sentence about it can be made. */
    @Test
    void errorThatCannotBeSaid_isAnsweredAllTheSame() throws Exception {
        CompletableFuture<StoreException> before = new CompletableFuture<>();
        CompletableFuture<Batch> behind = new CompletableFuture<>();
        loop.enqueue(reason -> {
            Batch batch = new Batch(64);
            Stores.append(batch, "behind it", 1);
            loop.submit(batch, behind::complete);
            loop.enqueue(before::complete);
            throw new OutOfMemoryError() {
                private static final long serialVersionUID = 1L;

                @Override
                public String toString() {
                    throw new OutOfMemoryError("for a test, once more");
                }
            };
        });
        failed.get(Model.LIMIT_SECONDS, TimeUnit.SECONDS);
        ended.get(Model.LIMIT_SECONDS, TimeUnit.SECONDS);
        assertEquals(StoreException.Kind.BROKEN, loop.stopped().kind());
        assertEquals(StoreException.Kind.BROKEN, before.get(Model.LIMIT_SECONDS, TimeUnit.SECONDS).kind());
        assertEquals(StoreException.Kind.BROKEN, behind.get(Model.LIMIT_SECONDS, TimeUnit.SECONDS).failure().kind());
        assertEquals(StoreException.Kind.BROKEN, answer(b -> Stores.append(b, "late", 1)).failure().kind());
        assertEquals(0, disk.openFiles());
        try (FileStore again = Stores.open(disk, LIMITS)) {
            assertEquals("held", Stores.text(Stores.page(again, 1, 0, 10), 0));
        }
    }

    @Test
    void callbackThatThrows_isNotTheStoresFailure() throws Exception {
        Batch batch = new Batch(64);
        Stores.append(batch, "held too", 1);
        loop.submit(batch, done -> {
            throw new NoClassDefFoundError("for a test");
        });
        assertNull(answer(b -> Stores.append(b, "after it", 1)).failure());
        assertNull(loop.stopped());
    }
}
