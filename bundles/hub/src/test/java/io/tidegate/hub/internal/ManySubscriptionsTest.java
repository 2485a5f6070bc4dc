package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** A kept session is stored as a whole with each change: what does a client cost that changes it in a burst? */
class ManySubscriptionsTest {
    private static final int COUNT = 1_500;

    @Test
    void burstOfPackets_ofASlowStore_waitsWithTheClient() throws Exception {
        try (HubServer hub = new HubServer(1); Wire kept = Wire.kept(hub, "k", false); Wire other = Wire.clean(hub, "o")) {
            burst(hub, kept, other, Packets.SUBACK, i -> Packets.subscribe(i, filter(i), 1));
            assertEquals(COUNT, hub.view("k").subscriptions());
            burst(hub, kept, other, Packets.UNSUBACK, i -> Packets.unsubscribe(i, filter(i)));
            assertEquals(0, hub.view("k").subscriptions());
        }
    }

    private static void burst(HubServer hub, Wire kept, Wire other, int answer, IntFunction<byte[]> packet) throws Exception {
        hub.between.hold();
        byte[][] packets = new byte[COUNT][];
        for (int i = 0; i < COUNT; i++) {
            packets[i] = packet.apply(i + 1);
        }
        kept.send(packets);
        HubServer.await("much waits for the store", () -> hub.between.bytes() > 4 << 20);
        other.expectNothing(); // a turn later
        assertTrue(hub.between.bytes() < 6 << 20, "bytes on their way to the store: " + hub.between.bytes());
        hub.between.letGo();
        for (int i = 1; i <= COUNT; i++) {
            assertEquals(i, kept.expect(answer).packetId());
        }
    }

    private static String filter(int i) {
        return "building/1/floor/2/room/" + (10_000 + i);
    }
}
