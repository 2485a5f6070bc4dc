package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.Subscription;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicFilter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What becomes of the subscriptions that an in-process session has when others are asked for, and not granted? */
class InProcessSubscribeRefusedTest {
    @OnLoops
    void whenNobodyCanJudge_allStays(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            hub.people.add("p", new String[0], new String[] {"t", "u"});
            Taker taker = taker(hub).subscribe("t", 1);
            hub.core.shared().authorizer(null);
            assertEquals(List.of(ReasonCode.SERVER_UNAVAILABLE, ReasonCode.SERVER_UNAVAILABLE), ask(taker, "t", "u"));
            Taker sender = Taker.open(hub, "rule/sender");
            sender.publish("t", "while nobody could judge", 1);
            sender.publish("u", "never subscribed", 1);
            hub.core.shared().authorizer(hub.people);
            taker.request(10).expect("while nobody could judge");
            taker.expectNothing();
        }
    }

    @OnLoops
    void whenNoneIsGranted_allStays_alsoInTheStore(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            hub.people.add("p", new String[0], new String[] {"t"});
            assertEquals(List.of(ReasonCode.NOT_AUTHORIZED), ask(taker(hub).subscribe("t", 1), "secret"));
            hub.replaceHub();
            try (Wire sender = Wire.clean(hub, "s")) {
                sender.publish1("t", "m", 1);
            }
            taker(hub).request(10).expect("m");
        }
    }

    @OnLoops
    void whenSomeAreGranted_theseAreTheWholeSet(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            hub.people.add("p", new String[0], new String[] {"t", "u"});
            Taker taker = taker(hub).subscribe("t", 1).request(10);
            assertEquals(List.of(ReasonCode.NOT_AUTHORIZED, ReasonCode.granted(1)), ask(taker, "secret", "u"));
            Taker sender = Taker.open(hub, "rule/sender");
            sender.publish("t", "no longer subscribed", 1);
            sender.publish("u", "m", 1);
            taker.expect("m");
        }
    }

    private static Taker taker(HubServer hub) {
        return Taker.open(hub, SessionSpec.of("rule/x").username("p").build());
    }

    private static List<ReasonCode> ask(Taker taker, String... filters) throws Exception {
        Set<Subscription> all = new LinkedHashSet<>();
        for (String filter : filters) {
            all.add(new Subscription(TopicFilter.of(filter), QoS.AT_LEAST_ONCE));
        }
        return Taker.of(taker.session.subscribe(all));
    }
}
