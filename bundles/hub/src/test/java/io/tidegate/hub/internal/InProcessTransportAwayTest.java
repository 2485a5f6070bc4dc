package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.Outcome;

/** What does an in-process session lose while there is no transport, or another hub comes? */
class InProcessTransportAwayTest {
    @OnLoops
    void restsAndResumesWithNothingLost(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 2).request(2);
            Delivery lent;
            try (Wire device = Wire.clean(hub, "d")) {
                for (int i = 1; i <= 4; i++) {
                    device.publish2("in", "" + i, i);
                }
                lent = taker.expect("1");
                taker.expect("2");
            }
            hub.detachHub();
            var late = lent.acknowledge(java.util.List.of());
            hub.attachHub();
            assertEquals(Outcome.Kind.STALE, Taker.of(late).kind());
            Delivery again = taker.expect("1");
            assertTrue(again.redelivered());
            assertEquals(lent.id(), again.id());
            Delivery second = taker.expect("2");
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(again));
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(second));
            taker.expect("3");
            taker.expect("4");
        }
    }

    /** One opened while there is no transport begins when there is one. */
    @OnLoops
    void openedWithoutTransportBeginsWithIt(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            hub.detachHub();
            Taker taker = Taker.open(hub, "rule/x").request(5);
            var subscribed = taker.session.subscribe(java.util.Set.of(new io.tidegate.hub.Subscription(
                    io.tidegate.mqtt.TopicFilter.of("in"), io.tidegate.mqtt.QoS.AT_LEAST_ONCE)));
            hub.attachHub();
            Taker.of(subscribed);
            try (Wire device = Wire.clean(hub, "d")) {
                device.publish1("in", "1", 1);
                taker.expect("1");
            }
        }
    }

    @OnLoops
    void anotherHubDeliversAgainSayingSo(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
            Delivery first;
            try (Wire device = Wire.clean(hub, "d")) {
                device.publish1("in", "1", 1);
                device.publish1("in", "2", 2);
                first = taker.expect("1");
                first.retry(java.time.Duration.ZERO);
                assertEquals(2, taker.expect("1").attempt());
            }
            hub.replaceHub();
            Taker again = Taker.open(hub, "rule/x").request(5);
            Delivery d = again.expect("1");
            assertEquals(first.id(), d.id());
            assertEquals(2, d.attempt());
            assertTrue(d.redelivered(), "it may have been delivered to this session before");
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(d));
            Taker.acknowledge(again.expect("2"));
            assertEquals(0, hub.store.usage().entries());
        }
    }

    /** Messages on their way between loops when the transport goes are in the store and come later. */
    @OnLoops
    void nothingIsForgottenInTheQueueWhileTheTransportComesAndGoes(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker[] takers = new Taker[4]; // on one loop and the other
            for (int t = 0; t < takers.length; t++) {
                takers[t] = Taker.open(hub, "rule/" + t).subscribe("in", 1).request(100_000);
            }
            int messages = 1_500;
            Thread sending = new Thread(() -> send(device, messages));
            sending.start();
            while (sending.isAlive()) {
                hub.detachHub();
                hub.attachHub();
                Thread.sleep(5);
            }
            for (Taker taker : takers) {
                java.util.TreeSet<Integer> got = new java.util.TreeSet<>();
                while (got.size() < messages) {
                    Delivery d = taker.deliveries.poll(4, java.util.concurrent.TimeUnit.SECONDS);
                    if (d == null) {
                        break;
                    }
                    got.add(Integer.parseInt(Taker.text(d.message())));
                    d.acknowledge(java.util.List.of());
                }
                assertEquals(messages, got.size(), "different messages delivered to one session");
            }
        }
    }

    private static void send(Wire device, int messages) {
        try {
            for (int i = 1; i <= messages;) {
                int first = i;
                for (; i < first + 10; i++) {
                    device.send(Packets.publish("in", "" + i, 1, i, false, false));
                }
                for (int k = first; k < i; k++) {
                    device.expect(Packets.PUBACK);
                }
            }
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
