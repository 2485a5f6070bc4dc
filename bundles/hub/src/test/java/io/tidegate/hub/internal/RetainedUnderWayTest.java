package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;

/** What does a new subscription get of a retained message that is on its way to the store when it is made? */
class RetainedUnderWayTest {
    @OnLoops
    @Tag("MQTT-3.3.1-6")
    void theFirst_comesWhenItIsStored(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire receiver = Wire.clean(hub, "r");
                Wire all = Wire.clean(hub, "a")) {
            change(hub, sender, "new", receiver, all);
            assertTrue(receiver.expectPublish("t", "new", 1).retain());
            assertTrue(all.expectPublish("t", "new", 1).retain());
            receiver.expectNothing();
            all.expectNothing();
        }
    }

    @OnLoops
    void theNext_comesInPlaceOfTheOldOne(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire receiver = Wire.clean(hub, "r");
                Wire all = Wire.clean(hub, "a")) {
            sender.retain("t", "old", 1);
            sender.retain("u", "another", 1);
            change(hub, sender, "new", receiver, all);
            receiver.expectPublish("t", "new", 1);
            receiver.expectNothing();
            all.expectPublish("u", "another", 1);
            all.expectPublish("t", "new", 1);
            all.expectNothing();
        }
    }

    @OnLoops
    void oneThatIsBeingRemoved_doesNotCome(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire receiver = Wire.clean(hub, "r");
                Wire all = Wire.clean(hub, "a")) {
            sender.retain("t", "old", 1);
            change(hub, sender, "", receiver, all);
            sender.publish1("t", "marker", 9);
            receiver.expectPublish("t", "marker", 1);
            all.expectPublish("t", "marker", 1);
        }
    }

    /** It is published by who knows of the subscription: once is enough. */
    @OnLoops
    void oneThatIsPublishedAfterTheSubscription_comesOnce(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire other = Wire.clean(hub, "o");
                Wire receiver = Wire.clean(hub, "r")) {
            sender.retain("t", "old", 1);
            hub.between.hold();
            sender.send(Packets.publish("t", "new", 1, 2, false, true));
            HubServer.await("it waits for the store", hub.between::holdsSome);
            receiver.subscribe("t", 1);
            int before = hub.between.operations();
            other.send(Packets.publish("t", "newer", 1, 3, false, true));
            HubServer.await("another waits behind it", () -> hub.between.operations() >= before + 2);
            hub.between.letGo();
            other.expect(Packets.PUBACK);
            Packets.Got got = receiver.expect(Packets.PUBLISH);
            if (got.payload().equals("new")) { // where the loops' batches came in that order
                assertTrue(got.retain());
                got = receiver.expect(Packets.PUBLISH);
            }
            assertTrue(got.payload().equals("newer") && !got.retain(), () -> "instead of the live one");
            receiver.expectNothing();
        }
    }

    @OnLoops
    void oneThatIsRefused_leavesTheOldOne(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire receiver = Wire.clean(hub, "r")) {
            sender.retain("t", "old", 1);
            hub.between.hold();
            sender.send(Packets.publish("t", "new", 1, 2, false, true));
            HubServer.await("it waits for the store", hub.between::holdsSome);
            receiver.subscribe("t", 1);
            hub.between.refuse(true);
            hub.between.letGo();
            sender.expectClosed();
            assertTrue(receiver.expectPublish("t", "old", 1).retain());
            receiver.expectNothing();
        }
    }

    /** SUBSCRIBE of a kept session and a PUBLISH of another client come in one turn: the old one may not come behind the new one. */
    @OnLoops
    void keptSession_hasTheNewOneLast(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire kept = Wire.kept(hub, "k", false)) {
            sender.retain("t", "old", 1);
            kept.send(Packets.subscribe(1, "t", 1), Packets.publish("t", "new", 1, 2, false, true), Packets.publish("t", "end", 1, 3, false, false));
            String last = "";
            for (String payload = ""; !payload.equals("end");) {
                Packets.Got got = kept.next();
                payload = got.type() == Packets.PUBLISH ? got.payload() : "";
                assertFalse(payload.equals("old") && last.equals("new"), "the old one came last");
                last = payload.isEmpty() ? last : payload;
            }
        }
    }

    private static void change(HubServer hub, Wire sender, String payload, Wire one, Wire all) throws Exception {
        hub.between.hold();
        sender.send(Packets.publish("t", payload, 1, 2, false, true));
        HubServer.await("it waits for the store", hub.between::holdsSome);
        one.subscribe("t", 1);
        all.subscribe("#", 1);
        hub.between.letGo();
        sender.expect(Packets.PUBACK);
    }
}
