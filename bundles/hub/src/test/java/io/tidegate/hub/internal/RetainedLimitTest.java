package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.internal.shard.HubSettings;
import io.tidegate.mqtt.Message;
import io.tidegate.mqtt.QoS;
import java.util.List;

/** Retained messages are all in memory: what happens to the one that is too many? */
class RetainedLimitTest {
    private static final long MOST = 64 << 10;
    private static final String TEN = "x".repeat(10 << 10);

    /** As by a full store: unanswered and closed. What takes no more than before, or removes one, always goes. */
    @OnLoops
    void oneTooMany_isRefused_untilThereIsRoom(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, HubSettings.DEFAULT.withRetainedBytes(MOST), 32 << 20)) {
            fill(hub, 6);
            for (int qos = 1; qos <= 2; qos++) {
                try (Wire sender = Wire.kept(hub, "k", qos > 1)) {
                    sender.send(Packets.publish("t/7", TEN, qos, 7, false, true));
                    sender.expectClosed();
                }
            }
            assertEquals(6, hub.core.shared().retained.size());
            assertTrue(hub.core.shared().retained.bytes() <= MOST);
            try (Wire sender = Wire.kept(hub, "k", true)) {
                sender.retain("t/6", TEN.replace('x', 'y'), 1);
                sender.send(Packets.publish("t/6", TEN + TEN, 1, 2, false, true)); // larger
                sender.expectClosed();
            }
            try (Wire sender = Wire.kept(hub, "k", true)) {
                sender.publish1("t/8", TEN, 3); // is not retained
                sender.retain("t/1", "", 4);
                sender.send(Packets.publish("t/7", TEN, 2, 7, false, true), Packets.pubrel(7));
                sender.expect(Packets.PUBREC);
                sender.expect(Packets.PUBCOMP);
                assertEquals(6, hub.core.shared().retained.size());
            }
            hub.replaceHub(); // whose settings are the same, and what the store has is counted
            try (Wire sender = Wire.clean(hub, "s"); Wire receiver = Wire.clean(hub, "r")) {
                receiver.subscribe("t/7", 0);
                receiver.expectPublish("t/7", TEN, 0);
                sender.send(Packets.publish("t/1", TEN, 1, 5, false, true));
                sender.expectClosed();
            }
        }
    }

    /** Nobody awaits an answer: it goes to who is there, and is counted. */
    @OnLoops
    void qos0_isDeliveredAndNotKept(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, HubSettings.DEFAULT.withRetainedBytes(MOST), 32 << 20);
                Wire receiver = Wire.clean(hub, "r"); Wire sender = Wire.clean(hub, "s")) {
            receiver.subscribe("live", 0);
            fill(hub, 6);
            sender.send(Packets.publish("live", TEN, 0, 0, false, true));
            receiver.expectPublish("live", TEN, 0);
            assertEquals(6, hub.core.shared().retained.size());
            assertEquals(1, hub.core.shared().publishRefused.get());
        }
    }

    /** Its client is gone, and cannot be told: its last word goes to who is there, and is counted. */
    @OnLoops
    void will_isDeliveredAndNotKept(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, HubSettings.DEFAULT.withRetainedBytes(MOST), 32 << 20);
                Wire receiver = Wire.clean(hub, "r"); Wire willing = Wire.willing(hub, "w", new Packets.Will("will", TEN, 1, true))) {
            receiver.subscribe("will", 1);
            fill(hub, 6);
            willing.drop();
            assertFalse(receiver.expectPublish("will", TEN, 1).retain());
            assertEquals(6, hub.core.shared().retained.size());
            assertEquals(1, hub.core.shared().publishRefused.get());
        }
    }

    @OnLoops
    void outputOfARule_isRefused_andItsInputStays(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, HubSettings.DEFAULT.withRetainedBytes(MOST), 32 << 20)) {
            Taker rule = Taker.open(hub, "rule/x").subscribe("in", 1).request(10);
            fill(hub, 6);
            try (Wire sender = Wire.clean(hub, "s")) {
                sender.publish1("in", "m", 1);
            }
            Delivery input = rule.expect("m");
            Message output = Message.to("t/7").qos(QoS.AT_LEAST_ONCE).retain(true).payload(TEN.getBytes()).build();
            assertEquals(Outcome.Kind.REFUSED, Taker.of(input.acknowledge(List.of(output))).kind());
            assertEquals(6, hub.core.shared().retained.size());
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(input));
        }
    }

    private static void fill(HubServer hub, int count) throws Exception {
        try (Wire sender = Wire.clean(hub, "filling")) {
            for (int i = 1; i <= count; i++) {
                sender.retain("t/" + i, TEN, i);
            }
        }
    }
}
