package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tidegate.hub.internal.Packets.Got;
import io.tidegate.hub.internal.routing.Subscriber;
import io.tidegate.hub.internal.shard.HubSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Is a QoS 2 message that the store refused ever taken for one that it has? */
class RefusedQos2Test {
    /**
     * The publisher has moved to another loop, and the loop where its message came in is too busy to tell what became of
     * it: the resend is answered for what the store did, not for what was hoped.
     */
    @Test
    @Tag("MQTT-4.3.3-2")
    void resendOnAnotherLoopIsNotAnsweredForAMessageThatWasRefused() throws Exception {
        try (HubServer hub = new HubServer(2, HubSettings.DEFAULT, 1 << 20)) {
            try (Wire away = Wire.kept(hub, "k", false); Wire sender = Wire.clean(hub, "fill")) {
                away.subscribe("t", 2);
                away.leave();
                sender.publish1("t", "x".repeat(40_000), 1);
            }
            Wire first = Wire.kept(hub, "s", false);
            Subscriber session = hub.core.shared().owners.values().stream().filter(o -> o.name().equals("s")).findFirst()
                    .orElseThrow();
            int before = session.shard();
            hub.between.hold();
            first.send(Packets.publish("t", "once", 2, 5, false, false));
            HubServer.await("the message waits for the store", () -> hub.between.holds() == 1);
            first.drop();
            try (Wire second = Wire.to(hub)) { // sockets are dealt out to the loops in turn
                second.send(Packets.connect("s", false, 0, null, "test", "test"));
                HubServer.await("its session waits for the store", () -> hub.between.holds() == 2);
                assertNotEquals(before, session.shard());
                try (Busy busy = Busy.loop(hub.core.shared().shards()[before])) {
                    hub.store.quota(hub.store.usage().bytes() + 2_000); // no new messages, but room for a session's record
                    hub.between.letGo();
                    second.expectConnack(true, 0);
                    second.send(Packets.publish("t", "once", 2, 5, true, false));
                    second.expectClosed();
                }
            }
            hub.store.quota(1 << 20);
            try (Wire third = Wire.kept(hub, "s", true)) {
                third.send(Packets.publish("t", "once", 2, 5, true, false));
                assertEquals(5, third.expect(Packets.PUBREC).packetId());
                third.send(Packets.publish("t", "once", 2, 5, true, false));
                assertEquals(5, third.expect(Packets.PUBREC).packetId());
                third.send(Packets.pubrel(5));
                assertEquals(5, third.expect(Packets.PUBCOMP).packetId());
                third.publish2("t", "marker", 5);
            }
            try (Wire receiver = Wire.kept(hub, "k", true)) {
                Got filler = receiver.expect(Packets.PUBLISH);
                receiver.send(Packets.puback(filler.packetId()));
                receiver.expectPublish("t", "once", 2);
                receiver.expectPublish("t", "marker", 2);
            }
        }
    }

    /** It asks for no room: that others' messages, of the same turn, are refused is not its fault. */
    @OnLoops
    @Tag("MQTT-4.3.3-2")
    void whoOnlyFinishes_isAnsweredAlsoWhenNewMessagesAreRefused(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire receiver = Wire.clean(hub, "r")) {
            receiver.subscribe("t", 1);
            try (Wire first = Wire.kept(hub, "k", false)) {
                first.send(Packets.publish("t", "once", 2, 9, false, false));
                first.expect(Packets.PUBREC);
                first.drop();
            }
            receiver.expectPublish("t", "once", 1);
            try (Wire again = Wire.kept(hub, "k", true)) {
                hub.between.refuse(true);
                again.send(Packets.publish("t", "once", 2, 9, true, false), Packets.pubrel(9));
                assertEquals(9, again.expect(Packets.PUBREC).packetId());
                assertEquals(9, again.expect(Packets.PUBCOMP).packetId());
                hub.between.refuse(false);
                again.publish2("t", "another", 9); // the identifier is free
                receiver.expectPublish("t", "another", 1);
            }
        }
    }
}
