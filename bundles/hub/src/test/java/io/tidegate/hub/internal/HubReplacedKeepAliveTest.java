package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;

/** Is the keep alive of a client counted fairly while hubs come and go? */
class HubReplacedKeepAliveTest {
    private static final int SECONDS = 2;

    /** Its silence is its own, whoever is the hub: swaps that come more often than its limit do not keep it for ever. */
    @OnLoops
    @Tag("MQTT-3.1.2-24")
    void silentClientIsClosedHoweverOftenTheHubIsReplaced(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire silent = connected(hub, "silent"); Wire kept = Wire.to(hub)) {
            kept.send(Packets.connect("kept", false, SECONDS, null, "test", "test"));
            kept.expectConnack(false, 0);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (isOpenForASecond(silent) || isOpenForASecond(kept)) {
                assertTrue(System.nanoTime() < deadline, "still open after 30 s of silence");
                hub.replaceHub();
            }
        }
    }

    /** While no hub is there nobody listens to it, so that time does not count: it is there after a gap longer than its limit. */
    @OnLoops
    void clientThatWasHeardBeforeTheGapIsThereAfterIt(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire client = connected(hub, "c")) {
            client.expectNothing();
            hub.detachHub();
            assertTrue(isOpenForASecond(client) && isOpenForASecond(client) && isOpenForASecond(client)
                    && isOpenForASecond(client), "closed while nobody was there");
            hub.replaceHub();
            client.expectNothing();
        }
    }

    private static Wire connected(HubServer hub, String clientId) throws Exception {
        Wire wire = Wire.to(hub);
        wire.send(Packets.connect(clientId, true, SECONDS, null, "test", "test"));
        wire.expectConnack(false, 0);
        return wire;
    }

    private static boolean isOpenForASecond(Wire wire) throws Exception {
        return wire.isOpen(1_000);
    }
}
