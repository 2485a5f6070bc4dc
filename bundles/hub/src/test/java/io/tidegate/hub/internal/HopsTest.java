package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to a message that rules pass on to each other for ever? */
class HopsTest {
    private static final int MOST = 16;

    /** Two rules that feed each other: on one loop, and on two. */
    @ParameterizedTest(name = "{0} loops, qos {1}, subscribed at {2}")
    @CsvSource({"1,0,2", "1,1,2", "1,2,2", "2,0,2", "2,1,2", "2,2,2", "1,1,0", "2,2,0"})
    void outputAfterSixteenHopsIsRefused_andTheInputIsStillTheirs(int loops, int qos, int subscribed) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker a = Taker.open(hub, "rule/a").subscribe("to/a", subscribed).request(2);
            Taker b = Taker.open(hub, "rule/b").subscribe("to/b", subscribed).request(2);
            device.send(Packets.publish("to/a", "0", qos, qos == 0 ? 0 : 9, false, false));
            for (int hop = 1; hop <= MOST; hop++) {
                Delivery input = (hop % 2 == 1 ? a : b).expect(Integer.toString(hop - 1));
                assertEquals(Outcome.Kind.DONE, Taker.acknowledge(input,
                        Taker.message(hop % 2 == 1 ? "to/b" : "to/a", Integer.toString(hop), qos)), "hop " + hop);
            }
            Delivery last = a.expect(Integer.toString(MOST));
            Outcome refused = Taker.of(last.acknowledge(List.of(Taker.message("to/b", "17", qos))));
            assertEquals(Outcome.Kind.REFUSED, refused.kind());
            assertTrue(refused.isLoop());
            b.expectNothing();
            assertEquals(Outcome.Kind.DONE, Taker.of(last.setAside(new Reason("LOOP", refused.reason()))).kind());
            assertEquals("LOOP", Taker.of(hub.core.deadLetters().list("rule/a", 9)).get(0).why().kind());
        }
    }

    @OnLoops
    void inputThatPublishesNothingMayEndAfterAnyNumberOfHops(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker a = Taker.open(hub, "rule/a").subscribe("a", 2).request(1);
            a.publish("a", "0", 1);
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(afterHops(a, MOST)));
            a.expectNothing();
        }
    }

    /** The count is kept in the store, and by a retry. */
    @OnLoops
    void hopsAreCountedAcrossRetriesAndHubs(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker a = Taker.open(hub, "rule/a").subscribe("a", 2).request(1);
            a.publish("a", "0", 2);
            afterHops(a, 10).retry(Duration.ZERO);
            a.expect("10");
            hub.replaceHub();
            Taker next = Taker.open(hub, "rule/a").subscribe("a", 2).request(1);
            Delivery last = afterHops(next, 10, MOST);
            assertTrue(Taker.of(last.acknowledge(List.of(Taker.message("a", "17", 2)))).isLoop());
        }
    }

    /** Whoever replays a letter has mended the loop, or will see it again. */
    @OnLoops
    void replayedLetterBeginsAnew(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker a = Taker.open(hub, "rule/a").subscribe("a", 2).request(1);
            a.publish("a", "0", 1);
            Taker.of(afterHops(a, MOST).setAside(new Reason("LOOP", "x")));
            String id = Taker.of(hub.core.deadLetters().list("rule/a", 9)).get(0).id();
            assertTrue(Taker.of(hub.core.deadLetters().replay(id)));
            Outcome outcome = Taker.of(a.expect("16").acknowledge(List.of(Taker.message("b", "x", 1))));
            assertFalse(outcome.isLoop());
            assertEquals(Outcome.Kind.DONE, outcome.kind());
        }
    }

    /** What a device sends has come through no rule, whatever came to it. */
    @OnLoops
    void messageOfADeviceBeginsAnew(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker a = Taker.open(hub, "rule/a").subscribe("a", 1).request(1);
            for (int i = 0; i <= MOST; i++) {
                device.publish1("a", "m" + i, i + 1);
                assertEquals(Outcome.Kind.DONE, Taker.acknowledge(a.expect("m" + i), Taker.message("b", "x", 1)));
            }
        }
    }

    private static Delivery afterHops(Taker a, int hops) throws Exception {
        return afterHops(a, 0, hops);
    }

    /** The delivery that has come through that many rules; each before it is passed on to the same session. */
    private static Delivery afterHops(Taker a, int from, int hops) throws Exception {
        Delivery d = a.expect(Integer.toString(from));
        for (int hop = from + 1; hop <= hops; hop++) {
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(d,
                    Taker.message("a", Integer.toString(hop), d.message().qos().value())));
            d = a.expect(Integer.toString(hop));
        }
        return d;
    }
}
