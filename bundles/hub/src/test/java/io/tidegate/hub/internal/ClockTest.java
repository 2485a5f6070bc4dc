package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.HubView;
import io.tidegate.hub.internal.Packets.Will;
import io.tidegate.hub.internal.shard.HubSettings;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What does a gateway lose whose clock is set while it runs and when it is started again after a kill? Nothing that is younger than
 * message.age.max, 10 s here, by running time; which stands but for what the test adds.
 */
class ClockTest {
    private static final HubSettings TEN_SECONDS = new HubSettings(128, 65_535, true, null, 16 << 20, 1, 1 << 20, 64 << 20, 10);
    private static final long NOW = 1_700_000_000L;

    /**
     * @param clock what it is set to
     * @param after how much later the first message, that was stored 5 s before the second, is too old, and the second is not
     */
    @ParameterizedTest(name = "{2}, {3} loops")
    @CsvSource({"0, 6, 1970, 1", "0, 6, 1970, 2", "1699996400, 6, an hour back, 1", "1699996400, 6, an hour back, 2",
        "3276800000, 0, 50 years on, 1", "3276800000, 0, 50 years on, 2"})
    void clockIsSet(long clock, long after, String name, int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, TEN_SECONDS, 32 << 20)) {
            hub.nanoTime = () -> 0;
            hub.storeSeconds = 1;
            hub.kill();
            assertEquals(NOW, hub.epochSeconds.get());
            try (Wire sender = Wire.willing(hub, "s", new Will("t", "will", 1, false)); Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("t", 1);
                kept.leave();
                HubServer.await("away", () -> waiting(hub) == 0);
                sender.publish1("t", "may be in the client's hands", 1);
                sender.publish1("t", "first", 2);
                later(hub, 5);
                sender.publish1("t", "second", 3);
                HubServer.await("it is stored how late it is", () -> hub.storedSeconds() == 5);
                hub.epochSeconds.set(clock);
                later(hub, 4);
                HubServer.await("looked at, with the clock as it is", () -> hub.storedSeconds() == 9);
                hub.epochSeconds.set(NOW);
                later(hub, -4);
                HubServer.await("as it was", () -> hub.storedSeconds() == 5);
                assertEquals(3, waiting(hub), "a jump while running changes no age");
                hub.epochSeconds.set(clock);
                hub.kill();
            }
            HubServer.await("its will is said", () -> waiting(hub) + expired(hub) == 4);
            later(hub, after);
            HubServer.await("the first is too old", () -> expired(hub) == 1 && waiting(hub) == 3);
            hub.kill(); // with the clock as it is
            try (Wire kept = Wire.kept(hub, "k", true)) {
                for (String payload : new String[] {"may be in the client's hands", "second", "will"}) {
                    kept.send(Packets.puback(kept.expectPublish("t", payload, 1).packetId()));
                }
                kept.expectNothing();
            }
        }
    }

    private static long expired(HubServer hub) {
        return Arrays.stream(hub.core.shared().shards()).mapToLong(s -> s.expired).sum();
    }

    private static void later(HubServer hub, long seconds) {
        hub.laterNanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    /** −1 while the hub has not yet read the session from the store. */
    private static long waiting(HubServer hub) throws Exception {
        HubView.Client view = hub.view("k");
        return view == null || !view.state().equals("AWAY") ? -1 : view.waiting();
    }
}
