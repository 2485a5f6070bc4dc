package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidegate.hub.Delivery;
import io.tidegate.hub.HubSession;
import io.tidegate.hub.Outcome;
import io.tidegate.hub.PublishResult;
import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.Subscription;
import io.tidegate.mqtt.Message;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An in-process session whose deliveries wait for the test. */
final class Taker {
    static final int PATIENCE_SECONDS = 30;

    final LinkedBlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    final HubSession session;

    private Taker(HubServer hub, SessionSpec spec) {
        session = hub.core.locals().open(spec, deliveries::add);
    }

    /** One that needs no permission. */
    static Taker open(HubServer hub, String name) {
        return new Taker(hub, SessionSpec.of(name).unrestricted().build());
    }

    static Taker open(HubServer hub, SessionSpec spec) {
        return new Taker(hub, spec);
    }

    /** Makes these, filters and QoS by turns, the whole set. */
    Taker subscribe(Object... filterAndQos) throws Exception {
        Set<Subscription> all = new LinkedHashSet<>();
        for (int i = 0; i < filterAndQos.length; i += 2) {
            all.add(new Subscription(TopicFilter.of((String) filterAndQos[i]), QoS.of((Integer) filterAndQos[i + 1])));
        }
        List<ReasonCode> reasons = of(session.subscribe(all));
        assertEquals(all.stream().map(s -> ReasonCode.granted(s.qos().value())).toList(), reasons);
        return this;
    }

    Taker request(int n) {
        session.request(n);
        return this;
    }

    Delivery next() throws Exception {
        Delivery d = deliveries.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(d, "no delivery");
        return d;
    }

    Delivery expect(String payload) throws Exception {
        Delivery d = next();
        assertEquals(payload, text(d.message()));
        return d;
    }

    /** Nothing is there now: what was asked of the session before is done, for its answers come in line. */
    void expectNothing() throws Exception {
        of(session.publish(message("nobody/listens/here", "", 0)));
        Delivery d = deliveries.poll();
        assertNull(d == null ? null : "%.80s".formatted(text(d.message())), "a delivery");
    }

    PublishResult publish(String topic, String payload, int qos) throws Exception {
        return of(session.publish(message(topic, payload, qos)));
    }

    static Message message(String topic, String payload, int qos) {
        return Message.to(topic).qos(QoS.of(qos)).payload(payload.getBytes(StandardCharsets.UTF_8)).build();
    }

    static String text(Message m) {
        return new String(m.payload(), StandardCharsets.UTF_8);
    }

    static Outcome.Kind acknowledge(Delivery d, Message... outputs) throws Exception {
        return of(d.acknowledge(List.of(outputs))).kind();
    }

    static <T> T of(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
