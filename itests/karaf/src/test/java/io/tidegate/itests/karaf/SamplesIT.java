package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Bundles of somebody else, the samples of config/samples: dropped into {@code deploy/} they are taken, deleted they are let go. */
public class SamplesIT {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static Gateway gateway;
    private static String address;

    @BeforeClass
    public static void start() throws Exception {
        gateway = Natively.gateway();
        gateway.start();
        gateway.awaitRunning("listener", "default");
        address = gateway.status().address("default");
    }

    @AfterClass
    public static void stop() throws Exception {
        gateway.close();
    }

    /** @return the file in {@code deploy/} */
    private static Path drop(String sample) throws Exception {
        String jar = "com.example.tidegate." + sample + "-1.0.0.jar";
        Path part = gateway.directory().resolve(jar + ".part");
        Files.copy(Built.tutorial().resolveSibling("samples").resolve(sample).resolve("target").resolve(jar), part);
        Path dropped = gateway.state("deploy").resolve(jar);
        NewBuild.move(part, dropped);
        return dropped;
    }

    @Test
    public void aFunctionOfSomebodyElse_isCalledWhileItIsThere() throws Exception {
        gateway.etc("io.tidegate.rule-shout.cfg",
            "subscribe.topic = say\nsubscribe.qos = 1\nfunction = upper\npublish.topic = said\npublish.qos = 1\n");
        gateway.await("rule", "shout", row -> row.reason().contains("function upper is not configured"));
        try (Peer peer = Peer.connect(address, "shouter", "test", "hahaha").subscribe("said", 1)) {
            Path jar = drop("function");
            gateway.awaitRunning("rule", "shout");
            peer.publish("say", "hello", 1);
            peer.await("the answer", LIMIT, arrival -> arrival.payload().equals("HELLO"));

            Files.delete(jar);
            gateway.await("rule", "shout", row -> !row.isRunning());
            peer.publish("say", "meanwhile", 1);
            drop("function");
            gateway.awaitRunning("rule", "shout");
            peer.await("what waited", LIMIT, arrival -> arrival.payload().equals("MEANWHILE"));
            assertEquals(2, peer.arrivals().size());
            assertNull(peer.lost());
        }
    }

    @Test
    public void anAuthenticatorOfSomebodyElse_winsByItsRankingWhileItIsThere() throws Exception {
        gateway.etc("com.example.tidegate.tokens.cfg", ".token = s3cret\n");
        assertThrows(MqttException.class, () -> Peer.connect(address, "lamp-1", "lamp", "s3cret"));
        try (Peer before = Peer.connect(address, "before", "test", "hahaha")) {
            Path jar = drop("authenticator");
            Wait.until("the token counts", LIMIT, () -> Peer.connect(address, "lamp-1", "lamp", "s3cret"), peer -> true).close();
            assertThrows("the ranking decides", MqttException.class, () -> Peer.connect(address, "other", "test", "hahaha"));
            try (Peer lamp = Peer.connect(address, "lamp-1", "lamp", "s3cret").subscribe("lamp/#", 1)) {
                assertThrows("its Authorizer too", MqttException.class, () -> lamp.subscribe("#", 1));
                lamp.publish("lamp/on", "1", 1);
                lamp.await("its own message", LIMIT, arrival -> arrival.topic().equals("lamp/on"));
            }

            Files.delete(jar);
            Wait.until("ours is back", LIMIT, () -> Peer.connect(address, "after", "test", "hahaha"), peer -> true).close();
            assertThrows(MqttException.class, () -> Peer.connect(address, "lamp-1", "lamp", "s3cret"));
            assertNull("who was connected stays", before.lost());
        }
    }

    @Test
    public void aRuntimeOfSomebodyElse_startsWorkersWhileItIsThere() throws Exception {
        gateway.etc("io.tidegate.function-command.cfg", "runtime = command\nhandler = tr a-z A-Z\ninstance.min = 1\n");
        gateway.await("function", "command", row -> row.reason().contains("runtime command is not there"));
        gateway.etc("io.tidegate.rule-command.cfg",
            "subscribe.topic = in\nsubscribe.qos = 1\nfunction = command\npublish.topic = out\npublish.qos = 1\n");
        Path jar = drop("runtime");
        gateway.awaitRunning("function", "command");
        gateway.awaitRunning("rule", "command");
        try (Peer peer = Peer.connect(address, "commander", "test", "hahaha").subscribe("out", 1)) {
            peer.publish("in", "one", 1);
            peer.await("the answer", LIMIT, arrival -> arrival.payload().equals("ONE"));

            Files.delete(jar);
            gateway.etc("io.tidegate.function-later.cfg", "runtime = command\nhandler = cat\n");
            gateway.await("function", "later", row -> row.reason().contains("runtime command is not there"));
            peer.publish("in", "two", 1);
            peer.await("the worker goes on", LIMIT, arrival -> arrival.payload().equals("TWO"));
        }
    }
}
