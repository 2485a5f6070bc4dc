package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.Packets.Got;
import io.tidegate.hub.internal.shard.HubSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/** What does an edit of the hub's limits do to who is connected? */
class EditedSettingsTest {
    private static HubSettings window(int inflight, long age) {
        return new HubSettings(128, 65_535, true, null, 16 << 20, inflight, 1 << 20, 64 << 20, age);
    }

    private static HubSettings pattern(String regex) {
        return new HubSettings(128, 65_535, true, Pattern.compile(regex), 16 << 20, 100, 1 << 20, 64 << 20, 0);
    }

    @OnLoops
    void largerWindowCountsAtOnce(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, window(2, 0), 32 << 20); Wire sender = Wire.clean(hub, "s");
                Wire clean = Wire.clean(hub, "c"); Wire kept = Wire.kept(hub, "k", false)) {
            for (Wire w : new Wire[] {clean, kept}) {
                w.subscribe("t", 1);
            }
            for (int i = 1; i <= 6; i++) {
                sender.publish1("t", "" + i, i);
            }
            for (Wire w : new Wire[] {clean, kept}) {
                w.expectPublish("t", "1", 1);
                w.expectPublish("t", "2", 1);
                w.expectNothing();
            }
            hub.core.shared().settings(window(5, 0));
            for (Wire w : new Wire[] {clean, kept}) {
                for (int i = 3; i <= 5; i++) {
                    w.expectPublish("t", "" + i, 1);
                }
                w.expectNothing();
            }
        }
    }

    @OnLoops
    void smallerWindowTakesNothingBack_andWaitsUntilThereIsRoom(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, window(4, 0), 32 << 20); Wire sender = Wire.clean(hub, "s");
                Wire clean = Wire.clean(hub, "c"); Wire kept = Wire.kept(hub, "k", false)) {
            for (Wire w : new Wire[] {clean, kept}) {
                w.subscribe("t", 2);
            }
            for (int i = 1; i <= 8; i++) {
                sender.publish2("t", "" + i, i);
            }
            List<List<Integer>> ids = new ArrayList<>();
            for (Wire w : new Wire[] {clean, kept}) {
                List<Integer> of = new ArrayList<>();
                for (int i = 1; i <= 4; i++) {
                    of.add(w.expectPublish("t", "" + i, 2).packetId());
                }
                w.expectNothing();
                ids.add(of);
            }
            hub.core.shared().settings(window(2, 0));
            for (Wire w : new Wire[] {clean, kept}) {
                List<Integer> of = ids.remove(0);
                for (int i = 0; i < 2; i++) { // two are left: as many as may be
                    finish(w, of.get(i));
                    w.expectNothing();
                }
                finish(w, of.get(2));
                int fifth = w.expectPublish("t", "5", 2).packetId();
                w.expectNothing();
                finish(w, of.get(3));
                w.expectPublish("t", "6", 2);
                finish(w, fifth);
                w.expectPublish("t", "7", 2);
                w.expectNothing();
            }
        }
    }

    private static void finish(Wire w, int id) throws Exception {
        w.send(Packets.pubrec(id));
        assertEquals(id, w.expect(Packets.PUBREL).packetId());
        w.send(Packets.pubcomp(id));
    }

    /** What was begun is finished as it was begun, also when more of it is open than may be now, over as many connections as it takes. */
    @OnLoops
    @Tag("MQTT-4.4.0-1")
    void whatWasInFlightBeyondASmallerWindowIsSentAgainAsItWas(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, window(4, 0), 32 << 20); Wire sender = Wire.clean(hub, "s")) {
            List<Integer> ids = new ArrayList<>();
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("t", 2);
                for (int i = 1; i <= 4; i++) {
                    sender.publish2("t", "" + i, i);
                    ids.add(kept.expectPublish("t", "" + i, 2).packetId());
                }
                kept.subscribe("t", 1); // for what is yet to be begun
                hub.core.shared().settings(window(1, 0));
                kept.leave();
            }
            for (int round = 0; round < 2; round++) {
                try (Wire again = Wire.kept(hub, "k", true)) {
                    assertEquals(ids.get(0), again.expectPublish("t", "1", 2).packetId());
                    again.expectNothing();
                    again.leave();
                }
            }
            try (Wire last = Wire.kept(hub, "k", true)) {
                for (int i = 1; i <= 4; i++) {
                    Got got = last.expectPublish("t", "" + i, 2);
                    assertTrue(got.dup());
                    assertEquals(ids.get(i - 1), got.packetId());
                    last.expectNothing();
                    finish(last, got.packetId());
                }
                sender.publish2("t", "new", 9);
                last.expectPublish("t", "new", 1);
            }
        }
    }

    /** Its packet identifiers are not free: they are held by the client whatever the window is now. */
    @OnLoops
    void whatAClientHoldsIsKeptWhateverItsAge_alsoBeyondASmallerWindow(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, window(3, 10), 32 << 20); Wire sender = Wire.clean(hub, "s")) {
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("t", 1);
                for (int i = 1; i <= 5; i++) {
                    sender.publish1("t", "" + i, i);
                }
                for (int i = 1; i <= 3; i++) {
                    kept.expectPublish("t", "" + i, 1);
                }
                hub.core.shared().settings(window(1, 10));
                kept.leave();
            }
            hub.laterNanos.addAndGet(60_000_000_000L);
            HubServer.await("the two that nobody holds are gone",
                    () -> hub.core.shared().shards().length > 0 && expired(hub) == 2);
            try (Wire back = Wire.kept(hub, "k", true)) {
                for (int i = 1; i <= 3; i++) {
                    back.send(Packets.puback(back.expectPublish("t", "" + i, 1).packetId()));
                }
                sender.publish1("t", "new", 9);
                back.expectPublish("t", "new", 1);
            }
        }
    }

    private static long expired(HubServer hub) {
        long expired = 0;
        for (var shard : hub.core.shared().shards()) {
            expired += shard.expired;
        }
        return expired;
    }

    @OnLoops
    @Tag("MQTT-3.1.2-8")
    void whoseIdentifierIsNotAllowedAnyMoreIsClosed_nobodyElse(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, pattern(".*"), 32 << 20); Wire good = Wire.clean(hub, "good"); Wire sender = Wire.clean(hub, "sender");
                Wire bad = Wire.willing(hub, "bad-1", new Packets.Will("w", "gone", 0, false)); Wire kept = Wire.kept(hub, "bad-2", false);
                Wire unnamed = Wire.clean(hub, "")) {
            good.subscribe("w", 0);
            kept.subscribe("t", 1);
            hub.core.shared().settings(pattern("[a-z]+"));
            bad.expectClosed();
            kept.expectClosed();
            good.expectPublish("w", "gone", 0);
            sender.publish1("t", "for bad-2", 1);
            unnamed.expectNothing();
            hub.core.shared().settings(pattern("[a-z0-9-]+"));
            try (Wire back = Wire.kept(hub, "bad-2", true)) {
                back.expectPublish("t", "for bad-2", 1);
            }
        }
    }

    @OnLoops
    void whoseIdentifierIsNotAllowedByTheNextHubIsClosed(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, pattern(".*"), 32 << 20); Wire good = Wire.clean(hub, "good"); Wire bad = Wire.clean(hub, "bad-1");
                Wire unnamed = Wire.clean(hub, "")) {
            hub.settings = pattern("[a-z]+");
            hub.replaceHub();
            bad.expectClosed();
            good.expectNothing();
            unnamed.expectNothing();
        }
    }

    /** The edit comes when a client was found good and is not let in yet. */
    @OnLoops
    void whoIsBeingLetInByTheOldPatternIsRefused(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops, pattern(".*"), 32 << 20); Wire late = Wire.to(hub)) {
            hub.core.shared().authorizer(new AskedAboutWills(topic -> hub.core.shared().settings(pattern("[a-z]+"))));
            late.send(Packets.connect("bad-1", true, 0, new Packets.Will("w", "", 0, false), "test", "test"));
            late.expectConnack(false, 2);
            late.expectClosed();
        }
    }
}
