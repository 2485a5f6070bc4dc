package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Whose a session is, what rules may not feed to themselves, and what becomes of a session that nobody configures any more. */
public class OwnersIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static Gateway gateway;
    private static String address;
    private static Path code;

    @BeforeClass
    public static void start() throws Exception {
        gateway = Natively.gateway();
        code = gateway.code("owners.py", """
            def same(event, context):
                return event
            """);
        gateway.etc("io.tidegate.principal-other.cfg", Natively.principal("secret", "#", "#"));
        gateway.etc("io.tidegate.function-same.cfg", "handler = owners.same\ncodedir = " + code + "\n");
        gateway.start();
        gateway.awaitRunning("listener", "default");
        gateway.awaitRunning("principal", "other");
        gateway.awaitRunning("function", "same");
        address = gateway.status().address("default");
    }

    @AfterClass
    public static void stop() throws Exception {
        gateway.close();
    }

    private static Peer connect(String clientId) throws Exception {
        return Peer.connect(address, clientId, "test", "hahaha");
    }

    private static void rule(String name, String in, String out) throws Exception {
        gateway.etc("io.tidegate.rule-" + name + ".cfg", ruleText(in, out));
    }

    private static String ruleText(String in, String out) {
        return "subscribe.topic = " + in + "\nsubscribe.qos = 1\nfunction = same\npublish.topic = " + out + "\npublish.qos = 1\n";
    }

    private static void delete(String kind, String name) throws Exception {
        Files.delete(gateway.state("etc/io.tidegate." + kind + "-" + name + ".cfg"));
    }

    private static void awaitNoRow(String kind, String name) {
        Wait.until(kind + " " + name + " is not shown", LIMIT,
            () -> gateway.status().rows().stream().noneMatch(r -> r.kind().equals(kind) && r.name().equals(name)));
    }

    @Test
    public void theSessionOfADeletedRule_isOrphanedWithItsMessages_untilItIsDiscarded() throws Exception {
        gateway.etc("io.tidegate.function-leaves.cfg", "handler = owners.same\ncodedir = " + code + "\n");
        gateway.etc("io.tidegate.rule-left.cfg", ruleText("left/in", "left/out").replace("= same", "= leaves"));
        gateway.awaitRunning("rule", "left");
        delete("function", "leaves");
        gateway.await("rule", "left", r -> !r.isRunning());
        try (Peer peer = connect("leaver")) {
            peer.publish("left/in", "{}", 1);
            peer.publish("left/in", "{}", 1);
            gateway.await("rule", "left", r -> r.details().get("inflight").equals("2"));
            delete("rule", "left");
            assertEquals("2", gateway.await("session", "rule/left", r -> r.state().equals("ORPHANED")).details().get("waiting"));
            peer.publish("left/in", "{}", 1); // is for nobody now
            String list = gateway.console("rule:list --no-format");
            assertTrue(list, list.lines().anyMatch(line -> line.startsWith("left\tORPHANED\t") && line.contains("rule:discard left")));
            String said = gateway.console("rule:discard left");
            assertTrue(said, said.contains("2 messages went with it"));
            awaitNoRow("session", "rule/left");
        }
    }

    @Test
    public void theClientIdentifierOfARule_isReserved_whileTheRuleIsThere() throws Exception {
        rule("mine", "mine/in", "mine/out");
        gateway.awaitRunning("rule", "mine");
        MqttException refused = assertThrows(MqttException.class, () -> connect("mine"));
        assertEquals("identifier rejected", MqttException.REASON_CODE_INVALID_CLIENT_ID, refused.getReasonCode()); // MQTT 3.1.1 return code 0x02
        delete("rule", "mine");
        awaitNoRow("rule", "mine");
        Wait.until("it is free", LIMIT, () -> {
            connect("mine").close();
            return true;
        });
    }

    @Test
    public void theKeptSessionOfOnePrincipal_isNotGivenToAnother() throws Exception {
        Peer.keep(address, "kept", "test", "hahaha").subscribe("kept/in", 1).close();
        try (Peer peer = connect("keeper")) {
            peer.publish("kept/in", "for test", 1);
        }
        MqttException refused = assertThrows(MqttException.class, () -> Peer.connect(address, "kept", "other", "secret"));
        assertEquals(MqttException.REASON_CODE_INVALID_CLIENT_ID, refused.getReasonCode());
        try (Peer peer = Peer.keep(address, "kept", "test", "hahaha")) {
            assertEquals("for test", peer.await("what waited", LIMIT, a -> true).payload());
        }
    }

    @Test
    public void twoRulesThatFeedEachOther_endInADeadLetter() throws Exception {
        rule("there", "loop/a", "loop/b");
        rule("back", "loop/b", "loop/a");
        gateway.awaitRunning("rule", "there");
        gateway.awaitRunning("rule", "back");
        try (Peer peer = connect("looper").subscribe("loop/#", 1)) {
            peer.publish("loop/a", "{\"round\":1}", 1);
            String letter = Wait.until("a dead letter", LIMIT, () -> gateway.console("dlq:list --no-format").lines()
                .filter(line -> line.contains("LOOP")).findFirst().orElse(""), line -> !line.isEmpty());
            assertTrue(letter, letter.contains("rule/there") || letter.contains("rule/back"));
            Wait.until("the message and what it became", LIMIT, () -> peer.arrivals().size(), count -> count == 17);
        }
        delete("rule", "there");
        delete("rule", "back");
    }

    @Test
    public void aRuleThatWouldFeedItself_isRefused_newAndAsAnEdit() throws Exception {
        rule("self", "self/#", "self/out");
        gateway.await("rule", "self", r -> r.state().equals("FAILED") && r.reason().contains("matches the rule's own subscribe.topic = self/#"));
        rule("self", "self/in", "self/out");
        gateway.await("rule", "self", r -> r.isRunning() && r.reason().isEmpty());
        rule("self", "self/#", "self/out");
        gateway.await("rule", "self", r -> r.isRunning() && r.reason().startsWith("new configuration refused: ") && r.reason().contains("own"));
        try (Peer peer = connect("selfish").subscribe("self/out", 1)) {
            new Asker(peer).ask("self/in", a -> a.topic().equals("self/out"));
        }
        delete("rule", "self");
        awaitNoRow("rule", "self");
    }

    /** Permissions do not stop root, who may run this; what the kernel refuses to read does. */
    @Test
    public void aFileThatCannotBeRead_changesNothing_andIsSaid() throws Exception {
        rule("held", "held/in", "held/out");
        gateway.awaitRunning("rule", "held");
        Path file = gateway.state("etc/io.tidegate.rule-held.cfg");
        Path unreadable = Path.of("/proc/self/mem");
        assertThrows(IOException.class, () -> Files.readString(unreadable));
        Path link = Files.createSymbolicLink(gateway.directory().resolve("link"), unreadable);
        Files.move(link, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        gateway.await("file", "etc/io.tidegate.rule-held.cfg", r -> r.state().equals("FAILED"));
        try (Peer peer = connect("holder").subscribe("held/out", 1)) {
            gateway.await("rule", "held", r -> r.isRunning() && r.reason().isEmpty());
            new Asker(peer).ask("held/in", a -> a.topic().equals("held/out"));
            rule("held", "held/in", "held/out");
            awaitNoRow("file", "etc/io.tidegate.rule-held.cfg");
            new Asker(peer).ask("held/in", a -> a.topic().equals("held/out"));
        }
        delete("rule", "held");
    }

    @Test
    public void check_ofAProposalInARunningGateway_saysWhatWouldChange_andWhatWouldBeRefused() throws Exception {
        rule("runs", "runs/in", "runs/out");
        gateway.awaitRunning("rule", "runs");
        Path file = Files.createDirectories(gateway.directory().resolve("proposal")).resolve("io.tidegate.rule-runs.cfg");
        Files.writeString(file, ruleText("runs/in", "runs/elsewhere"));
        String said = gateway.console("gateway:check " + file);
        assertTrue(said, said.contains("Would change:") && said.contains("~ rule runs") && said.contains("publish.topic runs/out -> runs/elsewhere"));
        assertEquals("nothing did", "runs/out", gateway.status().row("rule", "runs").details().get("publish").replaceAll(" .*", ""));
        Path second = file.resolveSibling("io.tidegate.rule-second.cfg");
        Files.writeString(second, ruleText("x", "y") + "clientid = runs\n");
        String refused = ControlSocket.execute(gateway.state("data"), "gateway:check " + second).output();
        assertTrue(refused, refused.contains("clientid = runs is already used by io.tidegate.rule~runs"));
        delete("rule", "runs");
    }
}
