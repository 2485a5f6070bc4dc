package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** A gateway without YAML, while it runs: files in {@code etc/} come, change and are wrong. */
public class NativeIT {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static Gateway gateway;
    private static String address;
    private static Path code;

    @BeforeClass
    public static void start() throws Exception {
        gateway = Natively.gateway();
        code = gateway.code("native.py", """
            def upper(event, context):
                return {'said': event['say'].upper(), 'by': context['functionName']}
            def failing(event, context):
                raise ValueError('no, thanks')
            """);
        gateway.start();
        gateway.awaitRunning("listener", "default");
        address = gateway.status().address("default");
    }

    @AfterClass
    public static void stop() throws Exception {
        gateway.close();
    }

    private static void function(String name) throws Exception {
        gateway.etc("io.tidegate.function-" + name + ".cfg", "handler = native." + name + "\ncodedir = " + code + "\n");
        gateway.awaitRunning("function", name);
    }

    @Test
    public void aBareGatewayListensHereAloneAndSaysHowToLetSomebodyIn() throws Exception {
        String bind = Built.freeLoopback();
        assumeFalse("somebody listens on port 1883 of all addresses", bind.isEmpty());
        try (Gateway bare = Gateway.on(null)) {
            String said = bare.start("--bind", bind);
            assertTrue(said, said.contains("etc/io.tidegate.principal-NAME.cfg") && said.contains("gateway:password"));
            assertTrue(Files.readString(bare.state("etc/io.tidegate.listener-default.cfg")).contains("address = tcp://127.0.0.1:1883\n"));
            assertTrue(bare.console("gateway:status").contains("nobody can connect: write etc/io.tidegate.principal-NAME.cfg"));
            assertThrows(MqttException.class, () -> Peer.connect("tcp://" + bind + ":1883", "somebody", "test", "hahaha"));
            // and then it does let somebody in
            String hash = bare.console("gateway:password hahaha").strip();
            bare.etc("io.tidegate.principal-test.cfg", "password = " + hash + "\npub = #\nsub = #\n");
            bare.awaitRunning("principal", "test");
            Peer.connect("tcp://" + bind + ":1883", "somebody", "test", "hahaha").close();
        }
    }

    @Test
    public void listenerPrincipalFunctionAndRuleComeWhileItRuns() throws Exception {
        gateway.etc("io.tidegate.listener-x.cfg", "address = tcp://127.0.0.1:0\n");
        gateway.etc("io.tidegate.principal-lamp.cfg", Natively.principal("light", "say/+", "said"));
        function("upper");
        gateway.etc("io.tidegate.rule-louder.cfg", """
            subscribe.topic = say/+
            subscribe.qos = 1
            function = upper
            publish.topic = said
            publish.qos = 1
            """);
        gateway.awaitRunning("listener", "x");
        gateway.awaitRunning("principal", "lamp");
        gateway.awaitRunning("rule", "louder");
        try (Peer peer = Peer.connect(gateway.status().address("x"), "lamp-1", "lamp", "light").subscribe("said", 1)) {
            peer.publish("say/it", "{\"say\":\"hi\"}", 1);
            Peer.Arrival answer = peer.await("the answer", LIMIT, a -> true);
            assertEquals("{\"said\": \"HI\", \"by\": \"upper\"}", answer.payload());
            assertEquals(1, answer.qos());
            MqttException refused = assertThrows(MqttException.class, () -> peer.subscribe("#", 0));
            assertEquals("not permitted", MqttException.REASON_CODE_SUBSCRIBE_FAILED, refused.getReasonCode());

            Files.delete(gateway.state("etc/io.tidegate.rule-louder.cfg"));
            Wait.until("the rule is gone", LIMIT, () -> gateway.status().rows().stream().noneMatch(r -> r.name().equals("louder")));
            assertNull(peer.lost());
        }
    }

    @Test
    public void aBadEditChangesNothingThatRuns() throws Exception {
        function("upper");
        String good = "subscribe.topic = edit/in\nfunction = upper\npublish.topic = edit/out\n";
        gateway.etc("io.tidegate.rule-edited.cfg", good);
        gateway.awaitRunning("rule", "edited");
        gateway.etc("io.tidegate.rule-edited.cfg", good + "subscribe.qos = 7\n");
        String reason = gateway.await("rule", "edited", r -> r.reason().contains("refused")).reason();
        assertTrue(reason, reason.contains("subscribe.qos") && reason.contains("7"));
        try (Peer peer = Peer.connect(address, "editor", "test", "hahaha").subscribe("edit/out", 0)) {
            peer.publish("edit/in", "{\"say\":\"still\"}", 1);
            assertTrue(peer.await("the answer", LIMIT, a -> true).payload().contains("STILL"));
        }
        gateway.etc("io.tidegate.rule-edited.cfg", good);
        gateway.await("rule", "edited", r -> r.isRunning() && r.reason().isEmpty());
    }

    @Test
    public void aPlainPasswordIsRefusedWithTheCommandToUse() throws Exception {
        gateway.etc("io.tidegate.principal-plain.cfg", "password = hahaha\npub = #\n");
        String reason = gateway.await("principal", "plain", r -> r.state().equals("FAILED")).reason();
        assertTrue(reason, reason.contains("gateway:password"));
        assertFalse("the word itself is not shown", reason.contains("hahaha"));
        assertThrows(MqttException.class, () -> Peer.connect(address, "plain-1", "plain", "hahaha"));
        Files.delete(gateway.state("etc/io.tidegate.principal-plain.cfg"));
    }

    @Test
    public void aLimitOfTheHubChangesLive() throws Exception {
        try (Peer before = Peer.connect(address, "limits-1", "test", "hahaha").subscribe("limits/a/b/c", 1);
                Peer other = Peer.connect(address, "limits-2", "test", "hahaha").subscribe("limits", 0)) {
            gateway.etc("io.tidegate.hub.cfg", "topic.levels.max = 2\n");
            Wait.until("a filter of three levels is refused", LIMIT, () -> {
                try (Peer peer = Peer.connect(address, "limits-3", "test", "hahaha")) {
                    peer.subscribe("limits/a/b/c", 0);
                    return false;
                } catch (MqttException refused) {
                    return refused.getReasonCode() == MqttException.REASON_CODE_SUBSCRIBE_FAILED;
                }
            });
            assertNull("who was connected stays", before.lost());
            other.publish("limits", "on", 1);
            other.await("its own message", LIMIT, a -> a.payload().equals("on"));
        } finally {
            Files.deleteIfExists(gateway.state("etc/io.tidegate.hub.cfg"));
        }
    }

    @Test
    public void whatRaisesIsSetAsideAndShown() throws Exception {
        function("failing");
        gateway.etc("io.tidegate.rule-careful.cfg", "subscribe.topic = fail/in\nsubscribe.qos = 1\nfunction = failing\npublish.topic = fail/out\n");
        gateway.awaitRunning("rule", "careful");
        try (Peer peer = Peer.connect(address, "failer", "test", "hahaha").subscribe("fail/out", 1)) {
            peer.publish("fail/in", "{\"number\":4711}", 1);
            String[] letter = Wait.until("a dead letter", LIMIT, () -> gateway.console("dlq:list --no-format").lines()
                .filter(line -> line.contains("fail/in")).toList(), lines -> lines.size() == 1).get(0).split("\t");
            assertEquals("rule/careful", letter[1]);
            assertTrue(List.of(letter).toString(), List.of(letter).toString().contains("no, thanks"));
            String shown = gateway.console("dlq:show " + letter[0]);
            assertTrue(shown, shown.contains("{\"number\":4711}") && shown.contains("fail/in") && shown.contains("no, thanks"));
            assertEquals("nothing is published", List.of(), peer.arrivals());
        }
    }

    @Test
    public void aRouteCopiesFromTopicToTopic() throws Exception {
        gateway.etc("io.tidegate.route-copy.cfg", "source.topic = plant/+/t\nsource.qos = 1\ntarget.topic = all/t\ntarget.qos = 1\n");
        gateway.awaitRunning("route", "copy");
        try (Peer peer = Peer.connect(address, "router", "test", "hahaha").subscribe("all/t", 2)) {
            peer.publish("plant/7/t", "20.5", 1);
            Peer.Arrival copy = peer.await("the copy", LIMIT, a -> true);
            assertEquals("20.5", copy.payload());
            assertEquals(1, copy.qos());
        }
    }
}
