package io.tidegate.rule.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.function.Function;
import io.tidegate.function.Result;
import io.tidegate.rule.internal.time.ControlThread;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rule replaced again and again while messages flow, on real threads. */
class SwapTest {
    private static final int MESSAGES = 20_000;
    private static final int SWAPS = 10;

    @Test
    @Timeout(60)
    void ruleReplacedTenTimesUnderQos2Load_losesNothing_doublesNothing() throws Exception {
        FakeHub hub = new FakeHub();
        CountDownLatch arrived = new CountDownLatch(MESSAGES);
        hub.onPublished = m -> arrived.countDown();
        ExecutorService workers = Executors.newFixedThreadPool(4);
        AtomicInteger calls = new AtomicInteger();
        Function function = i -> CompletableFuture.supplyAsync(() -> {
            calls.incrementAndGet();
            return Result.of(i.payload());
        }, workers);
        Swapped bundle = new Swapped(hub, function);
        bundle.subscribed();
        Thread publisher = new Thread(() -> {
            for (int i = 0; i < MESSAGES; i++) {
                hub.publish("t", 2, "m" + i);
            }
        });
        publisher.start();
        for (int swap = 1; swap <= SWAPS; swap++) {
            long goOnAt = MESSAGES - (long) swap * MESSAGES / (SWAPS + 2);
            while (arrived.getCount() > goOnAt) {
                arrived.await(1, TimeUnit.MILLISECONDS); // ends by interruption when the test's time is over
            }
            bundle.stop();
            bundle = new Swapped(hub, function);
        }
        assertTrue(arrived.await(40, TimeUnit.SECONDS), "missing: " + arrived.getCount());
        publisher.join(10_000);
        bundle.stop();
        workers.shutdown();
        assertTrue(workers.awaitTermination(10, TimeUnit.SECONDS));
        List<String> texts = hub.texts("t/hi");
        assertEquals(MESSAGES, texts.size(), "none twice");
        assertEquals(MESSAGES, new HashSet<>(texts).size(), "none lost");
        assertEquals(List.of(), hub.deadLetters);
        System.out.println("swaps=" + SWAPS + " sent=" + MESSAGES + " answered=" + texts.size() + " calls=" + calls.get());
    }

    /** What one version of the bundle makes. */
    private static final class Swapped {
        private final FakeHub hub;
        private final ControlThread control = new ControlThread();
        private final Rule rule;

        Swapped(FakeHub hub, Function function) {
            this.hub = hub;
            FunctionDirectory directory = new FunctionDirectory();
            directory.addFunction(function, Map.of(Function.NAME, "f", "service.id", 1L));
            rule = new Rule(RuleBench.PID, new Rule.Surroundings(hub, directory, new ClientIds(),
                    new UnconfiguredSessions(hub), control, Clock.systemUTC()));
            rule.configure(RuleBench.config());
        }

        void subscribed() throws InterruptedException {
            CountDownLatch ready = new CountDownLatch(1);
            control.execute(ready::countDown); // behind the configuration
            assertTrue(ready.await(10, TimeUnit.SECONDS));
            assertEquals(1, hub.session("rule/r").subscriptions.size());
        }

        void stop() {
            rule.close(false);
            control.close();
        }
    }
}
