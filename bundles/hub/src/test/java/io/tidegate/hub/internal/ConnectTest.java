package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.SessionSpec;
import io.tidegate.hub.internal.shard.HubSettings;
import io.tidegate.hub.spi.Authentication;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who is let in, and what is everybody else told? */
class ConnectTest {
    @OnLoops
    @Tag("MQTT-3.2.2-1")
    @Tag("MQTT-3.1.4-4")
    void rightPasswordIsAccepted(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire wire = Wire.to(hub)) {
            wire.send(Packets.connect("a", true, 60, null, "test", "test"));
            wire.expectConnack(false, 0);
            wire.expectNothing();
        }
    }

    @Test
    void wrongPasswordUnknownAndMissingUserAreRefusedWith4() throws Exception {
        try (HubServer hub = new HubServer(1)) {
            refused(hub, Packets.connect("a", true, 0, null, "test", "wrong"), 4);
            refused(hub, Packets.connect("a", true, 0, null, "nobody", "nobody"), 4);
            refused(hub, Packets.connect("a", true, 0, null, null, null), 4);
            refused(hub, Packets.connect("a", true, 0, null, "test", null), 4);
            assertEquals(null, hub.view("a"));
        }
    }

    private static void refused(HubServer hub, byte[] connect, int code) throws Exception {
        try (Wire wire = Wire.to(hub)) {
            wire.send(connect);
            wire.expectConnack(false, code);
            wire.expectClosed();
        }
    }

    @Test
    @Tag("MQTT-3.1.3-6")
    @Tag("MQTT-3.1.3-7")
    void emptyIdentifierWithCleanSessionGetsAnOwnOne() throws Exception {
        try (HubServer hub = new HubServer(1); Wire a = Wire.clean(hub, ""); Wire b = Wire.clean(hub, "")) {
            a.subscribe("t", 0);
            b.publish("t", "1");
            a.expectPublish("t", "1", 0);
            b.expectNothing();
        }
    }

    @Test
    @Tag("MQTT-3.1.3-8")
    @Tag("MQTT-3.1.3-9")
    void emptyIdentifierWithoutCleanSessionIsRefusedWith2() throws Exception {
        try (HubServer hub = new HubServer(1)) {
            refused(hub, Packets.connect("", false, 0, null, "test", "test"), 2);
        }
    }

    @Test
    void identifierThatDoesNotMatchThePatternIsRefusedWith2() throws Exception {
        HubSettings baetyl = new HubSettings(8, 255, false, Pattern.compile("[0-9A-Za-z_-]{1,128}"), 32 << 10, 100, 1 << 20, 64 << 20, 0);
        try (HubServer hub = new HubServer(1, baetyl, 32 << 20)) {
            refused(hub, Packets.connect("a b", true, 0, null, "test", "test"), 2);
            refused(hub, Packets.connect("a".repeat(129), true, 0, null, "test", "test"), 2);
            Wire.clean(hub, "a".repeat(128)).close();
            Wire.clean(hub, "").close();
        }
    }

    @OnLoops
    @Tag("MQTT-3.1.0-2")
    void secondConnectClosesTheConnection(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire watcher = Wire.clean(hub, "w");
                Wire wire = Wire.willing(hub, "a", new Packets.Will("will", "w", 0, false))) {
            watcher.subscribe("will", 0);
            wire.send(Packets.connect("a", true, 0, null, "test", "test"));
            wire.expectClosed();
            watcher.expectPublish("will", "w", 0);
        }
    }

    @OnLoops
    @Tag("MQTT-3.1.4-2")
    void laterConnectTakesOver(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Wire last = Wire.clean(hub, "same");
            for (int i = 0; i < 6; i++) { // on two loops: from one to the other and back
                last.subscribe("t", 0);
                Wire next = Wire.clean(hub, "same");
                last.expectClosed();
                last.close();
                last = next;
            }
            last.subscribe("u", 0);
            try (Wire sender = Wire.clean(hub, "s")) {
                sender.publish("t", "old subscription");
                sender.publish("u", "new subscription");
                last.expectPublish("u", "new subscription", 0);
            }
            last.close();
        }
    }

    @OnLoops
    @Tag("MQTT-3.1.4-2")
    void keptSessionMovesWithTheLaterConnect(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s")) {
            Wire last = Wire.kept(hub, "same", false);
            last.subscribe("t", 1);
            for (int i = 1; i <= 6; i++) {
                Wire next = Wire.kept(hub, "same", true);
                last.expectClosed();
                last.close();
                sender.publish1("t", "m" + i, i);
                last = next;
                last.send(Packets.puback(last.expectPublish("t", "m" + i, 1).packetId()));
                last.expectNothing();
            }
            last.close();
        }
    }

    /** Many CONNECTs with one identifier at the same time: one stays. */
    @OnLoops
    void ofManyConnectsAtOnceOneStays(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            Wire[] wires = new Wire[20];
            for (int i = 0; i < wires.length; i++) {
                wires[i] = Wire.to(hub);
            }
            for (Wire wire : wires) {
                wire.send(Packets.connect("same", false, 0, null, "test", "test"));
            }
            // Both at once: between the last one's taking over and its joining the session, the session is AWAY.
            HubServer.await("one stays, connected", () -> open(wires) == 1 && hub.view("same").state().equals("CONNECTED"));
            try (Wire sender = Wire.clean(hub, "s")) {
                sender.publish1("t", "nobody subscribed", 1);
            }
            assertEquals(1, open(wires));
            for (Wire wire : wires) {
                wire.close();
            }
        }
    }

    private static int open(Wire[] wires) throws IOException {
        int open = 0;
        for (Wire wire : wires) {
            open += wire.isOpen() ? 1 : 0;
        }
        return open;
    }

    @OnLoops
    void sessionOfAnotherPrincipalIsRefusedWith2(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops)) {
            hub.people.add("other", new String[] {"#"}, new String[] {"#"});
            try (Wire mine = Wire.kept(hub, "k", false)) {
                mine.subscribe("t", 1);
                refused(hub, Packets.connect("k", false, 0, null, "other", "other"), 2);
                refused(hub, Packets.connect("k", true, 0, null, "other", "other"), 2);
                mine.publish("t", "still here");
                mine.expectPublish("t", "still here", 0);
            }
            refused(hub, Packets.connect("k", true, 0, null, "other", "other"), 2);
            Wire.kept(hub, "k", true).close();
        }
    }

    @Test
    void identifierOfAnInProcessSessionIsReservedUntilItIsDiscarded() throws Exception {
        try (HubServer hub = new HubServer(1)) {
            Taker taker = Taker.open(hub, SessionSpec.of("rule/x").clientId("x").unrestricted().build());
            refused(hub, Packets.connect("x", true, 0, null, "test", "test"), 2);
            taker.session.close();
            refused(hub, Packets.connect("x", false, 0, null, "test", "test"), 2);
            Taker.of(hub.core.locals().discard("rule/x"));
            Wire.clean(hub, "x").close();
        }
    }

    @OnLoops
    void decisionIsWaitedForAndThenTold(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire wire = Wire.to(hub)) {
            CompletableFuture<Authentication> decision = new CompletableFuture<>();
            CompletableFuture<Void> asked = new CompletableFuture<>();
            hub.core.shared().authenticator(c -> {
                asked.complete(null);
                return decision;
            });
            wire.send(Packets.connect("a", true, 0, null, "test", "x"), Packets.subscribe(1, "t", 0),
                    Packets.publish("t", "after", 0, 0, false, false));
            Taker.of(asked);
            wire.expectNothingWithin(50);
            decision.complete(Authentication.accepted("test"));
            wire.expectConnack(false, 0);
            wire.expect(Packets.SUBACK);
            wire.expectPublish("t", "after", 0);
        }
    }

    @Test
    void undecidableIsRefusedWith3() throws Exception {
        try (HubServer hub = new HubServer(1)) {
            hub.core.shared().authenticator(c -> CompletableFuture.failedFuture(new IllegalStateException("no table")));
            refused(hub, Packets.connect("a", true, 0, null, "test", "test"), 3);
            hub.core.shared().authenticator(c -> {
                throw new IllegalStateException("broken");
            });
            refused(hub, Packets.connect("a", true, 0, null, "test", "test"), 3);
        }
    }

    /** All ways to be undecided for 5 s at the same time, for each takes that long. */
    @Test
    void nobodyToDecideForFiveSecondsIsRefusedWith3AndOneThatComesIsAsked() throws Exception {
        try (HubServer away = new HubServer(1); HubServer silent = new HubServer(1);
                Wire a = Wire.to(away); Wire b = Wire.to(silent); Wire c = Wire.to(away)) {
            away.core.shared().authenticator(null);
            silent.core.shared().authenticator(x -> new CompletableFuture<>());
            long start = System.nanoTime();
            a.send(Packets.connect("a", true, 0, null, "test", "test"));
            b.send(Packets.connect("b", true, 0, null, "test", "test"));
            a.expectConnack(false, 3);
            long waited = (System.nanoTime() - start) / 1_000_000;
            assertTrue(waited > 4_500 && waited < 7_000, () -> "refused after " + waited + " ms");
            a.expectClosed();
            b.expectConnack(false, 3);
            b.expectClosed();
            c.send(Packets.connect("c", true, 0, null, "test", "test"));
            c.expectNothingWithin(100);
            away.core.shared().authenticator(away.people);
            c.expectConnack(false, 0);
        }
    }

    @Test
    @Tag("MQTT-3.1.2-24")
    void silentClientIsClosedAfterOneAndAHalfKeepAlives() throws Exception {
        try (HubServer hub = new HubServer(1); Wire wire = Wire.to(hub)) {
            wire.send(Packets.connect("a", true, 1, null, "test", "test"));
            wire.expectConnack(false, 0);
            long start = System.nanoTime();
            wire.expectClosed();
            long waited = (System.nanoTime() - start) / 1_000_000;
            assertTrue(waited > 1_300, () -> "closed after " + waited + " ms");
        }
    }
}
