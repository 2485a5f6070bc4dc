package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.internal.Packets.Got;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** What is lost of the answers that a rule gives while its hub is replaced? Nothing: the input stays, or the output is there. */
class InProcessReplacedTest {
    private static final int MESSAGES = 6_000;

    private volatile Taker rule;
    private volatile boolean over;

    @OnLoops
    void everyOutputReachesWhoListens_once(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire receiver = Wire.clean(hub, "r")) {
            receiver.subscribe("out", 1);
            rule = Taker.open(hub, "rule/x").subscribe("in", 1).request(64);
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            Thread answers = thread("answers", failures, this::answer);
            List<Thread> flow = List.of(thread("sends", failures, () -> send(sender)), thread("takes", failures, () -> take(receiver)));
            while (failures.isEmpty() && flow.stream().anyMatch(Thread::isAlive)) {
                hub.replaceHub(); // as a swap does: loops first, then whoever has a session open opens it anew
                rule = Taker.open(hub, "rule/x").request(64);
                flow.get(1).join(20);
            }
            over = true;
            answers.join(TimeUnit.SECONDS.toMillis(Taker.PATIENCE_SECONDS));
            assertFalse(answers.isAlive());
            assertEquals(List.of(), failures);
        }
    }

    private static Thread thread(String name, List<Throwable> failures, Callable<Void> work) {
        Thread thread = new Thread(() -> {
            try {
                work.call();
            } catch (Throwable e) { // shown by the test's own thread
                failures.add(e);
            }
        }, name);
        thread.start();
        return thread;
    }

    /** Answers at once, in order, and waits for nobody: a hub that leaves says nothing any more. */
    private Void answer() throws InterruptedException {
        while (!over) {
            Delivery d = rule.deliveries.poll(1, TimeUnit.MILLISECONDS);
            if (d != null) {
                d.acknowledge(List.of(Taker.message("out", Taker.text(d.message()), 1)));
            }
        }
        return null;
    }

    private static Void send(Wire sender) throws Exception {
        for (int i = 1; i <= MESSAGES;) {
            int first = i;
            for (; i < first + 20; i++) {
                sender.send(Packets.publish("in", "" + i, 1, i, false, false));
            }
            for (int k = first; k < i; k++) {
                assertEquals(k, sender.expect(Packets.PUBACK).packetId());
            }
        }
        return null;
    }

    private static Void take(Wire receiver) throws Exception {
        for (int i = 1; i <= MESSAGES; i++) {
            Got got = receiver.expectPublish("out", "" + i, 1);
            receiver.send(Packets.puback(got.packetId()));
        }
        receiver.expectNothing();
        return null;
    }
}
