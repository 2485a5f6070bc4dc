package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.shard.HubSettings;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** Many kept sessions have much to get and take little at a time: how much of it is in memory? */
class ManySlowSessionsTest {
    private static final int SESSIONS = 80;
    private static final int MOST = 256 << 10;

    @Test
    void theMoreThereAre_theLessIsReadAheadForEach() throws Exception {
        HubSettings one = new HubSettings(128, 65_535, true, null, 16 << 20, 1, 1 << 20, 64 << 20, 0);
        try (HubServer hub = new HubServer(1, one, 64 << 20); Wire sender = Wire.clean(hub, "s")) {
            Wire[] slow = new Wire[SESSIONS];
            for (int i = 0; i < SESSIONS; i++) {
                slow[i] = Wire.kept(hub, "k" + i, false);
                slow[i].subscribe("t", 1);
                slow[i].leave();
            }
            for (int n = 1; n <= 3; n++) {
                sender.publish1("t", n + "x".repeat(10_000), n);
            }
            for (int i = 0; i < SESSIONS; i++) {
                slow[i] = Wire.kept(hub, "k" + i, true);
                slow[i].expect(Packets.PUBLISH);
            }
            assertEquals(MOST, hub.between.readBytes.peek());
            assertTrue(Collections.min(hub.between.readBytes) <= MOST / 2, "the last ones read as much ahead as the first one");
            for (int i = 0; i < SESSIONS; i++) {
                if (i % 2 == 0) {
                    slow[i].drop();
                } else {
                    takeTheRest(slow[i]);
                }
            }
            for (int i = 0; i < SESSIONS; i += 2) {
                String name = "k" + i;
                HubServer.await("away", () -> hub.view(name).state().equals("AWAY"));
            }
            hub.between.readBytes.clear();
            try (Wire again = Wire.kept(hub, "k0", true)) {
                again.expect(Packets.PUBLISH);
                assertEquals(MOST, hub.between.readBytes.peek(), "there is room again");
            }
            for (Wire wire : slow) {
                wire.close();
            }
        }
    }

    private static void takeTheRest(Wire wire) throws Exception {
        wire.send(Packets.puback(1));
        for (int n = 2; n <= 3; n++) {
            wire.send(Packets.puback(wire.expect(Packets.PUBLISH).packetId()));
        }
        wire.expectNothing();
    }
}
