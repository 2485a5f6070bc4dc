package io.tidegate.hub.internal;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.internal.Packets.Will;
import java.util.List;
import org.junit.jupiter.api.Tag;

/**
 * A store needs longer than a hub that is being replaced is given. Can somebody whose session is not in the store miss a message
 * without noticing? Its connection ends where a message for it comes to nobody a second time; all others stay.
 */
class HubLeavesInDoubtTest {
    /** The publisher's resend is a known one to the next hub: delivered by the one before, or not at all. */
    @OnLoops
    @Tag("MQTT-4.3.3-2")
    void qos2MessageOfAKeptPublisher(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.kept(hub, "s", false); Wire first = Wire.clean(hub, "c1");
                Wire second = Wire.clean(hub, "c2"); Wire other = Wire.clean(hub, "o"); Wire atMostOnce = Wire.clean(hub, "q0")) {
            first.subscribe("t/#", 2);
            second.subscribe("t/1", 1);
            other.subscribe("u", 2);
            atMostOnce.subscribe("t/1", 0);
            hub.between.hold();
            sender.send(Packets.publish("t/1", "once", 2, 7, false, false));
            HubServer.await("it waits for the store", hub.between::holdsSome);
            hub.detachHub();
            hub.between.letGo();
            sender.expectClosed();
            first.expectClosed();
            second.expectClosed();
            hub.replaceHub();
            other.expectNothing();
            atMostOnce.expectNothing();
            try (Wire again = Wire.kept(hub, "s", true); Wire back = Wire.clean(hub, "c1")) {
                back.subscribe("t/#", 2);
                again.send(Packets.publish("t/1", "once", 2, 7, true, false), Packets.pubrel(7));
                again.expect(Packets.PUBREC);
                again.expect(Packets.PUBCOMP);
                again.publish2("t/1", "marker", 8);
                back.expectPublish("t/1", "marker", 2);
            }
        }
    }

    /** A QoS 1 message, and one of a session that has ended, count as new when they come again. */
    @OnLoops
    void whatIsSentAgainEndsNobody(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire one = Wire.kept(hub, "s1", false); Wire two = Wire.clean(hub, "s2");
                Wire kept = Wire.kept(hub, "k", false); Wire clean = Wire.clean(hub, "c")) {
            kept.subscribe("t", 2);
            clean.subscribe("t", 2);
            hub.between.hold();
            one.send(Packets.publish("t", "one", 1, 1, false, false));
            two.send(Packets.publish("t", "two", 2, 2, false, false));
            HubServer.await("they wait for the store", () -> hub.between.operations() >= 2);
            hub.detachHub();
            hub.between.letGo();
            hub.replaceHub();
            try (Wire again = Wire.kept(hub, "s1", true); Wire anew = Wire.clean(hub, "s2")) {
                again.publish1("t", "one", 1);
                clean.expectPublish("t", "one", 1);
                anew.publish2("t", "two", 2);
                clean.expectPublish("t", "two", 2);
            }
        }
    }

    /** Once stored, neither a will nor what a rule took in is there any more. */
    @OnLoops
    void willsAndOutputsOfRules(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire kept = Wire.kept(hub, "k", false);
                Wire waitsForWill = Wire.clean(hub, "w"); Wire waitsForOutput = Wire.clean(hub, "o"); Wire other = Wire.clean(hub, "x");
                Wire drops = Wire.willing(hub, "d", new Will("will", "gone", 1, false))) {
            kept.subscribe("will", 1);
            waitsForWill.subscribe("will", 1);
            waitsForOutput.subscribe("out", 1);
            other.subscribe("in", 1);
            Taker rule = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
            sender.publish1("in", "m", 1);
            Delivery d = rule.expect("m");
            hub.between.hold();
            drops.drop();
            d.acknowledge(List.of(Taker.message("out", "m", 1)));
            HubServer.await("both wait for the store", () -> hub.between.operations() >= 4);
            hub.detachHub();
            hub.between.letGo();
            waitsForWill.expectClosed();
            waitsForOutput.expectClosed();
            hub.replaceHub();
            kept.expectPublish("will", "gone", 1);
            other.expectPublish("in", "m", 1);
            other.expectNothing();
        }
    }
}
