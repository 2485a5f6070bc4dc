package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.Packets.Got;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;

/** What does a new subscription get that was published before it? */
class RetainedMessagesTest {
    @OnLoops
    @Tag("MQTT-3.3.1-5")
    @Tag("MQTT-3.3.1-6")
    @Tag("MQTT-3.3.1-8")
    @Tag("MQTT-3.3.1-12")
    void theLastRetainedOneIsGivenWithRetain(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire receiver = Wire.clean(hub, "r")) {
            sender.retain("t", "old", 1);
            sender.retain("t", "new", 2);
            sender.publish1("t", "not retained", 3);
            receiver.subscribe("t", 1);
            Got got = receiver.expectPublish("t", "new", 1);
            assertTrue(got.retain());
            assertFalse(got.dup());
            receiver.expectNothing();
        }
    }

    @OnLoops
    @Tag("MQTT-3.3.1-9")
    void liveCopiesCarryNoRetain(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire receiver = Wire.clean(hub, "r");
                Wire kept = Wire.kept(hub, "k", false)) {
            receiver.subscribe("t", 1);
            kept.subscribe("t", 1);
            sender.retain("t", "1", 1);
            sender.send(Packets.publish("t", "0", 0, 0, false, true));
            assertFalse(receiver.expectPublish("t", "1", 1).retain());
            assertFalse(receiver.expectPublish("t", "0", 0).retain());
            TreeSet<String> got = new TreeSet<>(List.of(show(kept.next()), show(kept.next())));
            assertEquals("[0 false, 1 false]", got.toString());
        }
    }

    private static String show(Got got) {
        return got.payload() + " " + got.retain();
    }

    @OnLoops
    @Tag("MQTT-3.3.1-10")
    @Tag("MQTT-3.3.1-11")
    void emptyPayloadWithRetainRemovesAndIsDeliveredLive(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire live = Wire.clean(hub, "l");
                Wire receiver = Wire.clean(hub, "r")) {
            for (int qos = 0; qos < 3; qos++) {
                sender.retain("t", "x", 1);
                live.subscribe("t", 0);
                live.expectPublish("t", "x", 0);
                sender.send(Packets.publish("t", "", qos, 9, false, true));
                assertFalse(live.expectPublish("t", "", 0).retain());
                if (qos == 1) {
                    sender.expect(Packets.PUBACK);
                } else if (qos == 2) {
                    sender.expect(Packets.PUBREC);
                    sender.send(Packets.pubrel(9));
                    sender.expect(Packets.PUBCOMP);
                }
                HubServer.await("removed", () -> hub.core.shared().retained.size() == 0); // QoS 0 has no answer
                receiver.subscribe("t", 1);
                receiver.expectNothing();
                for (Wire w : new Wire[] {live, receiver}) {
                    w.send(Packets.unsubscribe(3, "t"));
                    w.expect(Packets.UNSUBACK);
                }
            }
        }
    }

    /** Defect of the model: without the flag an empty payload is a message like any other. */
    @OnLoops
    @Tag("MQTT-3.3.1-12")
    void emptyPayloadWithoutRetainRemovesNothing(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire receiver = Wire.clean(hub, "r")) {
            sender.retain("t", "x", 1);
            sender.publish1("t", "", 2);
            sender.publish("t", "");
            sender.publish2("t", "", 3);
            receiver.subscribe("t", 0);
            receiver.expectPublish("t", "x", 0);
        }
    }

    /** Defect of the model: who may not subscribe gets nothing. */
    @OnLoops
    void refusedFiltersGetNothing(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            hub.people.add("p", new String[0], new String[] {"open"});
            sender.retain("secret", "x", 1);
            sender.retain("open", "y", 2);
            try (Wire receiver = Wire.as(hub, "p", "r")) {
                receiver.send(Packets.subscribe(1, "secret", 1, "#", 1, "open", 0, "+", 2));
                assertEquals(List.of(0x80, 0x80, 0, 0x80), receiver.expect(Packets.SUBACK).codes());
                receiver.expectPublish("open", "y", 0);
                receiver.expectNothing();
            }
        }
    }

    @OnLoops
    @Tag("MQTT-3.8.4-3")
    void eachSubscribeGetsItAgainAtTheLowerQos(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire receiver = Wire.clean(hub, "r");
                Wire kept = Wire.kept(hub, "k", false)) {
            sender.send(Packets.publish("q/0", "x", 0, 0, false, true));
            sender.retain("q/1", "x", 1);
            sender.send(Packets.publish("q/2", "x", 2, 2, false, true), Packets.pubrel(2));
            sender.expect(Packets.PUBREC);
            sender.expect(Packets.PUBCOMP);
            for (int round = 0; round < 2; round++) {
                for (int qos = 0; qos < 3; qos++) {
                    for (Wire w : new Wire[] {receiver, kept}) {
                        w.subscribe("q/+", qos);
                        TreeSet<String> got = new TreeSet<>();
                        TreeSet<String> wanted = new TreeSet<>();
                        for (int i = 0; i < 3; i++) {
                            Got g = w.expect(Packets.PUBLISH);
                            assertTrue(g.retain(), () -> "no RETAIN: " + g);
                            got.add(g.topic() + " " + g.qos());
                            wanted.add("q/" + i + " " + Math.min(i, qos));
                            if (g.qos() == 1) {
                                w.send(Packets.puback(g.packetId()));
                            } else if (g.qos() == 2) {
                                w.send(Packets.pubrec(g.packetId()));
                            }
                        }
                        assertEquals(wanted, got);
                        if (qos == 2) {
                            w.send(Packets.pubcomp(w.expect(Packets.PUBREL).packetId()));
                        }
                    }
                }
            }
        }
    }

    @OnLoops
    void retainedOutlivesAHubThatIsReplaced(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            try (Wire sender = Wire.clean(hub, "s")) {
                sender.retain("a/b", "x", 1);
                sender.retain("a/c", "y", 1);
                sender.retain("a/c", "", 1);
            }
            hub.replaceHub();
            try (Wire receiver = Wire.clean(hub, "r")) {
                receiver.subscribe("a/#", 1);
                receiver.expectPublish("a/b", "x", 1);
                receiver.expectNothing();
            }
        }
    }
}
