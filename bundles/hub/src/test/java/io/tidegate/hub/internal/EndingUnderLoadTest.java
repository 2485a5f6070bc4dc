package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.HubSession;
import io.tidegate.hub.PublishResult;
import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.Subscription;
import io.tidegate.hub.internal.shard.HubSettings;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.store.Batch;
import io.tidegate.store.BatchReader;
import io.tidegate.store.memory.internal.MemoryStore;
import io.tidegate.transport.netty.internal.Transport;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Is a message that is published on one loop while its session ends on another ever dropped behind anybody's back? */
class EndingUnderLoadTest {
    private static final int ROUNDS = 2_000;
    private static final String SESSION = "rule/a";
    private static final String PUBLISHER = "rule/b"; // the names' hashes put them on different loops

    @Test
    void whatIsDroppedIsTold() throws Exception {
        try (DropWatch store = new DropWatch(new MemoryStore(32 << 20)); Transport transport = new Transport(2)) {
            HubCore core = new HubCore(store, HubSettings.DEFAULT, io.tidegate.hub.internal.shard.RunningTime.system());
            transport.handler(core);
            HubSession publisher = core.locals().open(SessionSpec.of(PUBLISHER).unrestricted().build(), d -> { });
            subscribe(publisher, "other"); // answered: it has its loop
            long told = 0;
            int kept = 0;
            for (int round = 0; round < ROUNDS; round++) {
                HubSession session = core.locals().open(SessionSpec.of(SESSION).unrestricted().build(), d -> { });
                subscribe(session, "in");
                session.close();
                CompletionStage<PublishResult> published = publisher.publish(Taker.message("in", "m", 1));
                spin(round % 200 * 200L);
                CompletionStage<Long> ended = core.locals().retire(SESSION);
                Taker.of(published);
                if (Taker.of(ended) > 0) {
                    kept++;
                    told += Taker.of(core.locals().discard(SESSION));
                }
            }
            System.out.println("rounds=" + ROUNDS + " kept=" + kept + " dropped=" + store.dropped.get());
            assertTrue(kept > 0, "the message was never there before the end: this tests nothing");
            assertEquals(told, store.dropped.get());
        }
    }

    private static void subscribe(HubSession session, String filter) throws Exception {
        Taker.of(session.subscribe(Set.of(new Subscription(TopicFilter.of(filter), QoS.AT_LEAST_ONCE))));
    }

    /** So that the two meet in every order. */
    private static void spin(long nanos) {
        for (long end = System.nanoTime() + nanos; System.nanoTime() < end;) {
            Thread.onSpinWait();
        }
    }

    /** Counts the living entries that go with the queues that are dropped, in the order of commits. */
    private static final class DropWatch extends ForwardingStore implements AutoCloseable {
        final AtomicLong dropped = new AtomicLong();
        private final MemoryStore store;
        private final Map<Long, Long> living = new HashMap<>(); // the committing thread's

        DropWatch(MemoryStore store) {
            super(store);
            this.store = store;
        }

        @Override
        public void submit(Batch batch, Consumer<Batch> done) {
            super.submit(batch, b -> {
                if (b.failure() == null) {
                    count(b);
                }
                done.accept(b);
            });
        }

        private void count(Batch b) {
            BatchReader reader = new BatchReader().of(b);
            while (reader.next()) {
                switch (reader.kind()) {
                    case Batch.APPEND -> {
                        for (int i = 0; i < b.queues(reader.operation()); i++) {
                            if (b.sequence(reader.operation(), i) != 0) {
                                living.merge(b.queue(reader.operation(), i), 1L, Long::sum);
                            }
                        }
                    }
                    case Batch.REMOVE -> living.merge(reader.queue(), -1L, Long::sum);
                    case Batch.DROP -> dropped.addAndGet(living.getOrDefault(reader.queue(), 0L));
                    default -> { }
                }
            }
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
