package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.Packets.Will;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How often does the hub try again what a store refuses that seems to have room? Less and less often. */
class RefusedAgainTest {
    private static final int TRIES = 4;
    private static final int PATIENCE_MILLIS = 40_000;

    @OnLoops
    void will(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire kept = Wire.kept(hub, "k", false)) {
            kept.subscribe("will", 1);
            Wire drops = Wire.willing(hub, "d", new Will("will", "gone", 1, false));
            hub.between.refuse(true);
            drops.drop();
            assertPausesGrow(hub);
            hub.between.refuse(false);
            assertEquals("gone", kept.next(PATIENCE_MILLIS).payload());
            kept.expectNothing();
        }
    }

    @OnLoops
    void retainedMessageForANewSubscription(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire kept = Wire.kept(hub, "k", false)) {
            sender.retain("t", "kept", 1);
            hub.between.refuse(true);
            kept.subscribe("t", 1);
            assertPausesGrow(hub);
            hub.between.refuse(false);
            assertEquals("kept", kept.next(PATIENCE_MILLIS).payload());
            kept.expectNothing();
        }
    }

    /** A timer is never early: 1, 2 and 4 s lie between them at the least, whatever else the machine does. */
    private static void assertPausesGrow(HubServer hub) throws Exception {
        List<Long> tries = hub.between.refusedNanos();
        HubServer.await("it is tried", () -> tries.size() >= TRIES);
        for (int i = 1; i < TRIES; i++) {
            long millis = TimeUnit.NANOSECONDS.toMillis(tries.get(i) - tries.get(i - 1));
            long least = 1000L << i - 1;
            int which = i;
            assertTrue(millis >= least - 100, () -> millis + " ms before try " + which + ", and should be " + least);
        }
    }
}
