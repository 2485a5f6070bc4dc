package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

/** Is what is stored of a session last what was said of it last, whatever else is stored in the same turn? */
class SessionRecordOrderTest {
    /** SUBSCRIBE, a QoS 2 PUBLISH and the CONNECT that ends their session come in one turn of the loop. */
    @Test
    void cleanTakeOverInTheTurnOfASubscribe() throws Exception {
        try (HubServer hub = new HubServer(1); Wire kept = Wire.kept(hub, "k", false); Wire other = Wire.to(hub)) {
            HubServer.await("both are accepted", () -> hub.listening.connections() == 2);
            try (Busy turn = Busy.loop(hub.core.shared().shards()[0])) {
                kept.send(Packets.subscribe(1, "t", 1), Packets.publish("t", "x", 2, 9, false, false));
                other.send(Packets.connect("k", true, 0, null, "test", "test"));
            }
            other.expectConnack(false, 0);
            other.leave();
            hub.replaceHub();
            assertNull(hub.view("k"));
            try (Wire again = Wire.kept(hub, "k", false); Wire receiver = Wire.clean(hub, "r")) {
                receiver.subscribe("t", 1);
                again.publish2("t", "another", 9);
                receiver.expectPublish("t", "another", 1);
            }
        }
    }

    /**
     * Each becomes less, which is always accepted, and then more, which is not: two claims. The one whose packets come second in the
     * turn hands over what the first one has gathered, of both.
     */
    @Test
    void recordsOfTwoSessionsInOneTurn() throws Exception {
        try (HubServer hub = new HubServer(1); Wire a = Wire.kept(hub, "a", false); Wire b = Wire.kept(hub, "b", false)) {
            a.subscribe("t", 1);
            b.subscribe("t", 1);
            try (Busy turn = Busy.loop(hub.core.shared().shards()[0])) {
                for (Wire w : new Wire[] {a, b}) {
                    w.send(Packets.unsubscribe(1, "t"), Packets.subscribe(2, "longer/than/before", 1));
                }
            }
            for (Wire w : new Wire[] {a, b}) {
                w.expect(Packets.UNSUBACK);
                w.expect(Packets.SUBACK);
            }
            hub.replaceHub();
            try (Wire sender = Wire.clean(hub, "s")) {
                sender.publish1("longer/than/before", "m", 1);
                a.expectPublish("longer/than/before", "m", 1);
                b.expectPublish("longer/than/before", "m", 1);
                assertEquals(1, hub.view("a").subscriptions());
                assertEquals(1, hub.view("b").subscriptions());
            }
        }
    }
}
