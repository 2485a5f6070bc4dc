package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.Packets.Got;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/** Does a QoS 1 message arrive at least once, in order, with an identifier that is free? */
class FlowsQos1Test {
    @OnLoops
    @Tag("MQTT-4.3.2-2")
    @Tag("MQTT-2.3.1-6")
    @Tag("MQTT-4.6.0-5")
    void everyPublishIsAcknowledgedInOrderWithOrWithoutReceivers(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire kept = Wire.kept(hub, "k", false); Wire sender = Wire.clean(hub, "s")) {
            kept.subscribe("stored", 1);
            for (int i = 1; i <= 200; i++) {
                String topic = i % 3 == 0 ? "stored" : "nobody";
                sender.send(Packets.publish(topic, "" + i, 1, i, i % 7 == 0, false));
            }
            for (int i = 1; i <= 200; i++) {
                assertEquals(i, sender.expect(Packets.PUBACK).packetId());
            }
        }
    }

    @OnLoops
    @Tag("MQTT-3.3.1-2")
    @Tag("MQTT-3.3.1-3")
    @Tag("MQTT-2.3.1-1")
    @Tag("MQTT-2.3.1-4")
    void receiverGetsFreshIdentifiersWithoutDup(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            for (boolean clean : new boolean[] {true, false}) {
                try (Wire receiver = clean ? Wire.clean(hub, "r") : Wire.kept(hub, "k", false); Wire sender = Wire.clean(hub, "s")) {
                    receiver.subscribe("t", 1);
                    Set<Integer> open = new HashSet<>();
                    for (int i = 1; i <= 50; i++) {
                        sender.send(Packets.publish("t", "" + i, 1, i, true, false));
                        sender.expect(Packets.PUBACK);
                        Got got = receiver.expectPublish("t", "" + i, 1);
                        assertFalse(got.dup(), "DUP of the sender passed on");
                        assertTrue(got.packetId() > 0 && open.add(got.packetId()), "identifier in use: " + got);
                        if (i % 2 == 0) {
                            receiver.send(Packets.puback(got.packetId()));
                            open.remove(got.packetId());
                        }
                    }
                }
            }
        }
    }

    @OnLoops
    @Tag("MQTT-4.6.0-6")
    void orderOfATopicIsKept(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire clean = Wire.clean(hub, "r"); Wire kept = Wire.kept(hub, "k", false);
                Wire sender = Wire.clean(hub, "s")) {
            clean.subscribe("t", 1);
            kept.subscribe("t", 1);
            List<byte[]> packets = new ArrayList<>();
            for (int i = 1; i <= 500; i++) {
                packets.add(Packets.publish("t", "" + i, 1, i, false, false));
            }
            sender.send(packets.toArray(new byte[0][]));
            for (int i = 1; i <= 500; i++) {
                clean.expectPublish("t", "" + i, 1);
                kept.expectPublish("t", "" + i, 1);
            }
        }
    }

    /** A kept receiver that comes and goes has the publisher's messages go through the store and past it by turns. */
    @OnLoops
    @Tag("MQTT-4.6.0-6")
    void orderIsKeptWhileTheWayThroughTheStoreOpensAndCloses(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire receiver = Wire.clean(hub, "r"); Wire sender = Wire.clean(hub, "s");
                Wire kept = Wire.kept(hub, "k", false)) {
            receiver.subscribe("t", 1);
            int n = 0;
            for (int round = 0; round < 30; round++) {
                kept.send(round % 2 == 0 ? Packets.subscribe(1, "t", 1) : Packets.unsubscribe(1, "t"));
                byte[][] packets = new byte[30][];
                for (int i = 0; i < packets.length; i++) {
                    packets[i] = Packets.publish("t", "" + ++n, 1, n, false, false);
                }
                sender.send(packets);
            }
            for (int i = 1; i <= n; i++) {
                receiver.send(Packets.puback(receiver.expectPublish("t", "" + i, 1).packetId()));
            }
            for (int i = 1; i <= n; i++) {
                assertEquals(i, sender.expect(Packets.PUBACK).packetId());
            }
        }
    }

    @OnLoops
    void acknowledgementOfAnUnknownIdentifierIsIgnored(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire wire = Wire.clean(hub, "a"); Wire sender = Wire.clean(hub, "s")) {
            wire.subscribe("t", 1);
            wire.send(Packets.puback(1), Packets.puback(65_535), Packets.pubcomp(12));
            sender.publish1("t", "x", 1);
            Got got = wire.expectPublish("t", "x", 1);
            wire.send(Packets.puback(got.packetId() + 1), Packets.puback(got.packetId()), Packets.puback(got.packetId()));
            wire.expectNothing();
        }
    }
}
