package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.DeadLetters.DeadLetter;
import io.tidegate.hub.Delivery;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.Reason;
import java.time.Duration;
import java.util.List;

/** Where is a message that was set aside, and how does it come back? */
class InProcessDeadLettersTest {
    private static final Reason WHY = new Reason("RAISED", "it raised ValueError: ä");

    @OnLoops
    void letterIsListedAndShown(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in/#", 2).request(1);
            device.publish2("in/1", "one", 5);
            taker.expect("one").retry(Duration.ZERO);
            Delivery d = taker.expect("one");
            assertEquals(Outcome.Kind.DONE, Taker.of(d.setAside(WHY)).kind());
            DeadLetter letter = Taker.of(hub.core.deadLetters().list("rule/x", 10)).get(0);
            assertEquals("rule/x", letter.session());
            assertEquals(WHY, letter.why());
            assertEquals(2, letter.attempts());
            assertEquals(d.id(), letter.deliveryId());
            assertEquals("in/1 one 2", letter.message().topic() + " " + Taker.text(letter.message()) + " "
                    + letter.message().qos().value());
            assertEquals(letter.id(), Taker.of(hub.core.deadLetters().show(letter.id())).orElseThrow().id());
            assertEquals(List.of(), Taker.of(hub.core.deadLetters().list("rule/y", 10)));
            taker.expectNothing();
        }
    }

    @OnLoops
    void replayDeliversItToItsSessionAloneAndOnce(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 2).request(1);
            Taker other = Taker.open(hub, "rule/y").subscribe("in", 2).request(5);
            device.publish2("in", "one", 5);
            other.expect("one");
            assertEquals(Outcome.Kind.DONE, Taker.of(taker.expect("one").setAside(WHY)).kind());
            String id = Taker.of(hub.core.deadLetters().list("", 10)).get(0).id();
            assertTrue(Taker.of(hub.core.deadLetters().replay(id)));
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(taker.expect("one")));
            other.expectNothing();
            assertEquals(List.of(), Taker.of(hub.core.deadLetters().list("", 10)));
            assertFalse(Taker.of(hub.core.deadLetters().replay(id)));
            taker.expectNothing();
        }
    }

    /** Two replays of one letter at the same time are one. */
    @OnLoops
    void twoReplaysAtOnceDeliverOnce(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(5);
            device.publish1("in", "one", 5);
            Taker.of(taker.expect("one").setAside(WHY));
            String id = Taker.of(hub.core.deadLetters().list("", 10)).get(0).id();
            var a = hub.core.deadLetters().replay(id);
            var b = hub.core.deadLetters().replay(id);
            assertEquals(1, (Taker.of(a) ? 1 : 0) + (Taker.of(b) ? 1 : 0), "replays that say it was there");
            Taker.acknowledge(taker.expect("one"));
            device.publish1("in", "marker", 6);
            taker.expect("marker");
        }
    }

    /** While the letter is read, its session is discarded: it stays where it is. */
    @OnLoops
    void replayIntoASessionThatIsDiscardedMeanwhileKeepsTheLetter(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(5);
            device.publish1("in", "one", 5);
            Taker.of(taker.expect("one").setAside(WHY));
            String id = Taker.of(hub.core.deadLetters().list("", 10)).get(0).id();
            hub.between.holdReads();
            var replay = hub.core.deadLetters().replay(id);
            HubServer.await("it is read", hub.between::holdsSome);
            Taker.of(hub.core.locals().discard("rule/x"));
            hub.between.letGo();
            assertFalse(Taker.of(replay));
            assertEquals(List.of("one"), payloads(hub, 10));
        }
    }

    /** Nobody would ever take it there. */
    @OnLoops
    void replayIntoASessionThatNobodyConfiguresKeepsTheLetter(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
            device.publish1("in", "one", 5);
            Taker.of(taker.expect("one").setAside(WHY));
            device.publish1("in", "two", 6);
            taker.session.close();
            assertEquals(1L, Taker.of(hub.core.locals().retire("rule/x")));
            String id = Taker.of(hub.core.deadLetters().list("", 10)).get(0).id();
            assertFalse(Taker.of(hub.core.deadLetters().replay(id)));
            assertEquals(List.of("one"), payloads(hub, 10));
            Taker again = Taker.open(hub, "rule/x").subscribe("in", 1).request(5);
            Taker.acknowledge(again.expect("two"));
            assertTrue(Taker.of(hub.core.deadLetters().replay(id)));
            again.expect("one");
        }
    }

    @OnLoops
    void purgeRemovesIt(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
            device.publish1("in", "one", 5);
            Taker.of(taker.expect("one").setAside(WHY));
            String id = Taker.of(hub.core.deadLetters().list("", 10)).get(0).id();
            assertTrue(Taker.of(hub.core.deadLetters().purge(id)));
            assertFalse(Taker.of(hub.core.deadLetters().purge(id)));
            assertTrue(Taker.of(hub.core.deadLetters().show(id)).isEmpty());
            assertFalse(Taker.of(hub.core.deadLetters().purge("nonsense")));
            assertFalse(Taker.of(hub.core.deadLetters().purge("rule/x/99999")));
        }
    }

    @OnLoops
    void lettersOfAllSessionsAreListedOldestFirst(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker b = Taker.open(hub, "rule/b").subscribe("b", 1).request(9);
            Taker a = Taker.open(hub, "rule/a").subscribe("a", 1).request(9);
            setAsideOne(device, b, "b", "1");
            setAsideOne(device, a, "a", "2");
            setAsideOne(device, b, "b", "3");
            assertEquals(List.of("1", "2", "3"), payloads(hub, 10));
            assertEquals(List.of("1", "2"), payloads(hub, 2));
        }
    }

    private static void setAsideOne(Wire device, Taker taker, String topic, String payload) throws Exception {
        long now = System.currentTimeMillis();
        HubServer.await("the clock moves", () -> System.currentTimeMillis() > now);
        device.publish1(topic, payload, 1);
        Taker.of(taker.expect(payload).setAside(WHY));
    }

    private static List<String> payloads(HubServer hub, int max) throws Exception {
        return Taker.of(hub.core.deadLetters().list("", max)).stream().map(l -> Taker.text(l.message())).toList();
    }

    /** Setting aside that failed once leaves no trace that makes the next letter vanish. */
    @OnLoops
    void letterIsThereAfterAFirstTryThatTheStoreRefused(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire device = Wire.clean(hub, "d")) {
            Taker taker = Taker.open(hub, "rule/x").subscribe("in", 1).request(1);
            device.publish1("in", "one", 5);
            Delivery d = taker.expect("one");
            hub.store.quota(1);
            assertEquals(Outcome.Kind.FAILED, Taker.of(d.setAside(WHY)).kind());
            hub.store.quota(32 << 20);
            assertEquals(Outcome.Kind.DONE, Taker.of(taker.expect("one").setAside(WHY)).kind());
            assertEquals(List.of("one"), payloads(hub, 10));
        }
    }
}
