package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** What a gateway is told wrongly: each with a clear word at the right place, and a neighbour that notices nothing. */
public class BadInputIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static Gateway gateway;
    private static int port;

    private Peer neighbour;

    /** The tutorial, its port published elsewhere; and functions that misbehave, from {@code etc/}. */
    @BeforeClass
    public static void start() throws Exception {
        gateway = Gateway.on(Built.tutorial());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        replace("application.yml", "- 1883:1883", "- \"127.0.0.1:" + port + ":1883\"");
        Path code = gateway.code("bad.py", """
            import os, sys, time
            def raises(event, context):
                raise ValueError('bad thing')
            def prints(event, context):
                print('printed \\x1b[31mred\\x1b[0m ' + 'x' * 20000)
                return {'ok': True}
            def garbage(event, context):
                os.write(1, b'\\x00\\x00\\x00\\x07\\xff\\xfegarbage\\n')
                return {'ok': True}
            def exits(event, context):
                os._exit(3)
            def sleeps(event, context):
                time.sleep(600)
            def unserializable(event, context):
                return {1, 2}
            """);
        for (String name : new String[] {"raises", "prints", "garbage", "exits", "sleeps", "unserializable"}) {
            gateway.etc("io.tidegate.function-" + name + ".cfg", "handler = bad." + name + "\ncodedir = " + code + "\ntimeout = 1s\n");
            gateway.etc("io.tidegate.rule-" + name + ".cfg", "subscribe.topic = in/" + name + "\nsubscribe.qos = 1\nfunction = " + name
                + "\npublish.topic = out/" + name + "\npublish.qos = 1\nonerror = publish\nretry.max = 2\n");
        }
        gateway.start();
        gateway.awaitRunning("rule", "localfunc-1");
        gateway.awaitRunning("rule", "sleeps");
    }

    @AfterClass
    public static void stop() throws Exception {
        gateway.close();
    }

    @Before
    public void neighbour() throws Exception {
        neighbour = connect("neighbour").subscribe("t/hi", 1);
    }

    /** After every test: the neighbour was never disconnected, and the tutorial's function still answers it. */
    @After
    public void neighbourNoticedNothing() throws Exception {
        assertNull(neighbour.lost());
        neighbour.publish("t", "{\"id\":10}", 1);
        neighbour.await("the tutorial's answer", LIMIT, a -> a.payload().contains("sayhi"));
        neighbour.close();
    }

    private static Peer connect(String clientId) throws MqttException {
        return Peer.connect("tcp://127.0.0.1:" + port, clientId, "test", "hahaha");
    }

    @Test
    public void aWrongPasswordIsRefused() throws Exception {
        MqttException refused = assertThrows(MqttException.class, () -> Peer.connect("tcp://127.0.0.1:" + port, "intruder", "test", "wrong"));
        assertTrue("code " + refused.getReasonCode(), refused.getReasonCode() == MqttException.REASON_CODE_FAILED_AUTHENTICATION
            || refused.getReasonCode() == MqttException.REASON_CODE_NOT_AUTHORIZED);
        gateway.awaitLog("event=refused", "intruder");
        assertFalse("no password in the log", gateway.log().contains("hahaha"));
    }

    @Test
    public void whatIsNoMqttEndsItsConnectionAlone() throws Exception {
        refusedAtOnce("first packet is of type 4", "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
        refusedAtOnce("first packet is of type 3", new byte[] {0x30, 5, 0, 1, 't', 'h', 'i'});
        refusedAtOnce("remaining length", new byte[] {0x10, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1});
        refusedAtOnce("protocol name", new byte[] {0x10, 12, 0, 4, 'M', 'Q', 'T', 'X', 4, 2, 0, 60, 0, 0});
    }

    private static void refusedAtOnce(String sentence, byte[] bytes) throws Exception {
        try (RawClient raw = new RawClient("127.0.0.1", port)) {
            raw.say(bytes).awaitEnd();
        } catch (IOException e) {
            throw new AssertionError(sentence, e);
        }
        gateway.awaitLog("event=protocol-error", sentence);
    }

    @Test
    public void malformedPacketsEndTheirConnectionAlone() throws Exception {
        refused("type-15", "type 15", new byte[] {(byte) 0xf0, 0});
        refused("type-0", "type 0", new byte[] {0, 0});
        refused("qos-3", "QoS 3", new byte[] {0x36, 5, 0, 1, 't', 0, 1});
        refused("no-utf-8", "UTF-8", new byte[] {0x30, 4, 0, 2, (byte) 0xc3, 0x28});
        refused("short", "topic", new byte[] {0x30, 3, 0, 9, 't'});
        refused("wildcard", "wildcard", new byte[] {0x30, 4, 0, 2, 't', '#'});
        refused("no-filter", "without a topic filter", new byte[] {(byte) 0x82, 2, 0, 1});
        refused("connect-twice", "PROTOCOL_ERROR", new byte[] {0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 0});
        refused("too-large", "at most 32768", new byte[] {0x30, (byte) 0x80, (byte) 0x80, 4});
        gateway.awaitRunning("listener", "localhub-" + port);
    }

    /** One packet of a client that was let in: its connection ends, and the log says whose and why. */
    private static void refused(String clientId, String sentence, byte[] bytes) throws Exception {
        try (RawClient raw = new RawClient("127.0.0.1", port).connect(clientId, "test", "hahaha")) {
            raw.say(bytes).awaitEnd();
        } catch (IOException e) {
            throw new AssertionError(clientId, e);
        }
        gateway.awaitLog("client=" + clientId + " ", sentence);
    }

    @Test
    public void unreadableYamlIsNamedWithItsLineAndChangesNothing() throws Exception {
        Path file = gateway.directory().resolve("var/db/baetyl/function-manager-conf/service.yml");
        String good = Files.readString(file);
        Files.writeString(file, good.replace("rules:\n", "rules: [\n"));
        String name = "var/db/baetyl/function-manager-conf/service.yml";
        Status.Row row = gateway.await("file", name, r -> r.state().equals("FAILED"));
        assertTrue(row.reason(), row.reason().matches("(?s).*\\b\\d+\\b.*"));
        gateway.awaitLog(name + ":");
        assertTrue("the rule runs on", gateway.status().row("rule", "localfunc-1").isRunning());
        neighbour.publish("t", "{\"id\":1}", 1);
        neighbour.await("an answer meanwhile", LIMIT, a -> a.payload().contains("sayhi"));
        Files.writeString(file, good);
        gateway.awaitRunning("file", name);
    }

    @Test
    public void aPastedFileWithTwoFunctionsListsIsRefused() throws Exception {
        Path file = gateway.directory().resolve("var/db/baetyl/function-manager-conf/service.yml");
        String good = Files.readString(file);
        Files.writeString(file, good + "functions:\n  - name: 'sayhi'\n    handler: 'sayhi.handler'\n    codedir: 'x'\n");
        Status.Row row = gateway.await("file", "var/db/baetyl/function-manager-conf/service.yml", r -> r.state().equals("FAILED"));
        assertTrue(row.reason(), row.reason().contains("two files"));
        Files.writeString(file, good);
        gateway.awaitRunning("file", "var/db/baetyl/function-manager-conf/service.yml");
    }

    @Test
    public void aHandlerThatRaisesAnswersWithTheErrorOfTheModel() throws Exception {
        judge("raises", "Exception calling application: ('[UserCodeInvoke] ', ValueError('bad thing'))");
        gateway.awaitLog("raises", "Traceback");
        gateway.awaitLog("raises", "ValueError: bad thing");
    }

    @Test
    public void aResultThatIsNoJsonAnswersWithAnError() throws Exception {
        judge("unserializable", "[UserCodeReturn]");
    }

    @Test
    public void aHandlerThatExitsIsTriedAgainThenAnswersWithAnError() throws Exception {
        judge("exits", "rpc error: code = Unavailable");
        Wait.until("two workers were started", LIMIT, () -> gateway.log().lines()
            .filter(line -> line.contains("function=exits ") && line.contains("event=started")).count() == 2);
    }

    @Test
    public void aHandlerThatNeverReturnsIsGivenUpAfterItsTimeout() throws Exception {
        long before = System.nanoTime();
        judge("sleeps", "DeadlineExceeded");
        assertTrue("two attempts of 1 s", System.nanoTime() - before >= Duration.ofSeconds(2).toNanos());
        gateway.awaitLog("function=sleeps", "timeout=1000ms");
    }

    @Test
    public void whatAHandlerPrintsIsLoggedUnderItsNameAndHarmless() throws Exception {
        assertEquals("{\"ok\": true}", call("prints"));
        String line = gateway.awaitLog("printed", "prints");
        assertFalse("control characters are escaped", line.contains("\u001b"));
        assertTrue("cut at 8 KiB: " + line.length(), line.length() < 8192 + 300);
        assertEquals("{\"ok\": true}", call("garbage"));
        assertTrue(gateway.awaitLog("garbage", "garbage.1").length() < 300);
        assertFalse(gateway.log().contains("\u0000"));
    }

    /** Sends one message to a rule's topic. @return what came out of it, the only thing */
    private static String call(String name) throws Exception {
        try (Peer peer = connect("caller-" + name).subscribe("out/" + name, 1)) {
            peer.publish("in/" + name, "{\"id\":10}", 1);
            String answer = peer.await("an answer of " + name, LIMIT, a -> true).payload();
            assertEquals(1, peer.arrivals().size());
            return answer;
        }
    }

    private static void judge(String name, String message) throws Exception {
        String answer = call(name);
        JsonObject error = JsonParser.parseString(answer).getAsJsonObject();
        assertTrue(answer, error.get("errorMessage").getAsString().contains(message));
        assertEquals("*status.statusError", error.get("errorType").getAsString());
        JsonObject input = error.getAsJsonObject("functionMessage");
        assertEquals("in/" + name, input.get("Topic").getAsString());
        assertEquals(name, input.get("FunctionName").getAsString());
        assertEquals("{\"id\":10}", new String(Base64.getDecoder().decode(input.get("Payload").getAsString())));
    }

    private static void replace(String file, String from, String to) throws IOException {
        Path path = gateway.directory().resolve("var/db/baetyl").resolve(file);
        String text = Files.readString(path);
        assertTrue(file, text.contains(from));
        Files.writeString(path, text.replace(from, to));
    }
}
