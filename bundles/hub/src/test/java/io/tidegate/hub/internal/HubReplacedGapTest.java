package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.Packets.Got;
import io.tidegate.hub.internal.Packets.Will;
import org.junit.jupiter.api.Tag;

/** Is somebody who connects, takes over or leaves while no hub is there treated as if one had been there? */
class HubReplacedGapTest {
    @OnLoops
    void whoConnectsInTheGapIsLetInWithItsSession(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            try (Wire away = Wire.kept(hub, "k", false)) {
                away.subscribe("t", 1);
                away.leave();
            }
            sender.publish1("t", "waits", 1);
            hub.detachHub();
            try (Wire kept = Wire.to(hub); Wire clean = Wire.to(hub); Wire stranger = Wire.to(hub)) {
                kept.send(Packets.connect("k", false, 0, null, "test", "test"), Packets.subscribe(1, "u", 1));
                clean.send(Packets.connect("c", true, 0, null, "test", "test"), Packets.subscribe(1, "t", 1));
                stranger.send(Packets.connect("x", true, 0, null, "test", "wrong"));
                hub.replaceHub();
                kept.expectConnack(true, 0);
                clean.expectConnack(false, 0);
                clean.expect(Packets.SUBACK);
                stranger.expectConnack(false, 4);
                stranger.expectClosed();
                int answers = 0;
                for (int i = 0; i < 2; i++) { // in whatever order: the one is from the store
                    Got got = kept.next();
                    answers += got.type() == Packets.SUBACK ? 1 : 0;
                    assertTrue(got.type() == Packets.SUBACK || got.payload().equals("waits"), got::toString);
                }
                assertEquals(1, answers);
                sender.publish1("t", "live", 2);
                kept.expectPublish("t", "live", 1);
                clean.expectPublish("t", "live", 1);
            }
        }
    }

    /** The earlier connection ends, its will goes out, and the session goes on with the later one. */
    @OnLoops
    @Tag("MQTT-3.1.4-2")
    void whoTakesOverInTheGapHasTheSession(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w"); Wire sender = Wire.clean(hub, "s");
                Wire kept = Wire.to(hub); Wire clean = Wire.willing(hub, "c", new Will("will", "clean", 1, false))) {
            watcher.subscribe("will", 1);
            kept.send(Packets.connect("k", false, 0, new Will("will", "kept", 1, false), "test", "test"));
            kept.expectConnack(false, 0);
            kept.subscribe("t", 1);
            clean.subscribe("t", 1);
            sender.publish1("t", "1", 1);
            int id = kept.expectPublish("t", "1", 1).packetId();
            clean.expectPublish("t", "1", 1);
            hub.detachHub();
            try (Wire keptLater = Wire.to(hub); Wire cleanLater = Wire.to(hub)) {
                keptLater.send(Packets.connect("k", false, 0, null, "test", "test"));
                cleanLater.send(Packets.connect("c", true, 0, null, "test", "test"));
                hub.replaceHub();
                keptLater.expectConnack(true, 0);
                cleanLater.expectConnack(false, 0);
                kept.expectClosed();
                clean.expectClosed();
                assertEquals("[clean, kept]", new java.util.TreeSet<>(java.util.List.of(watcher.expect(Packets.PUBLISH).payload(),
                        watcher.expect(Packets.PUBLISH).payload())).toString());
                Got again = keptLater.expectPublish("t", "1", 1);
                assertEquals(id, again.packetId());
                assertTrue(again.dup(), "it was sent on the connection before");
                sender.publish1("t", "2", 2);
                keptLater.expectPublish("t", "2", 1);
                cleanLater.expectNothing();
            }
        }
    }

    /** A later clean session ends the kept one for good. */
    @OnLoops
    @Tag("MQTT-3.1.2-6")
    void whoTakesOverCleanInTheGapEndsTheKeptSession(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire kept = Wire.kept(hub, "k", false)) {
            kept.subscribe("t", 1);
            hub.detachHub();
            try (Wire clean = Wire.to(hub)) {
                clean.send(Packets.connect("k", true, 0, null, "test", "test"));
                hub.replaceHub();
                clean.expectConnack(false, 0);
                kept.expectClosed();
                sender.publish1("t", "nobody's", 1);
                clean.expectNothing();
                clean.leave();
            }
            Wire.kept(hub, "k", false).close();
        }
    }

    /** With DISCONNECT: no will. Without: its will. What they published before the end counts in both cases. */
    @OnLoops
    @Tag("MQTT-3.14.4-3")
    @Tag("MQTT-3.1.2-8")
    void whoLeavesInTheGapHasLeft(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w"); Wire kept = Wire.kept(hub, "k", false);
                Wire leaves = Wire.willing(hub, "a", new Will("t", "not this", 1, false));
                Wire drops = Wire.willing(hub, "b", new Will("t", "will of b", 1, false))) {
            watcher.subscribe("t", 1);
            kept.subscribe("t", 1);
            hub.detachHub();
            leaves.send(Packets.publish("t", "last words of a", 1, 1, false, false), Packets.disconnect());
            drops.drop();
            kept.send(Packets.disconnect());
            hub.replaceHub();
            assertEquals("[last words of a, will of b]", new java.util.TreeSet<>(java.util.List.of(
                    watcher.expect(Packets.PUBLISH).payload(), watcher.expect(Packets.PUBLISH).payload())).toString());
            HubServer.await("they are gone", () -> hub.view("a") == null && hub.view("b") == null);
            HubServer.await("it is away", () -> hub.view("k").state().equals("AWAY"));
            watcher.expectNothing();
            try (Wire back = Wire.kept(hub, "k", true)) {
                assertEquals("[last words of a, will of b]", new java.util.TreeSet<>(java.util.List.of(
                        back.expect(Packets.PUBLISH).payload(), back.expect(Packets.PUBLISH).payload())).toString());
            }
        }
    }

    /** While its hub waits for the store and takes nothing any more, as while there is none: the next one says its will, once. */
    @OnLoops
    @Tag("MQTT-3.1.2-8")
    void whoDropsWhileTheHubLeavesHasItsWill(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w"); Wire sender = Wire.clean(hub, "s");
                Wire kept = Wire.kept(hub, "k", false); Wire drops = Wire.willing(hub, "d", new Will("will", "gone", 1, false))) {
            watcher.subscribe("will", 2);
            kept.subscribe("t", 1);
            hub.between.hold();
            sender.send(Packets.publish("t", "m", 1, 1, false, false));
            HubServer.await("it waits for the store", hub.between::holdsSome);
            Thread leaves = new Thread(hub::detachHub);
            leaves.start();
            HubServer.await("it leaves", () -> !hub.core.shared().isOpen());
            drops.drop();
            HubServer.await("it is gone", () -> hub.core.loops() == 0 || hub.view("d") == null);
            hub.between.letGo();
            leaves.join(10_000);
            hub.replaceHub();
            watcher.expectPublish("will", "gone", 1);
            kept.expectPublish("t", "m", 1);
            hub.replaceHub();
            watcher.expectNothing();
        }
    }
}
