package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

/** Does a session that has ended stay ended, whatever of it was still to be stored at that moment? */
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
}
