package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.internal.Packets.Got;
import org.junit.jupiter.api.Tag;

/** Does a QoS 2 message arrive exactly once, whatever is sent twice? */
class FlowsQos2Test {
    @OnLoops
    @Tag("MQTT-4.3.3-1")
    @Tag("MQTT-4.3.3-2")
    void bothFlowsGoToTheirEnd(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            for (boolean clean : new boolean[] {true, false}) {
                try (Wire receiver = clean ? Wire.clean(hub, "r") : Wire.kept(hub, "k", false)) {
                    receiver.subscribe("t", 2);
                    for (int i = 1; i <= 20; i++) {
                        sender.publish2("t", "" + i, i % 3 + 1);
                        Got got = receiver.expectPublish("t", "" + i, 2);
                        receiver.send(Packets.pubrec(got.packetId()));
                        assertEquals(got.packetId(), receiver.expect(Packets.PUBREL).packetId());
                        receiver.send(Packets.pubcomp(got.packetId()));
                    }
                    receiver.expectNothing();
                    HubServer.await("nothing in flight", () -> hub.view(clean ? "r" : "k").inflight() == 0);
                }
            }
        }
    }

    @OnLoops
    @Tag("MQTT-4.3.3-2")
    void resentPublishIsAnsweredAndNotDeliveredTwice(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire receiver = Wire.clean(hub, "r")) {
            receiver.subscribe("t", 2);
            for (boolean clean : new boolean[] {true, false}) {
                try (Wire sender = clean ? Wire.clean(hub, "s") : Wire.kept(hub, "sk", false)) {
                    sender.send(Packets.publish("t", "once", 2, 7, false, false), Packets.publish("t", "once", 2, 7, true, false));
                    assertEquals(7, sender.expect(Packets.PUBREC).packetId());
                    assertEquals(7, sender.expect(Packets.PUBREC).packetId());
                    sender.send(Packets.publish("t", "once", 2, 7, true, false));
                    assertEquals(7, sender.expect(Packets.PUBREC).packetId());
                    sender.send(Packets.pubrel(7));
                    assertEquals(7, sender.expect(Packets.PUBCOMP).packetId());
                    sender.publish2("t", "identifier used again", 7);
                    receiver.expectPublish("t", "once", 2);
                    receiver.expectPublish("t", "identifier used again", 2);
                }
            }
        }
    }

    @OnLoops
    @Tag("MQTT-3.6.4-1")
    void resentPubrelIsAnsweredEachTime(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            for (boolean clean : new boolean[] {true, false}) {
                try (Wire sender = clean ? Wire.clean(hub, "s") : Wire.kept(hub, "sk", false)) {
                    sender.publish2("t", "x", 3);
                    sender.send(Packets.pubrel(3), Packets.pubrel(4711));
                    assertEquals(3, sender.expect(Packets.PUBCOMP).packetId());
                    assertEquals(4711, sender.expect(Packets.PUBCOMP).packetId());
                }
            }
        }
    }

    @OnLoops
    @Tag("MQTT-4.3.3-1")
    void pubrecOfAnUnknownIdentifierLetsThePeerFinish(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            for (boolean clean : new boolean[] {true, false}) {
                try (Wire wire = clean ? Wire.clean(hub, "s") : Wire.kept(hub, "sk", false)) {
                    wire.send(Packets.pubrec(55));
                    assertEquals(55, wire.expect(Packets.PUBREL).packetId());
                    wire.send(Packets.pubcomp(55));
                    wire.expectNothing();
                }
            }
        }
    }

    @OnLoops
    @Tag("MQTT-4.3.3-1")
    void pubrecTwiceGetsPubrelTwiceAndNeverThePublishAgain(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            for (boolean clean : new boolean[] {true, false}) {
                try (Wire receiver = clean ? Wire.clean(hub, "r") : Wire.kept(hub, "k", false)) {
                    receiver.subscribe("t", 2);
                    sender.publish2("t", "x", 3);
                    int id = receiver.expectPublish("t", "x", 2).packetId();
                    receiver.send(Packets.pubrec(id), Packets.pubrec(id));
                    assertEquals(id, receiver.expect(Packets.PUBREL).packetId());
                    assertEquals(id, receiver.expect(Packets.PUBREL).packetId());
                    receiver.send(Packets.pubcomp(id), Packets.pubcomp(id));
                    receiver.expectNothing();
                }
            }
        }
    }

    /** A kept publisher goes away between PUBLISH and PUBREC: its resend is no second message. */
    @OnLoops
    @Tag("MQTT-4.3.3-2")
    @Tag("MQTT-4.4.0-1")
    void identifiersTakenAreRememberedOverConnections(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire receiver = Wire.clean(hub, "r")) {
            receiver.subscribe("t", 2);
            try (Wire sender = Wire.kept(hub, "s", false)) {
                sender.send(Packets.publish("t", "once", 2, 7, false, false));
                sender.expect(Packets.PUBREC);
                sender.drop();
            }
            receiver.expectPublish("t", "once", 2);
            for (int i = 0; i < 3; i++) {
                try (Wire sender = Wire.kept(hub, "s", true)) {
                    sender.send(Packets.publish("t", "once", 2, 7, true, false));
                    assertEquals(7, sender.expect(Packets.PUBREC).packetId());
                    sender.drop();
                }
            }
            hub.replaceHub();
            try (Wire again = Wire.clean(hub, "r2"); Wire sender = Wire.kept(hub, "s", true)) {
                again.subscribe("t", 2);
                sender.send(Packets.publish("t", "once", 2, 7, true, false));
                assertEquals(7, sender.expect(Packets.PUBREC).packetId());
                sender.send(Packets.pubrel(7));
                assertEquals(7, sender.expect(Packets.PUBCOMP).packetId());
                sender.publish2("t", "second", 7);
                again.expectPublish("t", "second", 2);
            }
        }
    }

    /** A clean session's identifiers end with it: the same one is a new message. */
    @OnLoops
    void identifiersOfACleanSessionAreForgotten(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire receiver = Wire.clean(hub, "r")) {
            receiver.subscribe("t", 2);
            for (int i = 0; i < 2; i++) {
                try (Wire sender = Wire.clean(hub, "s")) {
                    sender.send(Packets.publish("t", "m" + i, 2, 7, false, false));
                    sender.expect(Packets.PUBREC);
                }
                receiver.expectPublish("t", "m" + i, 2);
            }
        }
    }
}
