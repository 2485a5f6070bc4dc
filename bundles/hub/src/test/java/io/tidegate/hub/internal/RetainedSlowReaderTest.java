package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.shard.HubSettings;
import io.tidegate.hub.internal.shard.Shard;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Twenty megabytes of retained messages for one subscription: who holds them while the receiver, or the store, takes its time? */
class RetainedSlowReaderTest {
    private static final int COUNT = 2_000;
    private static final String PAYLOAD = "x".repeat(10_000);

    @Test
    void qos0_waitWithTheHubOnce_andAllCome() throws Exception {
        try (HubServer hub = full(); Wire slow = Wire.narrow(hub, "n", 8 << 10); Wire other = Wire.clean(hub, "o")) {
            slow.subscribe("#", 0);
            slow.send(Packets.subscribe(78, "#", 0)); // again, before it has read: no more is held for it
            HubServer.await("it does not keep up", () -> backlog(hub, "n") > 512 << 10);
            other.expectNothing(); // a turn later
            assertTrue(backlog(hub, "n") < 2 << 20, "bytes held for it: " + backlog(hub, "n"));
            TreeSet<String> got = new TreeSet<>();
            for (boolean second = false; got.size() < COUNT || !second;) {
                Packets.Got one = slow.next();
                second |= one.type() == Packets.SUBACK;
                if (one.type() == Packets.PUBLISH) {
                    assertTrue(one.retain());
                    got.add(one.topic());
                }
            }
        }
    }

    @Test
    void whoUnsubscribes_getsNoMoreOfThem() throws Exception {
        try (HubServer hub = full(); Wire slow = Wire.narrow(hub, "n", 8 << 10)) {
            slow.subscribe("#", 1);
            slow.send(Packets.unsubscribe(78, "#"));
            int before = 0;
            for (Packets.Got got; (got = slow.next()).type() == Packets.PUBLISH; before++) {
                slow.send(Packets.puback(got.packetId()));
            }
            assertTrue(before < COUNT, "it got all of them");
            slow.expectNothing();
        }
    }

    /** More than may be in flight and wait in memory for it together: that is no reason to close it. */
    @Test
    void qos1_comeAsTheyAreAcknowledged() throws Exception {
        try (HubServer hub = full(); Wire slow = Wire.narrow(hub, "n", 8 << 10)) {
            slow.subscribe("#", 1);
            takeAll(slow);
            slow.expectNothing();
        }
    }

    /** They go into its queue: no faster than the store takes them, whether it stays or not. */
    @Test
    void keptSession_waitsForTheStore_andGetsAllLater() throws Exception {
        try (HubServer hub = full(); Wire other = Wire.clean(hub, "o")) {
            try (Wire kept = Wire.kept(hub, "k", false)) {
                hub.between.hold();
                kept.send(Packets.subscribe(1, "#", 1));
                HubServer.await("the subscription waits for the store", hub.between::holdsSome);
                hub.between.letGoBatch();
                HubServer.await("much waits for the store", () -> hub.between.bytes() > 4 << 20);
                other.expectNothing(); // a turn later
                assertTrue(hub.between.bytes() < 6 << 20, "bytes on their way to the store: " + hub.between.bytes());
                kept.drop();
                hub.between.letGo();
            }
            try (Wire kept = Wire.kept(hub, "k", true)) {
                takeAll(kept);
                kept.expectNothing();
            }
        }
    }

    /** The next hub cannot know what it has had: it is to ask again. */
    @Test
    void whoHasNotHadAll_isClosedWhenTheHubIsReplaced() throws Exception {
        try (HubServer hub = full(); Wire slow = Wire.narrow(hub, "n", 8 << 10)) {
            slow.subscribe("#", 0);
            hub.replaceHub();
            HubServer.await("it is closed", () -> !slow.isOpen());
        }
    }

    private static void takeAll(Wire wire) throws Exception {
        for (int i = 0; i < COUNT; i++) {
            Packets.Got got = wire.expect(Packets.PUBLISH);
            assertEquals("t/" + (10_000 + i) + " true " + PAYLOAD.length(), got.topic() + " " + got.retain() + " " + got.payload().length());
            wire.send(Packets.puback(got.packetId()));
        }
    }

    private static HubServer full() throws Exception {
        HubServer hub = new HubServer(1, HubSettings.DEFAULT, 128 << 20);
        try (Wire sender = Wire.clean(hub, "s")) {
            for (int i = 0; i < COUNT; i++) {
                sender.send(Packets.publish("t/" + (10_000 + i), PAYLOAD, 1, i + 1, false, true));
            }
            HubServer.await("all are retained", () -> hub.core.shared().retained.size() == COUNT);
        }
        return hub;
    }

    private static int backlog(HubServer hub, String clientId) throws Exception {
        CompletableFuture<Integer> backlog = new CompletableFuture<>();
        Shard shard = hub.core.shared().shards()[0];
        shard.post(() -> {
            Session s = shard.clients.all().get(clientId);
            backlog.complete(s.connection.backlog());
        });
        return backlog.get(30, TimeUnit.SECONDS);
    }
}
