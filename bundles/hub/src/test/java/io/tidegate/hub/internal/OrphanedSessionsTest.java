package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.HubView.Client;
import io.tidegate.hub.internal.inprocess.Orphans;
import io.tidegate.status.StatusRow;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What becomes of an in-process session that nobody configures any more? */
class OrphanedSessionsTest {
    @OnLoops
    void emptySessionIsGone_alsoFromTheStore(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker.open(hub, "rule/x").subscribe("in", 1).session.close();
            assertEquals(0L, retire(hub));
            assertNull(hub.view("rule/x"));
            device.publish1("in", "one", 1);
            hub.replaceHub();
            assertNull(hub.view("rule/x"));
            assertEquals(List.of(), Orphans.rows(hub.core.locals()));
            assertEquals(0L, retire(hub));
        }
    }

    @OnLoops
    void sessionWithMessagesIsOrphaned_takesNoMore_andEndsByDiscard(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 2).request(1);
            device.publish1("in", "one", 1);
            device.publish2("in", "two", 2);
            taker.expect("one"); // lent: it counts too
            taker.session.close();
            assertEquals(2L, retire(hub));
            device.publish1("in", "three", 3);
            assertOrphaned(hub, 2);
            StatusRow before = Orphans.rows(hub.core.locals()).get(0);
            hub.replaceHub();
            assertOrphaned(hub, 2);
            assertEquals(before.since().toEpochMilli(), Orphans.rows(hub.core.locals()).get(0).since().toEpochMilli());
            assertEquals(2L, retire(hub), "asked again");
            assertEquals(2L, Taker.of(hub.core.locals().discard("rule/x")));
            assertNull(hub.view("rule/x"));
            hub.replaceHub();
            assertNull(hub.view("rule/x"));
        }
    }

    @OnLoops
    void whoConfiguresItAgainHasItsMessages_andItIsNoOrphanAnyMore(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker.open(hub, "rule/x").subscribe("in", 1).session.close();
            device.publish1("in", "one", 1);
            assertEquals(1L, retire(hub));
            Taker again = Taker.open(hub, "rule/x").subscribe("in", 1).request(2);
            again.expect("one");
            device.publish1("in", "two", 2);
            again.expect("two");
            assertEquals("OPEN", hub.view("rule/x").state());
            assertEquals(List.of(), Orphans.rows(hub.core.locals()));
            hub.replaceHub();
            assertEquals(List.of(), Orphans.rows(hub.core.locals()));
            assertEquals(1, hub.view("rule/x").subscriptions());
        }
    }

    @OnLoops
    void openSessionIsLeftAlone(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
            assertEquals(-1L, retire(hub));
            device.publish1("in", "one", 1);
            taker.expect("one");
        }
    }

    /** Every message that was acknowledged before is counted, on whatever loop it came in. */
    @OnLoops
    void messagesAcknowledgedBeforeKeepIt(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire a = Wire.clean(hub, "a"); Wire b = Wire.clean(hub, "b")) {
            for (int round = 1; round <= 50; round++) {
                String name = "rule/" + round;
                Taker.open(hub, name).subscribe("in/" + round, 1).session.close();
                (round % 2 == 0 ? a : b).publish1("in/" + round, "m", round);
                assertEquals(1L, Taker.of(hub.core.locals().retire(name)), name);
            }
        }
    }

    /** Opened while it is being ended: whoever opened it has a session that works. */
    @OnLoops
    void openedWhileItEnds_works(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1);
            for (int round = 1; round <= 100; round++) {
                taker.session.close();
                CompletionStage<Long> ending = hub.core.locals().retire("rule/x");
                taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
                device.publish1("in", "m" + round, round);
                Delivery d = taker.expect("m" + round);
                Taker.acknowledge(d);
                Taker.of(ending);
                assertNotNull(hub.view("rule/x"));
            }
        }
    }

    @OnLoops
    void discardUnlessOpenEndsAnOrphan_andNotWhatIsConfiguredAgain(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker.open(hub, "rule/x").subscribe("in", 1).session.close();
            device.publish1("in", "one", 1);
            assertEquals(1L, retire(hub));
            Taker again = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
            assertEquals(-1L, Taker.of(hub.core.locals().discardUnlessOpen("rule/x")));
            again.expect("one");
            again.session.close();
            assertEquals(1L, Taker.of(hub.core.locals().discardUnlessOpen("rule/x")));
            assertNull(hub.view("rule/x"));
            assertEquals(0L, Taker.of(hub.core.locals().discardUnlessOpen("rule/x")));
            hub.replaceHub();
            assertNull(hub.view("rule/x"));
        }
    }

    /** Somebody configures it again at the same time: either it is his with its message, or a new one without. */
    @OnLoops
    void discardUnlessOpenAgainstAnOpeningLeavesAnOpenSession(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1);
            for (int round = 1; round <= 100; round++) {
                taker.session.close();
                CompletionStage<Long> ending = hub.core.locals().discardUnlessOpen("rule/x");
                taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
                device.publish1("in", "m" + round, round);
                Taker.acknowledge(taker.expect("m" + round));
                Taker.of(ending);
                assertNotNull(hub.view("rule/x"));
            }
        }
    }

    @OnLoops
    void sessionWithoutTransportEndsWhenThereIsOneAgain(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker.open(hub, "rule/x").subscribe("in", 1).session.close();
            hub.detachHub();
            CompletionStage<Long> ending = hub.core.locals().retire("rule/x");
            hub.attachHub();
            assertEquals(0L, Taker.of(ending));
            assertNull(hub.view("rule/x"));
        }
    }

    /** The transport goes while a slow store has yet to say that nothing more is on its way to the session. */
    @OnLoops
    void retiringGoesOnWhenTheTransportWasSwappedMeanwhile(int loops) throws Exception {
        for (int messages = 0; messages < 2; messages++) {
            try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
                Taker.open(hub, "rule/x").subscribe("in", 1).session.close();
                if (messages > 0) {
                    device.publish1("in", "one", 1);
                }
                hub.between.hold();
                CompletionStage<Long> ending = hub.core.locals().retire("rule/x");
                HubServer.await("it waits for the store", () -> hub.between.holds() >= loops);
                hub.detachHub();
                hub.between.letGo();
                hub.attachHub();
                assertEquals(messages, Taker.of(ending));
                assertEquals(messages == 0, hub.view("rule/x") == null);
            }
        }
    }

    private static long retire(HubServer hub) throws Exception {
        return Taker.of(hub.core.locals().retire("rule/x"));
    }

    private static void assertOrphaned(HubServer hub, int messages) throws Exception {
        Client c = hub.view("rule/x");
        assertEquals("ORPHANED 0 " + messages, c.state() + " " + c.subscriptions() + " " + c.waiting());
        StatusRow row = Orphans.rows(hub.core.locals()).get(0);
        assertEquals("session rule/x ORPHANED: nobody configures it any more; " + messages + " messages wait", row.toString());
        assertEquals(c.since(), row.since());
    }
}
