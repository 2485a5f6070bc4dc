package io.tidegate.rule.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.Subscription;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What of the store's rule sessions does nobody configure, and when may that be said? */
class SweepTest implements Sweep.Surroundings {
    private final FakeHub hub = new FakeHub();
    private final FakeControl control = new FakeControl();
    private boolean settled = true;
    private boolean hubThere = true;
    private boolean routes = true;
    private boolean readable = true;
    private Set<String> configured = Set.of("kept");

    @Override
    public boolean isSettled() {
        return settled;
    }

    @Override
    public Set<String> configured() {
        if (!readable) {
            throw new IllegalStateException("not now");
        }
        return configured;
    }

    @Override
    public boolean hasRoutes() {
        return routes;
    }

    @Override
    public CompletionStage<List<String>> sessions() {
        return hubThere ? CompletableFuture.completedFuture(List.copyOf(hub.sessions().keySet()))
                : CompletableFuture.failedFuture(new IllegalStateException("away"));
    }

    private void stored(String name) {
        var session = hub.open(SessionSpec.of(name).unrestricted().build(), d -> { });
        session.subscribe(Set.of(new Subscription(TopicFilter.of("t/" + name), QoS.AT_LEAST_ONCE)));
        session.close();
    }

    private SweepTest swept(Duration time) {
        for (String name : List.of("rule/kept", "rule/empty", "rule/full", "route/engine")) {
            stored(name);
        }
        hub.publish("t/rule/full", 1, "m");
        new Sweep(this, new UnconfiguredSessions(hub), control).start();
        control.advance(time);
        return this;
    }

    private void assertSwept() {
        assertEquals(List.of("rule/empty"), hub.discarded);
        assertEquals(Set.of(), hub.session("rule/full").subscriptions);
        assertEquals(1, hub.session("rule/full").waiting());
        assertEquals(1, hub.session("rule/kept").subscriptions.size());
        assertEquals(1, hub.session("route/engine").subscriptions.size());
    }

    @Test
    void sessionsWithoutConfiguration_end_orAreOrphaned() {
        swept(Sweep.FIRST).assertSwept();
    }

    @Test
    void nothingIsSaidBeforeConfigurationsHadTimeToCome() {
        swept(Sweep.FIRST.minusMillis(1));
        assertEquals(List.of(), hub.discarded);
        configured = Set.of("kept", "empty", "full");
        control.advance(Duration.ofMinutes(1));
        assertEquals(List.of(), hub.discarded);
        assertEquals(1, hub.session("rule/full").subscriptions.size());
    }

    @Test
    void whileSomeConfigurationCannotBeRead_nothingEnds() {
        settled = false;
        swept(Duration.ofMinutes(10));
        assertEquals(List.of(), hub.discarded);
        settled = true;
        control.advance(Sweep.AGAIN);
        assertSwept();
    }

    @Test
    void sessionOfRoutes_endsWithTheLastRoute() {
        routes = false;
        swept(Sweep.FIRST);
        assertEquals(Set.of("rule/empty", "route/engine"), Set.copyOf(hub.discarded));
    }

    @Test
    void sessionOfRoutes_withMessages_isOrphaned_andTakesNoMore() {
        routes = false;
        stored("route/engine");
        hub.publish("t/route/engine", 1, "m");
        swept(Sweep.FIRST);
        hub.publish("t/route/engine", 1, "more");
        assertEquals(1, hub.session("route/engine").waiting());
        assertEquals(List.of("rule/empty"), hub.discarded);
    }

    @Test
    void configurationsThatCannotBeRead_areAskedForAgain() {
        readable = false;
        swept(Duration.ofMinutes(1));
        assertEquals(List.of(), hub.discarded);
        readable = true;
        control.advance(Sweep.AGAIN);
        assertSwept();
    }

    @Test
    void hubThatCannotSay_isAskedAgain() {
        hubThere = false;
        swept(Duration.ofMinutes(1));
        hubThere = true;
        control.advance(Sweep.AGAIN);
        assertSwept();
    }

    @Test
    void sessionThatIsOpen_isLeftAlone() {
        configured = Set.of("kept", "empty");
        hub.open(SessionSpec.of("rule/full").unrestricted().build(), d -> { });
        swept(Duration.ZERO);
        hub.open(SessionSpec.of("rule/full").unrestricted().build(), d -> { });
        control.advance(Sweep.FIRST);
        assertEquals(List.of(), hub.discarded);
        assertEquals(1, hub.session("rule/full").subscriptions.size());
    }
}
