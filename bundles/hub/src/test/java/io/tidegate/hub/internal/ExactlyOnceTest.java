package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.HubSession;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.internal.Packets.Got;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Does each of 20,000 QoS 2 inputs have its output exactly once while the session is opened anew again and again? */
class ExactlyOnceTest {
    private static final int MESSAGES = 20_000;
    private static final int WINDOW = 200;

    private final AtomicReference<AssertionError> failure = new AtomicReference<>();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong stale = new AtomicLong();

    @OnLoops
    void inputsAndOutputsMatchOneToOne(int loops) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d"); Wire receiver = Wire.kept(hub, "out", false)) {
            receiver.subscribe("out", 2);
            Taker.open(hub, "rule/x").subscribe("in", 2);
            Thread sending = start(() -> send(device));
            AtomicLong received = new AtomicLong();
            Thread receiving = start(() -> receive(receiver, received));
            long deadline = System.nanoTime() + 40_000_000_000L;
            int opened = 0;
            while (received.get() < MESSAGES && failure.get() == null && System.nanoTime() < deadline) {
                HubSession session = open(hub, random.nextInt(5) == 0);
                opened++;
                Thread.sleep(random.nextInt(10));
                if (random.nextBoolean()) {
                    session.close();
                }
            }
            sending.join(10_000);
            receiving.join(10_000);
            String what = " seed=" + seed + " opened=" + opened + " done=" + done + " stale=" + stale;
            assertEquals(null, failure.get(), what);
            assertEquals(MESSAGES, received.get(), "outputs" + what);
            assertFalse(receiving.isAlive(), "still receiving" + what);
            assertEquals(MESSAGES, done.get(), "outcomes DONE" + what);
            assertTrue(opened > 5, "too few openings to mean anything" + what);
            HubServer.await("every queue is empty", () -> hub.store.usage().entries() == 0);
        }
    }

    private HubSession open(HubServer hub, boolean retrying) {
        HubSession session = hub.core.locals().open(SessionSpec.of("rule/x").unrestricted().build(), d -> answer(d, retrying));
        session.request(64);
        return session;
    }

    private void answer(Delivery d, boolean retrying) {
        String payload = Taker.text(d.message());
        if (retrying && d.attempt() == 1 && payload.endsWith("7")) {
            d.retry(Duration.ofMillis(1));
            return;
        }
        d.acknowledge(List.of(Taker.message("out", payload, 2))).whenComplete((outcome, failed) -> {
            if (failed != null || outcome.kind() == Outcome.Kind.FAILED || outcome.kind() == Outcome.Kind.REFUSED) {
                failure.compareAndSet(null, new AssertionError("outcome " + outcome, failed));
            } else {
                (outcome.kind() == Outcome.Kind.DONE ? done : stale).incrementAndGet();
            }
        });
    }

    private void send(Wire device) throws Exception {
        for (int i = 0; i < MESSAGES;) {
            int first = i;
            byte[][] publishes = new byte[WINDOW][];
            byte[][] releases = new byte[WINDOW][];
            for (; i < first + WINDOW; i++) {
                publishes[i - first] = Packets.publish("in", "" + i, 2, i - first + 1, false, false);
                releases[i - first] = Packets.pubrel(i - first + 1);
            }
            device.send(publishes);
            for (int k = 0; k < WINDOW; k++) {
                device.expect(Packets.PUBREC);
            }
            device.send(releases);
            for (int k = 0; k < WINDOW; k++) {
                device.expect(Packets.PUBCOMP);
            }
        }
    }

    private void receive(Wire receiver, AtomicLong received) throws Exception {
        boolean[] seen = new boolean[MESSAGES];
        int released = 0;
        while (released < MESSAGES && failure.get() == null) {
            Got got = receiver.next();
            if (got.type() == Packets.PUBREL) {
                receiver.send(Packets.pubcomp(got.packetId()));
                released++;
                continue;
            }
            int n = Integer.parseInt(got.payload());
            if (seen[n]) {
                throw new AssertionError("output twice: " + got);
            }
            seen[n] = true;
            received.incrementAndGet();
            receiver.send(Packets.pubrec(got.packetId()));
        }
        receiver.expectNothingWithin(50);
    }

    private Thread start(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception | AssertionError e) {
                failure.compareAndSet(null, new AssertionError(e));
            }
        });
        thread.start();
        return thread;
    }

    private interface Task {
        void run() throws Exception;
    }
}
