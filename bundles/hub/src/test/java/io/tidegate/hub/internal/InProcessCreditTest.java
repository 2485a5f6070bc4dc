package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.internal.shard.LentBytes;

/** How many deliveries does an in-process session get, and of what? */
class InProcessCreditTest {
    @OnLoops
    void nothingBeforeRequestAndThenAsManyAsAsked(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 2);
            for (int i = 1; i <= 10; i++) {
                device.publish1("in", "" + i, i);
            }
            taker.expectNothing();
            taker.request(3);
            Delivery[] lent = {taker.expect("1"), taker.expect("2"), taker.expect("3")};
            taker.expectNothing();
            taker.request(1);
            taker.expect("4");
            taker.expectNothing();
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(lent[1]));
            taker.expect("5");
            Taker.of(lent[0].setAside(new io.tidegate.hub.Reason("X", "x")));
            taker.expect("6");
            taker.expectNothing();
            assertThrows(IllegalArgumentException.class, () -> taker.session.request(0));
        }
    }

    @OnLoops
    void qos0NeedsCreditToo(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 0).request(2);
            device.publish("in", "1");
            device.publish1("in", "2", 1);
            device.publish("in", "3");
            Delivery first = taker.expect("1");
            assertEquals(0, first.packetId());
            assertEquals(1, first.attempt());
            Delivery second = taker.expect("2");
            assertEquals(0, second.message().qos().value());
            taker.expectNothing();
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(first));
            taker.expect("3");
        }
    }

    @OnLoops
    void messageComesAtTheLowerQosAndCarriesTopicAndPayload(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("a/+", 1, "a/#", 0).request(9);
            device.publish2("a/b", "2", 1);
            device.publish2("a/b/c", "3", 2);
            Delivery d = taker.expect("2");
            assertEquals("a/b 1", d.message().topic() + " " + d.message().qos().value());
            assertEquals("a/b/c 0", describe(taker.expect("3")));
        }
    }

    @OnLoops
    void largeMessagesAreBoundedByTheirBytesOverAllSessions_andNobodyStandsStill(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker large = Taker.open(hub, "rule/large").subscribe("large", 1).request(64);
            Taker small = Taker.open(hub, "rule/small").subscribe("small", 1).request(64);
            for (int i = 0; i < 6; i++) {
                large.publish("large", String.valueOf(i).repeat((int) (LentBytes.MOST / 4)), 1);
            }
            Delivery[] lent = {large.next(), large.next(), large.next(), large.next()};
            large.expectNothing();
            small.publish("small", "1", 1);
            small.publish("small", "2", 1);
            small.expect("1");
            small.expectNothing();
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(lent[0]));
            large.next();
            large.expectNothing();
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(lent[1]));
            large.next();
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(lent[2]));
            small.expect("2");
            large.session.close();
            for (int i = 3; i < 9; i++) {
                small.publish("small", "" + i, 1);
                small.expect("" + i);
            }
        }
    }

    private static String describe(Delivery d) {
        return d.message().topic() + " " + d.message().qos().value();
    }

    @OnLoops
    void subscribeReplacesTheWholeSet(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("a", 1, "b", 1).request(9);
            taker.subscribe("b", 1, "c", 1);
            device.publish1("a", "gone", 1);
            device.publish1("b", "stays", 2);
            device.publish1("c", "new", 3);
            taker.expect("stays");
            taker.expect("new");
            taker.subscribe();
            device.publish1("b", "gone too", 4);
            taker.expectNothing();
        }
    }

    @OnLoops
    void queueAndSubscriptionsStandWhileNobodyHasItOpen(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 2).request(5);
            taker.session.close();
            taker.session.close();
            for (int i = 1; i <= 600; i++) {
                device.send(Packets.publish("in", "" + i, 1, i, false, false));
            }
            for (int i = 1; i <= 600; i++) {
                device.expect(Packets.PUBACK);
            }
            Taker again = Taker.open(hub, "rule/x").request(1000);
            for (int i = 1; i <= 600; i++) {
                assertEquals(i, Integer.parseInt(Taker.text(again.next().message())));
            }
            assertEquals(0, taker.deliveries.size());
        }
    }

    @OnLoops
    void qos0WhileAwayIsKeptUpToAThousand(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1);
            taker.session.close();
            for (int i = 1; i <= 1500; i++) {
                device.publish("in", "" + i);
            }
            HubServer.await("all came", () -> hub.view("rule/x").dropped() == 500);
            Taker again = Taker.open(hub, "rule/x").request(2000);
            for (int i = 501; i <= 1500; i++) {
                again.expect("" + i);
            }
            again.expectNothing();
        }
    }

    @OnLoops
    void qos0WhileAwayIsKeptUpToOneMebibyte(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1);
            taker.session.close();
            String payload = "x".repeat(100_000);
            for (int i = 10; i < 40; i++) {
                device.publish("in", i + payload);
            }
            HubServer.await("all came", () -> hub.view("rule/x").dropped() == 20);
            Taker again = Taker.open(hub, "rule/x").request(2000);
            for (int i = 30; i < 40; i++) {
                again.expect(i + payload);
            }
        }
    }

    @OnLoops
    void discardEndsQueueAndSubscriptions(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1);
            device.publish1("in", "1", 1);
            device.publish1("in", "2", 2);
            taker.session.close();
            assertEquals(2L, Taker.of(hub.core.locals().discard("rule/x")));
            assertEquals(0L, Taker.of(hub.core.locals().discard("rule/x")));
            assertEquals(0, hub.store.usage().entries());
            Taker again = Taker.open(hub, "rule/x").request(5);
            device.publish1("in", "3", 3);
            again.expectNothing();
            again.subscribe("in", 1);
            device.publish1("in", "4", 4);
            again.expect("4");
        }
    }

    /** A callback that throws is given the message again; others go on. */
    @OnLoops
    void failingCallbackLosesNothing(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            var calls = new java.util.concurrent.LinkedBlockingQueue<Delivery>();
            Taker.open(hub, "rule/x").subscribe("in", 1);
            hub.core.locals().open(io.tidegate.hub.SessionSpec.of("rule/x").unrestricted().build(), d -> {
                calls.add(d);
                if (d.attempt() == 1) {
                    throw new IllegalStateException("callback");
                }
            }).request(1);
            device.publish1("in", "1", 1);
            Delivery first = calls.poll(8, java.util.concurrent.TimeUnit.SECONDS);
            Delivery second = calls.poll(8, java.util.concurrent.TimeUnit.SECONDS);
            assertEquals(first.id(), second.id());
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(second));
        }
    }
}
