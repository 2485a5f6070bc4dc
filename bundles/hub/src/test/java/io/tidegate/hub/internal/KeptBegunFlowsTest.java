package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.Packets.Got;
import org.junit.jupiter.api.Tag;

/** Does a flow that has begun go on as it began? */
class KeptBegunFlowsTest {
    /** What was begun at a QoS is finished at it, also when the subscription has changed or gone. */
    @OnLoops
    @Tag("MQTT-4.4.0-1")
    @Tag("MQTT-3.10.4-3")
    void begunFlowsAreFinishedAfterTheSubscriptionChanged(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            for (int changed = -1; changed < 2; changed++) {
                String id = "k" + changed;
                int packetId;
                try (Wire kept = Wire.kept(hub, id, false)) {
                    kept.subscribe("t", 2);
                    sender.publish2("t", "begun", 1);
                    packetId = kept.expectPublish("t", "begun", 2).packetId();
                    if (changed < 0) {
                        kept.send(Packets.unsubscribe(1, "t"));
                        kept.expect(Packets.UNSUBACK);
                    } else {
                        kept.subscribe("t", changed);
                    }
                    kept.drop();
                }
                try (Wire kept = Wire.kept(hub, id, true)) {
                    Got got = kept.expectPublish("t", "begun", 2);
                    assertEquals(packetId, got.packetId());
                    assertTrue(got.dup());
                    kept.send(Packets.pubrec(packetId));
                    kept.expect(Packets.PUBREL);
                    kept.send(Packets.pubcomp(packetId));
                    kept.send(Packets.unsubscribe(1, "t"));
                    kept.expect(Packets.UNSUBACK);
                }
            }
        }
    }
}
