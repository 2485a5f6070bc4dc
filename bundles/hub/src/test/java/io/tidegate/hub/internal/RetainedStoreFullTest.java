package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.Packets.Got;

/** Where are retained messages for a kept session's new subscription while the store takes no new messages? */
class RetainedStoreFullTest {
    /** They leave the room of those who finish alone, and come when there is room for new messages: once, also over connections. */
    @OnLoops
    void theyComeWhenThereIsRoom(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            sender.retain("big", "x".repeat(20_000), 1);
            sender.retain("t/1", "one", 2);
            sender.retain("t/2", "two", 3);
            try (Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("other", 1);
                long used = hub.store.usage().bytes();
                hub.store.quota(used + used / 20 + 1_000); // above nine tenths, and room for a record
                kept.subscribe("t/#", 1);
                kept.subscribe("t/#", 1); // asked again: given once all the same
                HubServer.await("they were refused", () -> hub.core.shared().publishRefused.get() > 0);
                assertTrue(hub.store.usage().entries() == 0, "a message in the room of those who finish");
                kept.drop();
            }
            try (Wire kept = Wire.kept(hub, "k", true)) {
                hub.store.quota(32 << 20);
                Got first = kept.next();
                Got second = kept.next();
                assertEquals("t/1 true, t/2 true", first.topic() + " " + first.retain() + ", " + second.topic() + " " + second.retain());
                sender.publish1("t/3", "marker", 3);
                kept.expectPublish("t/3", "marker", 1);
            }
        }
    }

    @OnLoops
    void whatWasReplacedOrUnsubscribedMeanwhileDoesNotCome(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire kept = Wire.kept(hub, "k", false)) {
            sender.retain("big", "x".repeat(20_000), 1);
            sender.retain("t", "replaced", 1);
            sender.retain("u", "not wanted any more", 2);
            sender.retain("v", "the last that is owed", 3);
            kept.subscribe("other", 1);
            long used = hub.store.usage().bytes();
            hub.store.quota(used + used / 20 + 1_000);
            kept.subscribe("t", 1);
            kept.subscribe("u", 1);
            kept.subscribe("v", 1);
            HubServer.await("they were refused", () -> hub.core.shared().publishRefused.get() >= 3);
            kept.send(Packets.unsubscribe(4, "u"));
            kept.expect(Packets.UNSUBACK);
            hub.core.shared().retained.set("t", null); // as by another publisher, whose live copy has gone out
            hub.store.quota(32 << 20);
            kept.expectPublish("v", "the last that is owed", 1);
            kept.expectNothing();
        }
    }
}
