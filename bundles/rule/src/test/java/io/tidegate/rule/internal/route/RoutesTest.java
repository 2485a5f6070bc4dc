package io.tidegate.rule.internal.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.config.LastAccepted;
import io.tidegate.hub.Outcome;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.rule.internal.FakeControl;
import io.tidegate.rule.internal.FakeHub;
import io.tidegate.status.StatusRow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private final FakeHub hub = new FakeHub();
    private final FakeControl control = new FakeControl();
    private Routes routes = new Routes(hub, control, control);

    @Test
    void qosMatrix_zeroStaysZero_elseTheTargets() {
        for (int source = 0; source <= 2; source++) {
            for (int target = 0; target <= 2; target++) {
                put(source + "-" + target, "in" + source + target, source, "out" + source + target, target);
            }
        }
        for (int published = 0; published <= 2; published++) {
            for (int source = 0; source <= 2; source++) {
                for (int target = 0; target <= 2; target++) {
                    hub.published.clear();
                    hub.publish("in" + source + target, published, "x");
                    int expected = published == 0 || source == 0 ? 0 : target;
                    assertEquals(expected, hub.published.get(0).qos().value(), published + " " + source + " " + target);
                }
            }
        }
    }

    @Test
    void oneSession_oneOutputPerTarget_manyTargetsFanOut() {
        put("a", "s/+", 0, "one", 0);
        put("b", "s/x", 1, "one", 1);
        put("c", "s/x", 1, "two", 1);
        hub.publish("s/x", 1, "m");
        assertEquals(List.of("m"), hub.texts("one"));
        assertEquals(List.of("m"), hub.texts("two"));
        assertEquals(1, hub.published.stream().filter(m -> m.topic().toString().equals("one")).findFirst().orElseThrow().qos().value());
        assertTrue(hub.session("route/engine").spec.unrestricted());
    }

    @Test
    void loop_isSetAside_atQos0OnlyCounted() {
        put("a", "a", 2, "b", 2);
        hub.refusal = output -> Outcome.loop(16);
        hub.publish("a", 0, "x");
        assertEquals(List.of(), hub.deadLetters);
        hub.publish("a", 1, "y");
        assertEquals(List.of("LOOP: the message has come through rules and routes 16 times: they feed each other"), hub.deadLetters);
        assertEquals(0, hub.lent("route/engine"));
        assertEquals("2", routes.rows().get(0).details().get("looped"));
    }

    @Test
    void routesChain() {
        put("ab", "a", 1, "b", 1);
        put("bc", "b", 1, "c", 1);
        hub.publish("a", 1, "m");
        assertEquals(List.of("m"), hub.texts("b"));
        assertEquals(List.of("m"), hub.texts("c"));
    }

    @Test
    void cycle_theOneThatClosesItIsRefused_theRestRuns() {
        put("ab", "a", 1, "b", 1);
        put("ba", "b", 1, "a", 1);
        put("cd", "c/d", 1, "d/e", 1);
        assertEquals("RUNNING ", state("ab"));
        assertEquals("FAILED found cycle in source and target config: target.topic = a leads back to source.topic = b through"
                + " io.tidegate.route~ab (file:/etc/ab.cfg)", state("ba"));
        assertEquals("RUNNING ", state("cd"));
        hub.publish("a", 1, "m");
        hub.publish("c/d", 1, "m");
        assertEquals(List.of("m"), hub.texts("d/e"));
        assertEquals(List.of("m"), hub.texts("b"));
        routes.remove("io.tidegate.route~ab");
        control.advance(Routes.GRACE);
        assertEquals("RUNNING ", state("ba"));
    }

    @Test
    void editThatWouldCloseACircle_isRefused_everyRouteGoesOn() {
        put("ab", "a", 1, "b", 1);
        put("bc", "b", 1, "c", 1);
        put("de", "d", 1, "e", 1);
        put("de", "c", 1, "a", 1);
        assertEquals("RUNNING ", state("ab"));
        assertEquals("RUNNING ", state("bc"));
        assertEquals("RUNNING new configuration refused: found cycle in source and target config: target.topic = a leads back to"
                + " source.topic = c through io.tidegate.route~ab (file:/etc/ab.cfg), then io.tidegate.route~bc (file:/etc/bc.cfg)", state("de"));
        hub.publish("d", 1, "m");
        hub.publish("a", 1, "n");
        assertEquals(List.of("m"), hub.texts("e"));
        assertEquals(List.of("n"), hub.texts("c"));
        put("bc", "b", 1, "elsewhere", 1);
        assertEquals("RUNNING ", state("de"), "what was in its way is gone");
        hub.publish("c", 1, "o");
        assertEquals(List.of("n", "o"), hub.texts("b"), "d is no source any more, c is");
    }

    @Test
    void editToTheWayOrTheNameOfALaterOne_isRefused_bothGoOn() {
        put("r1", "a", 1, "b", 1);
        put("r2", "c", 1, "d", 1);
        put("r1", "c", 1, "d", 1);
        assertEquals("RUNNING new configuration refused: duplicate source and target config: c to d is already io.tidegate.route~r2"
                + " (file:/etc/r2.cfg)", state("r1"));
        assertEquals("RUNNING ", state("r2"));
        Map<String, Object> named = new LinkedHashMap<>(config("a", 1, "b", 1));
        named.put("name", "r2");
        routes.put("io.tidegate.route~r1", named);
        control.run();
        assertEquals("RUNNING new configuration refused: name = r2 is already used by io.tidegate.route~r2 (file:/etc/r2.cfg)", state("r1"));
        hub.publish("a", 1, "m");
        hub.publish("c", 1, "n");
        assertEquals(List.of("m"), hub.texts("b"));
        assertEquals(List.of("n"), hub.texts("d"));
    }

    @Test
    void twoThatChangePlaces_both() {
        put("r1", "a", 1, "b", 1);
        put("r2", "c", 1, "d", 1);
        put("r1", "c", 1, "d", 1);
        put("r2", "a", 1, "b", 1);
        assertEquals("RUNNING RUNNING ", state("r1") + state("r2"));
        assertEquals("c (qos 1)", row("r1").details().get("source"));
    }

    @Test
    void manyEditsAtOnce_areOneChange() {
        for (int i = 0; i < 1000; i++) {
            routes.put("io.tidegate.route~x", config("a" + i, 1, "b", 1));
        }
        assertEquals(1, control.waiting());
        control.run();
        assertEquals("a999 (qos 1)", row("x").details().get("source"));
        routes.put("io.tidegate.route~x", config("c", 1, "b", 1));
        routes.remove("io.tidegate.route~x");
        control.advance(Routes.GRACE);
        assertEquals(List.of(), routes.rows());
    }

    @Test
    void toItself_isACycle() {
        put("x", "#", 0, "anything", 0);
        assertTrue(row("x").reason().startsWith("found cycle"));
        assertNull(hub.session("route/engine"), "nothing runs, so nothing is opened");
    }

    @Test
    void duplicate_andSecondOfOneName_areRefused() {
        put("x", "a", 0, "b", 0);
        put("y", "a", 1, "b", 1);
        routes.put("io.tidegate.route~z", Map.of("name", "x", "source.topic", "q", "target.topic", "r"));
        control.run();
        assertEquals("duplicate source and target config: a to b is already io.tidegate.route~x (file:/etc/x.cfg)", row("y").reason());
        assertEquals("name = x is already used by io.tidegate.route~x (file:/etc/x.cfg)",
                routes.rows().stream().filter(r -> r.pids().contains("io.tidegate.route~z")).findFirst().orElseThrow().reason());
        assertEquals("RUNNING", row("x").state());
    }

    @Test
    void badValues_areFailed_aBadEditChangesNothing() {
        put("x", "a", 3, "b", 0);
        assertEquals("source.qos = 3: allowed are whole numbers from 0 to 2", row("x").reason());
        put("x", "a", 1, "b", 1);
        put("x", "a", 1, "b/+", 1);
        assertEquals("RUNNING", row("x").state());
        assertTrue(row("x").reason().startsWith("new configuration refused: target.topic = b/+: "));
        hub.publish("a", 1, "m");
        assertEquals(List.of("m"), hub.texts("b"));
    }

    @Test
    void swap_keepsEverySubscription_andLosesNothing() {
        put("a", "a", 1, "x", 1);
        put("b", "b", 1, "y", 1);
        routes.close();
        hub.publish("b", 1, "while away");
        assertEquals(2, hub.session("route/engine").subscriptions.size());
        routes = new Routes(hub, control, control);
        Map<String, Map<String, ?>> present = new LinkedHashMap<>();
        present.put("io.tidegate.route~a", config("a", 1, "x", 1));
        present.put("io.tidegate.route~b", config("b", 1, "y", 1));
        routes.putAll(present);
        control.run();
        assertEquals(List.of("while away"), hub.texts("y"));
    }

    @Test
    void removedRoute_isUnsubscribed() {
        put("a", "a", 1, "x", 1);
        put("b", "b", 1, "y", 1);
        routes.remove("io.tidegate.route~b");
        control.advance(Routes.GRACE);
        hub.publish("b", 1, "m");
        assertEquals(List.of(), hub.published);
    }

    @Test
    void removedRoute_thatComesBack_hasMissedNothing_andStays() {
        put("a", "a", 1, "x", 1);
        routes.remove("io.tidegate.route~a");
        control.run();
        hub.publish("a", 1, "meanwhile");
        put("a", "a", 1, "y", 1);
        control.advance(Routes.GRACE);
        hub.publish("a", 1, "after");
        assertEquals(List.of("meanwhile"), hub.texts("x"));
        assertEquals(List.of("after"), hub.texts("y"));
    }

    @Test
    void removedRoute_isForgotten_alsoWhenAnotherIsEditedMeanwhile() {
        put("a", "a", 1, "x", 1);
        put("b", "b", 1, "y", 1);
        routes.remove("io.tidegate.route~a");
        put("b", "b", 1, "z", 1);
        control.advance(Routes.GRACE);
        assertEquals(Optional.empty(), LastAccepted.before("io.tidegate.route~a", Map.of()));
    }

    @Test
    void removedRoute_isNotInTheWayOfANewcomer() {
        put("a", "a", 1, "x", 1);
        routes.remove("io.tidegate.route~a");
        put("renamed", "a", 1, "x", 1);
        assertEquals("RUNNING ", state("renamed"));
        hub.publish("a", 1, "m");
        assertEquals(List.of("m"), hub.texts("x"));
    }

    @Test
    void outputRefused_isADeadLetter_storeFailure_isTriedAgain() {
        put("a", "a", 1, "x", 1);
        hub.refusal = m -> Outcome.refused(ReasonCode.PACKET_TOO_LARGE, "too large");
        hub.publish("a", 1, "m");
        assertEquals(List.of("PACKET_TOO_LARGE: too large"), hub.deadLetters);
        hub.refusal = m -> {
            hub.refusal = x -> null;
            return Outcome.failed("disk");
        };
        hub.publish("a", 1, "n");
        assertEquals(List.of("n"), hub.texts("x"));
    }

    @Test
    void subscriptionsNotTaken_isWaiting_andAskedAgain() {
        hub.subscriptionsAllowed = false;
        put("a", "a", 1, "x", 1);
        assertEquals("WAITING", row("a").state());
        hub.subscriptionsAllowed = true;
        control.advance(Duration.ofSeconds(1));
        assertEquals("RUNNING", row("a").state());
    }

    @Test
    void subscriptionNotTaken_isThatOfItsRoutesOnly_andNamed() {
        hub.invalidFilters = Set.of("b/c");
        put("a", "a", 1, "x", 1);
        put("b", "b/c", 1, "x", 1);
        put("b2", "b/c", 1, "y", 1);
        assertEquals("RUNNING ", state("a"));
        assertEquals("WAITING the hub refused source.topic = b/c: TOPIC_FILTER_INVALID", state("b"));
        assertEquals("WAITING the hub refused source.topic = b/c: TOPIC_FILTER_INVALID", state("b2"));
        hub.publish("a", 1, "m");
        assertEquals(List.of("m"), hub.texts("x"));
        put("b", "b", 1, "x", 1);
        put("b2", "b", 1, "y", 1);
        assertEquals("RUNNING ", state("b"));
        hub.invalidFilters = Set.of("a");
        routes.remove("io.tidegate.route~b");
        routes.remove("io.tidegate.route~b2");
        control.advance(Routes.GRACE);
        assertEquals("WAITING the hub refused source.topic = a: TOPIC_FILTER_INVALID", state("a"));
        hub.invalidFilters = Set.of();
        control.advance(Duration.ofSeconds(30));
        assertEquals("RUNNING ", state("a"));
    }

    private static Map<String, Object> config(String source, int sourceQos, String target, int targetQos) {
        return Map.of("source.topic", source, "source.qos", sourceQos, "target.topic", target, "target.qos", targetQos);
    }

    private void put(String name, String source, int sourceQos, String target, int targetQos) {
        Map<String, Object> properties = new LinkedHashMap<>(config(source, sourceQos, target, targetQos));
        properties.put("felix.fileinstall.filename", "file:/etc/" + name + ".cfg");
        routes.put("io.tidegate.route~" + name, properties);
        control.run();
    }

    private String state(String name) {
        return row(name).state() + " " + row(name).reason();
    }

    private StatusRow row(String name) {
        return routes.rows().stream().collect(Collectors.toMap(r -> r.pids().get(0), r -> r)).get("io.tidegate.route~" + name);
    }
}
