package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.HubView;
import io.tidegate.hub.internal.shard.HubSettings;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What becomes of messages that wait longer than message.age.max? Two seconds here, looked at every second. */
class RetentionTest {
    private static final HubSettings TWO_SECONDS = new HubSettings(128, 65_535, true, null, 16 << 20, 2, 1 << 20, 64 << 20, 2);
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final long YEAR = TimeUnit.DAYS.toNanos(365);

    @OnLoops
    void whatIsTooOldGoesAndWhatIsNewStays(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, TWO_SECONDS, 32 << 20); Wire sender = Wire.clean(hub, "s")) {
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("t", 1);
                kept.leave();
            }
            HubServer.await("away", () -> hub.view("k") != null && hub.view("k").state().equals("AWAY"));
            for (int i = 1; i <= 300; i++) {
                sender.publish1("t", "old " + i, i);
            }
            hub.laterNanos.addAndGet(HOUR);
            sender.publish1("t", "new", 301);
            HubServer.await("the old ones are gone", () -> waiting(hub, "k") == 1);
            assertEquals(300, Arrays.stream(hub.core.shared().shards()).mapToLong(s -> s.expired).sum());
            try (Wire kept = Wire.kept(hub, "k", true)) {
                kept.expectPublish("t", "new", 1);
                kept.expectNothing();
            }
        }
    }

    /** Its packet identifier is not free, so it is sent again however old it is. */
    @OnLoops
    void whatTheClientMayHoldStays(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, TWO_SECONDS, 32 << 20); Wire sender = Wire.clean(hub, "s")) {
            int id;
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("t", 2);
                for (int i = 1; i <= 4; i++) {
                    sender.publish2("t", "" + i, i);
                }
                id = kept.expectPublish("t", "1", 2).packetId();
                kept.expectPublish("t", "2", 2); // the window is full
                hub.laterNanos.addAndGet(HOUR);
                HubServer.await("what was not sent is gone", () -> waiting(hub, "k") == 0);
                kept.drop();
            }
            hub.kill();
            HubServer.await("two are left", () -> waiting(hub, "k") == 2);
            hub.laterNanos.addAndGet(HOUR);
            try (Wire kept = Wire.kept(hub, "k", true); Wire other = Wire.kept(hub, "other", false)) {
                other.expectNothing();
                assertEquals(id, kept.expectPublish("t", "1", 2).packetId());
                kept.expectPublish("t", "2", 2);
                kept.expectNothing();
            }
        }
    }

    @OnLoops
    void whatARuleHasInHandStaysAndTheRestOfItsBacklogGoes(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, TWO_SECONDS, 32 << 20); Wire sender = Wire.clean(hub, "s")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
            for (int i = 1; i <= 3; i++) {
                sender.publish1("in", "" + i, i);
            }
            Delivery lent = taker.expect("1");
            hub.laterNanos.addAndGet(HOUR);
            HubServer.await("the backlog is gone", () -> taker.session.waiting() == 0);
            sender.publish1("in", "4", 4);
            assertEquals("DONE", Taker.acknowledge(lent, Taker.message("out", "", 1)).name());
            taker.expect("4");
        }
    }

    /** An age may be configured later: without the stamp all that waits would be younger by this year. */
    @OnLoops
    void howLateItIsIsStoredWhileRunning_alsoWithoutAnAge(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            hub.storeSeconds = 1;
            hub.kill();
            hub.laterNanos.addAndGet(YEAR);
            HubServer.await("stored", () -> hub.storedSeconds() >= TimeUnit.NANOSECONDS.toSeconds(YEAR));
            hub.kill();
            long seconds = hub.core.shared().time.seconds();
            assertTrue(seconds >= TimeUnit.NANOSECONDS.toSeconds(YEAR), seconds + " s");
        }
    }

    /** −1 while the hub has not yet read that session from the store. */
    private static long waiting(HubServer hub, String client) throws Exception {
        HubView.Client view = hub.view(client);
        return view == null ? -1 : view.waiting();
    }

    /** It comes back while its old messages are being looked through: what it may hold is its own from then on. */
    @OnLoops
    void whatTheClientMayHoldStays_alsoWhenItIsBackInTheMidstOfALook(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, TWO_SECONDS, 32 << 20); Wire sender = Wire.clean(hub, "s")) {
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("t", 2);
                sender.publish2("t", "1", 1);
                kept.expectPublish("t", "1", 2);
                kept.drop();
            }
            HubServer.await("away", () -> hub.view("k") != null && hub.view("k").state().equals("AWAY"));
            hub.between.holdReads();
            hub.laterNanos.addAndGet(HOUR);
            HubServer.await("it is looked at", hub.between::holdsSome);
            try (Wire kept = Wire.kept(hub, "k", true)) {
                hub.between.letGo();
                assertTrue(kept.expectPublish("t", "1", 2).dup());
            }
        }
    }
}
