package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.SessionSpec;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicFilter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What does each outcome of an in-process delivery change, and what does a second one? */
class InProcessOutcomesTest {
    @OnLoops
    void acknowledgeDeliversOutputsAndRemovesInput(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 2).request(10);
            device.subscribe("out", 2);
            device.publish2("in", "1", 5);
            Delivery d = taker.expect("1");
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(d, Taker.message("out", "a", 2), Taker.message("out", "b", 2)));
            device.expectPublish("out", "a", 2);
            device.expectPublish("out", "b", 2);
            taker.session.close();
            Taker again = Taker.open(hub, "rule/x").request(10);
            device.send(Packets.publish("in", "2", 1, 6, false, false));
            device.expect(Packets.PUBACK);
            again.expect("2");
        }
    }

    @OnLoops
    void onlyTheFirstOutcomeCounts(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(10);
            device.subscribe("out", 1);
            device.publish1("in", "1", 5);
            Delivery d = taker.expect("1");
            var first = d.acknowledge(List.of(Taker.message("out", "first", 1)));
            var second = d.acknowledge(List.of(Taker.message("out", "second", 1)));
            var third = d.setAside(new io.tidegate.hub.Reason("X", "x"));
            assertEquals(Outcome.Kind.DONE, Taker.of(first).kind());
            assertEquals(Outcome.Kind.STALE, Taker.of(second).kind());
            assertEquals(Outcome.Kind.STALE, Taker.of(third).kind());
            assertEquals(Outcome.Kind.STALE, Taker.acknowledge(d));
            taker.publish("out", "marker", 1);
            device.expectPublish("out", "first", 1);
            device.expectPublish("out", "marker", 1);
            assertEquals(List.of(), Taker.of(hub.core.deadLetters().list("", 10)));
        }
    }

    @OnLoops
    void deliveryIsStaleOnceItsSessionIsClosed(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(10);
            device.publish1("in", "1", 5);
            Delivery d = taker.expect("1");
            taker.session.close();
            assertEquals(Outcome.Kind.STALE, Taker.acknowledge(d));
            assertEquals(Outcome.Kind.STALE, Taker.of(d.setAside(new io.tidegate.hub.Reason("X", "x"))).kind());
            Taker again = Taker.open(hub, "rule/x").request(1);
            Delivery d2 = again.expect("1");
            assertEquals(Outcome.Kind.STALE, Taker.acknowledge(d), "an old delivery of a message lent again");
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(d2));
        }
    }

    @OnLoops
    void openingAnewMakesEarlierDeliveriesStaleAndDeliversAgain(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 2).request(10);
            device.publish2("in", "1", 5);
            device.publish2("in", "2", 6);
            Delivery first = taker.expect("1");
            taker.expect("2");
            assertFalse(first.redelivered());
            assertEquals(1, first.attempt());
            Taker again = Taker.open(hub, "rule/x").request(10);
            Delivery repeated = again.expect("1");
            again.expect("2");
            assertEquals(first.id(), repeated.id());
            assertEquals(first.packetId(), repeated.packetId());
            assertTrue(repeated.redelivered());
            assertEquals(Outcome.Kind.STALE, Taker.acknowledge(first));
        }
    }

    /** Input gone and outputs stored once, however the session is opened anew while the outcome is on its way. */
    @OnLoops
    void openingAnewWhileAnOutcomeIsUnderWayDoublesNothing(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 2).request(1);
            device.subscribe("out", 2);
            for (int i = 1; i <= 100; i++) {
                device.send(Packets.publish("in", "" + i, 1, i, false, false));
                device.expect(Packets.PUBACK);
                Delivery d = taker.expect("" + i);
                var outcome = d.acknowledge(List.of(Taker.message("out", "" + i, 2)));
                taker = Taker.open(hub, "rule/x").request(1);
                Outcome.Kind kind = Taker.of(outcome).kind();
                assertEquals(Outcome.Kind.DONE, kind, "acknowledged before it was opened anew");
                taker.expectNothing();
                device.expectPublish("out", "" + i, 2);
            }
        }
    }

    @OnLoops
    void retryDeliversAgainOneAttemptLaterAfterTheDelay(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
            device.publish1("in", "1", 5);
            Delivery d = taker.expect("1");
            long start = System.nanoTime();
            d.retry(Duration.ofMillis(150));
            assertEquals(Outcome.Kind.STALE, Taker.acknowledge(d));
            Delivery again = taker.expect("1");
            long waited = (System.nanoTime() - start) / 1_000_000;
            assertTrue(waited >= 145, () -> "delivered again after " + waited + " ms");
            assertEquals(2, again.attempt());
            assertEquals(d.id(), again.id());
            assertTrue(again.redelivered());
            again.retry(Duration.ZERO);
            assertEquals(3, taker.expect("1").attempt());
            Taker other = Taker.open(hub, "rule/x").request(1);
            assertEquals(3, other.expect("1").attempt(), "the attempts are kept in the store");
        }
    }

    @OnLoops
    void retryKeepsItsCredit(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
            device.publish1("in", "1", 5);
            device.publish1("in", "2", 6);
            taker.expect("1").retry(Duration.ofMillis(30));
            Delivery again = taker.expect("1");
            taker.expectNothing();
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(again));
            taker.expect("2");
        }
    }

    @OnLoops
    void refusedOutputLeavesTheInputOurs(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops,
                new io.tidegate.hub.internal.shard.HubSettings(3, 100, true, null, 1000, 100, 1 << 20, 64 << 20, 0), 32 << 20);
                Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, SessionSpec.of("rule/x").permissions(List.of(TopicFilter.of("out/#")),
                    List.of(TopicFilter.of("in"))).build()).subscribe("in", 1).request(1);
            device.subscribe("out/#", 1);
            device.publish1("in", "1", 5);
            Delivery d = taker.expect("1");
            refused(ReasonCode.NOT_AUTHORIZED, d, Taker.message("out/1", "good", 1), Taker.message("other", "", 1));
            refused(ReasonCode.PACKET_TOO_LARGE, d, Taker.message("out/1", "x".repeat(1001), 1));
            refused(ReasonCode.TOPIC_NAME_INVALID, d, Taker.message("out/1/2/3/4", "x", 1));
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(d, Taker.message("out/ok", "", 1)));
            device.expectPublish("out/ok", "", 1);
        }
    }

    private static void refused(ReasonCode code, Delivery d, io.tidegate.mqtt.Message... outputs) throws Exception {
        Outcome o = Taker.of(d.acknowledge(List.of(outputs)));
        assertEquals(Outcome.Kind.REFUSED, o.kind());
        assertEquals(code, o.code());
        assertFalse(o.reason().isEmpty());
    }

    @Test
    void deliveryOfADiscardedSessionIsStale() throws Exception {
        try (HubServer hub = new HubServer(1); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
            device.publish1("in", "1", 5);
            Delivery d = taker.expect("1");
            assertEquals(1L, Taker.of(hub.core.locals().discard("rule/x")));
            assertEquals(Outcome.Kind.STALE, Taker.acknowledge(d));
        }
    }

    @OnLoops
    void aFailingStoreLeavesTheInputToBeDeliveredAgain(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
            Wire.kept(hub, "k", false).subscribe("out", 1);
            device.publish1("in", "1", 5);
            Delivery d = taker.expect("1");
            hub.store.quota(1);
            assertEquals(Outcome.Kind.FAILED, Taker.acknowledge(d, Taker.message("out", "x".repeat(500), 1)));
            hub.store.quota(32 << 20);
            Delivery again = taker.expect("1");
            assertEquals(d.id(), again.id());
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(again, Taker.message("out", "x", 1)));
        }
    }
}
