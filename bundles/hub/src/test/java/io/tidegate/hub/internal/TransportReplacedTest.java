package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.PublishResult;
import io.tidegate.hub.Subscription;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicFilter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What becomes of what was under way when the transport is stopped and another one is started under the same hub? The store may need
 * longer than the loops that go: whoever awaits something is told it on those that come.
 */
class TransportReplacedTest {
    @OnLoops
    void outcomesAreTold_andWhatWaitsComesOnce(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker rule = inWith(hub, "one", "two");
            Delivery one = rule.expect("one");
            hub.between.hold();
            CompletionStage<Outcome> outcome = one.acknowledge(List.of(Taker.message("in", "output", 1)));
            CompletionStage<PublishResult> published = rule.session.publish(Taker.message("in", "published", 1));
            CompletionStage<List<ReasonCode>> subscribed = rule.session.subscribe(Set.of(
                    new Subscription(TopicFilter.of("in"), QoS.AT_LEAST_ONCE), new Subscription(TopicFilter.of("also"), QoS.AT_LEAST_ONCE)));
            HubServer.await("all wait for the store", () -> hub.between.operations() >= 5);
            hub.stopTransport();
            hub.between.letGo();
            HubServer.await("the store has answered", () -> hub.between.answered() >= 2);
            hub.startTransport();
            assertEquals(Outcome.Kind.DONE, Taker.of(outcome).kind());
            assertEquals(ReasonCode.SUCCESS, Taker.of(published).code());
            assertEquals(List.of(ReasonCode.granted(1), ReasonCode.granted(1)), Taker.of(subscribed));
            Taker.acknowledge(rule.expect("two"));
            Taker.acknowledge(rule.next());
            Taker.acknowledge(rule.next());
            rule.expectNothing();
            assertEquals(0, hub.store.usage().entries());
            assertEquals(0, rule.session.waiting());
        }
    }

    /** The store answers after the loops that come are there; and refuses: the input is still there, and comes again. */
    @OnLoops
    void refusedOutcomeIsTold_andItsInputComesAgain(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker rule = inWith(hub, "one");
            Delivery one = rule.expect("one");
            hub.between.hold();
            CompletionStage<Outcome> outcome = one.acknowledge(List.of(Taker.message("in", "output", 1)));
            HubServer.await("it waits for the store", hub.between::holdsSome);
            hub.stopTransport();
            hub.startTransport();
            hub.store.quota(1);
            hub.between.letGo();
            assertEquals(Outcome.Kind.FAILED, Taker.of(outcome).kind());
            hub.store.quota(32 << 20);
            Delivery again = rule.expect("one");
            assertEquals(one.id(), again.id());
            assertEquals(Outcome.Kind.DONE, Taker.acknowledge(again));
            rule.expectNothing();
        }
    }

    /** However many transports come and go before the store has answered. */
    @OnLoops
    void outcomeIsToldOnWhateverLoopIsThere(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Taker rule = inWith(hub, "one");
            Delivery one = rule.expect("one");
            hub.between.hold();
            CompletionStage<Outcome> outcome = one.acknowledge(List.of());
            HubServer.await("it waits for the store", hub.between::holdsSome);
            for (int i = 0; i < 2; i++) {
                hub.stopTransport();
                hub.startTransport();
                rule.expectNothing();
            }
            hub.between.letGo();
            assertEquals(Outcome.Kind.DONE, Taker.of(outcome).kind());
            assertEquals(0, hub.store.usage().entries());
        }
    }

    /** A message of QoS 1 whose publisher was never told, because it had gone, waits for who is to have it. */
    @OnLoops
    void messageStoredWhenNoLoopWasThereComesToItsSession(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            try (Wire kept = Wire.kept(hub, "k", false); Wire sender = Wire.clean(hub, "s")) {
                kept.subscribe("t", 1);
                hub.between.hold();
                sender.send(Packets.publish("t", "late", 1, 1, false, false));
                HubServer.await("it waits for the store", hub.between::holdsSome);
                hub.stopTransport();
            }
            hub.between.letGo();
            hub.startTransport();
            try (Wire kept = Wire.kept(hub, "k", true)) {
                kept.expectPublish("t", "late", 1);
            }
        }
    }

    @OnLoops
    void sessionDiscardedWithoutTransportEndsWithTheNext(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            inWith(hub, "one", "two").session.close();
            hub.stopTransport();
            CompletionStage<Long> discarded = hub.core.locals().discard("rule/x");
            Taker again = Taker.open(hub, "rule/x");
            hub.startTransport();
            assertEquals(2L, Taker.of(discarded));
            again.subscribe("in", 1).request(9).publish("in", "three", 1);
            again.expect("three");
            hub.replaceHub();
            assertEquals(1, hub.view("rule/x").waiting());
        }
    }

    @OnLoops
    void sessionWhoseEndAwaitsTheStoreEndsWithTheNext(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            inWith(hub, "one").session.close();
            hub.between.hold();
            CompletionStage<Long> discarded = hub.core.locals().discard("rule/x");
            HubServer.await("it waits for the store", hub.between::holdsSome);
            hub.stopTransport();
            hub.between.letGo();
            hub.startTransport();
            assertEquals(1L, Taker.of(discarded));
            assertNull(hub.view("rule/x"));
        }
    }

    /** A rule's session, with these messages, that is given one after the other. */
    private static Taker inWith(HubServer hub, String... messages) throws Exception {
        Taker rule = Taker.open(hub, "rule/x").subscribe("in", 2).request(1);
        for (String m : messages) {
            rule.publish("in", m, 1);
        }
        return rule;
    }
}
