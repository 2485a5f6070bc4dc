package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.internal.Packets.Will;
import org.junit.jupiter.api.Tag;

/** What becomes of a will that the store refuses? */
class WillStoreFullTest {
    /** It goes out when there is room, once, and not when the hub starts the next time. */
    @OnLoops
    @Tag("MQTT-3.1.2-8")
    void goesOutWhenThereIsRoom(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire kept = Wire.kept(hub, "k", false); Wire live = Wire.clean(hub, "l")) {
            kept.subscribe("will/#", 1);
            live.subscribe("will/#", 0);
            refused(hub, new Will("will/1", "gone", 1, false), 1);
            refused(hub, new Will("will/0", "gone", 0, true), 2);
            hub.store.quota(32 << 20);
            kept.expectPublish("will/0", "gone", 0); // it was given to whoever was there, only not kept
            kept.expectPublish("will/1", "gone", 1);
            HubServer.await("the retained one is kept", () -> hub.core.shared().retained.size() == 1);
            live.expectPublish("will/0", "gone", 0);
            live.expectPublish("will/1", "gone", 0);
            hub.replaceHub();
            live.expectNothing();
            kept.expectNothing();
        }
    }

    /** Whoever is back has not gone: what it was to say is not said behind its back, also not by the next hub. */
    @OnLoops
    void isDroppedWhenItsClientIsBack(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire kept = Wire.kept(hub, "k", false)) {
            kept.subscribe("will/#", 1);
            refused(hub, new Will("will/1", "gone", 1, false), 1);
            try (Wire back = Wire.clean(hub, "a1")) {
                hub.store.quota(32 << 20);
                anotherIsRefused(hub);
                kept.expectPublish("will/2", "another's", 1);
                kept.expectNothing();
                back.leave();
            }
            hub.replaceHub();
            kept.expectNothing();
        }
    }

    private static void refused(HubServer hub, Will will, int so) throws Exception {
        hub.store.quota(32 << 20);
        Wire wire = Wire.willing(hub, "a" + so, will);
        hub.store.quota(1);
        wire.drop();
        HubServer.await("it is refused", () -> hub.core.shared().publishRefused.get() == so);
    }

    /** A marker: one that goes out once there is room, as everything does that was refused before it. */
    private static void anotherIsRefused(HubServer hub) throws Exception {
        hub.store.quota(1);
        refused(hub, new Will("will/2", "another's", 1, false), 2);
        hub.store.quota(32 << 20);
    }
}
