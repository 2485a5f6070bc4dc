package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.Packets.Got;
import io.tidegate.hub.internal.Packets.Will;
import org.junit.jupiter.api.Tag;

/** When is a will published, and to whom? */
class WillTest {
    @OnLoops
    @Tag("MQTT-3.1.2-8")
    @Tag("MQTT-3.1.2-16")
    void lostConnectionPublishesItAtItsQos(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w"); Wire kept = Wire.kept(hub, "k", false)) {
            watcher.subscribe("will/#", 2);
            kept.subscribe("will/#", 2);
            for (int qos = 0; qos < 3; qos++) {
                try (Wire wire = Wire.willing(hub, "a" + qos, new Will("will/" + qos, "gone", qos, false))) {
                    wire.drop();
                }
                assertFalse(watcher.expectPublish("will/" + qos, "gone", qos).retain());
                kept.expectPublish("will/" + qos, "gone", qos);
            }
        }
    }

    @OnLoops
    @Tag("MQTT-3.1.2-10")
    @Tag("MQTT-3.14.4-3")
    void disconnectDiscardsIt(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w")) {
            watcher.subscribe("#", 0);
            try (Wire wire = Wire.willing(hub, "a", new Will("will", "gone", 1, true))) {
                wire.leave();
            }
            HubServer.await("session gone", () -> hub.view("a") == null);
            try (Wire next = Wire.willing(hub, "b", new Will("will", "the other", 1, false))) {
                next.drop();
            }
            watcher.expectPublish("will", "the other", 0);
        }
    }

    @OnLoops
    @Tag("MQTT-3.1.2-8")
    void takeOverPublishesTheEarlierOnesWill(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w")) {
            watcher.subscribe("will", 1);
            try (Wire first = Wire.willing(hub, "same", new Will("will", "first", 1, false));
                    Wire second = Wire.willing(hub, "same", new Will("will", "second", 1, false))) {
                first.expectClosed();
                watcher.expectPublish("will", "first", 1);
                second.leave();
            }
            try (Wire third = Wire.willing(hub, "same", new Will("will", "third", 1, false))) {
                third.drop();
            }
            watcher.expectPublish("will", "third", 1);
        }
    }

    @OnLoops
    @Tag("MQTT-3.1.2-17")
    void retainedWillIsKept(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            try (Wire wire = Wire.willing(hub, "a", new Will("will", "gone", 1, true))) {
                wire.drop();
            }
            HubServer.await("will stored", () -> hub.core.shared().retained.size() == 1);
            try (Wire late = Wire.clean(hub, "late")) {
                late.subscribe("will", 1);
                Got got = late.expectPublish("will", "gone", 1);
                assertTrue(got.retain());
            }
        }
    }

    @OnLoops
    void willWithoutPermissionIsRefusedWith5(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire wire = Wire.to(hub)) {
            hub.people.add("p", new String[] {"mine"}, new String[0]);
            wire.send(Packets.connect("a", true, 0, new Will("other", "x", 0, false), "p", "p"));
            wire.expectConnack(false, 5);
            wire.expectClosed();
        }
    }

    @OnLoops
    void closedForAProtocolErrorPublishesIt(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w")) {
            watcher.subscribe("will", 0);
            try (Wire wire = Wire.willing(hub, "a", new Will("will", "malformed", 0, false))) {
                wire.send(Packets.bytes(0xF0, 0));
                wire.expectClosed();
            }
            watcher.expectPublish("will", "malformed", 0);
            try (Wire wire = Wire.willing(hub, "a", new Will("will", "bad topic", 0, false))) {
                wire.publish("a/#", "");
                wire.expectClosed();
            }
            watcher.expectPublish("will", "bad topic", 0);
        }
    }

    /** Defect of the model: a full window does not keep the will. */
    @OnLoops
    void willOfAClientThatOwesItsWholeWindowIsPublished(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w"); Wire sender = Wire.clean(hub, "s")) {
            watcher.subscribe("will", 1);
            for (boolean clean : new boolean[] {true, false}) {
                try (Wire wire = Wire.to(hub)) {
                    wire.send(Packets.connect("a" + clean, clean, 0, new Will("will", "full " + clean, 1, false), "test", "test"));
                    wire.expectConnack(false, 0);
                    wire.subscribe("t", 1);
                    for (int i = 1; i <= 1100; i++) {
                        sender.send(Packets.publish("t", "", 1, i, false, false));
                    }
                    for (int i = 1; i <= 1100; i++) {
                        sender.expect(Packets.PUBACK);
                    }
                    wire.drop();
                }
                assertEquals("full " + clean, watcher.expect(Packets.PUBLISH).payload());
            }
        }
    }

    /** 3.1.1 has no code for it, and one that means "try again" would have its client do so for ever. */
    @OnLoops
    @Tag("MQTT-3.2.2-6")
    void willTopicThatIsNotValid_closesWithoutAnAnswer(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire wire = Wire.to(hub)) {
            wire.send(Packets.connect("a", true, 0, new Will("a/#", "gone", 0, false), "test", "test"));
            wire.expectClosed();
        }
    }
}
