package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.Outcome;
import org.junit.jupiter.api.Test;

/** What is lost when the loops become more or fewer? */
class OtherLoopsTest {
    @OnLoops
    void clientsConnectAgain_keptSessionsAndRulesGoOn(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker rule = Taker.open(hub, "rule/x").subscribe("in", 1).request(10);
            int held;
            try (Wire sender = Wire.clean(hub, "s"); Wire kept = Wire.kept(hub, "k", false)) {
                kept.subscribe("t", 2);
                sender.publish2("t", "1", 1);
                held = kept.expectPublish("t", "1", 2).packetId();
                sender.publish1("in", "for the rule", 2);
                rule.expect("for the rule");
                for (int count : new int[] {loops + 3, 1}) {
                    hub.otherLoops(count);
                }
                sender.expectClosed();
                kept.expectClosed();
            }
            Delivery again = rule.expect("for the rule");
            while (Taker.acknowledge(again) != Outcome.Kind.DONE) { // of the loops in between
                again = rule.expect("for the rule");
            }
            try (Wire sender = Wire.clean(hub, "s"); Wire kept = Wire.kept(hub, "k", true)) {
                Packets.Got resent = kept.expectPublish("t", "1", 2);
                assertTrue(resent.dup());
                assertEquals(held, resent.packetId());
                kept.send(Packets.pubrec(held));
                kept.expect(Packets.PUBREL);
                kept.send(Packets.pubcomp(held));
                sender.publish2("t", "2", 3);
                kept.expectPublish("t", "2", 2);
            }
            assertEquals(1, hub.core.loops());
        }
    }

    /** Those of the other loops too, whose message comes back from the store when the watcher's own loop has nothing to do any more. */
    @Test
    void willsGoOutToWhoIsThereAgain() throws Exception {
        try (HubServer hub = new HubServer(2)) {
            for (int round = 0; round < 20; round++) {
                try (Wire w = Wire.kept(hub, "w", round > 0);
                        Wire v = Wire.willing(hub, "v", new Packets.Will("will", "" + round, 1, false))) {
                    w.subscribe("will", 1);
                    hub.otherLoops(2 + round % 2);
                    v.expectClosed();
                    assertFalse(w.isOpen(8_000)); // it may have got it before
                }
                try (Wire w = Wire.kept(hub, "w", true)) {
                    w.send(Packets.puback(w.expectPublish("will", "" + round, 1).packetId()));
                    w.leave();
                }
            }
        }
    }
}
