package io.tidegate.itests.karaf;

import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** An edit that was refused changes nothing, and goes on to change nothing when the bundle it is for is replaced. */
public class RefusedEditOverSwapIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String REFUSED = "new configuration refused: ";

    /** File in etc/, what it says, and what it is edited to say. */
    private static final Map<String, String[]> EDITS = new LinkedHashMap<>();

    private static Gateway gateway;
    private static Path code;

    @BeforeClass
    public static void start() throws Exception {
        gateway = Natively.gateway();
        code = gateway.code("kept.py", """
            def same(event, context):
                return event
            """);
        edit("function-same", "handler = kept.same\ncodedir = " + code + "\n", "timeout = soon\n");
        edit("rule-kept", "subscribe.topic = in\nsubscribe.qos = 1\nfunction = same\npublish.topic = out\npublish.qos = 1\n", "onerror = shout\n");
        edit("route-kept", "source.topic = out\nsource.qos = 1\ntarget.topic = further\ntarget.qos = 1\n", "target.topic = #\n");
        edit("principal-kept", Natively.principal("secret", "#", "#"), "password = plain\n");
        edit("hub", "clientid.pattern = [a-z]+\n", "clientid.pattern = [a-z\n");
        edit("store", "quota = 128m\n", "quota = much\n");
        edit("log-kept", "path = var/log/kept.log\nparts = rule\nlevel = info\n", "level = loud\n");
        for (Map.Entry<String, String[]> one : EDITS.entrySet()) {
            gateway.etc(one.getKey(), one.getValue()[0]);
        }
        edit("listener-default", "address = tcp://127.0.0.1:0\n", "address = tcp://127.0.0.1:99999\n");
        gateway.start();
        for (String[] thing : THINGS) {
            gateway.awaitRunning(thing[0], thing[1]);
        }
    }

    /** Kind and name of each row. */
    private static final String[][] THINGS = {{"function", "same"}, {"rule", "kept"}, {"route", "kept"}, {"principal", "kept"}, {"hub", "hub"},
        {"store", "file"}, {"log", "kept"}, {"listener", "default"}};

    private static void edit(String file, String good, String bad) {
        EDITS.put("io.tidegate." + file + ".cfg", new String[] {good, good + bad});
    }

    @AfterClass
    public static void stop() throws Exception {
        gateway.close();
    }

    @Test
    public void theOldConfigurationGoesOn_throughASwapOfEachBundle() throws Exception {
        for (Map.Entry<String, String[]> one : EDITS.entrySet()) {
            gateway.etc(one.getKey(), one.getValue()[1]);
        }
        allRunAndRefuse("after the edits");
        for (String bundle : new String[] {"rule", "function", "auth.file", "log", "transport.netty", "hub", "store.file"}) {
            swap(bundle, "9.9.9");
            allRunAndRefuse("after the swap of " + bundle);
            messagesFlow();
        }
        for (Map.Entry<String, String[]> one : EDITS.entrySet()) {
            gateway.etc(one.getKey(), one.getValue()[0]);
        }
        for (String[] thing : THINGS) {
            gateway.await(thing[0], thing[1], row -> row.isRunning() && row.reason().isEmpty());
        }
        messagesFlow();
    }

    /** Nothing is wrong with the edit itself: the start of the first worker refuses it. */
    @Test
    public void theOldFunctionGoesOn_whereTheNewOneDoesNotStart_throughASwap() throws Exception {
        String function = "codedir = " + code + "\nhandler = ";
        gateway.etc("io.tidegate.function-tried.cfg", function + "kept.same\n");
        gateway.etc("io.tidegate.rule-tried.cfg", "subscribe.topic = try\nsubscribe.qos = 1\nfunction = tried\npublish.topic = tried\npublish.qos = 1\n");
        gateway.awaitRunning("rule", "tried");
        answers("try", "tried");
        gateway.etc("io.tidegate.function-tried.cfg", function + "nothing.same\n");
        gateway.await("function", "tried", row -> row.isRunning() && row.reason().contains("new version refused"));
        answers("try", "tried");
        swap("function", "9.9.10");
        gateway.await("function", "tried", row -> row.isRunning() && row.reason().contains("new version refused"));
        answers("try", "tried");
    }

    /** What was in force once is not what a configuration of the same name, made anew, goes back to. */
    @Test
    public void deletedAndMadeAnew_itIsFailed() throws Exception {
        Path file = gateway.state("etc/io.tidegate.rule-gone.cfg");
        gateway.etc("io.tidegate.rule-gone.cfg", "subscribe.topic = gone\nfunction = same\n");
        gateway.awaitRunning("rule", "gone");
        Files.delete(file);
        Wait.until("it is not shown", LIMIT, () -> gateway.status().rows().stream().noneMatch(r -> r.kind().equals("rule") && r.name().equals("gone")));
        gateway.etc("io.tidegate.rule-gone.cfg", "subscribe.topic = gone\nfunction = same\nonerror = shout\n");
        gateway.await("rule", "gone", row -> row.state().equals("FAILED") && row.reason().contains("shout"));
        Files.delete(file);
    }

    private static void swap(String bundle, String version) throws Exception {
        String name = "io.tidegate." + bundle;
        NewBuild.move(NewBuild.of(name, version).write(gateway.directory().resolve("next.part")), gateway.state("deploy").resolve(bundle + ".jar"));
        gateway.await("bundle", name, r -> r.isRunning() && r.details().get("version").equals(version) && r.reason().isEmpty());
    }

    private static void allRunAndRefuse(String when) {
        for (String[] thing : THINGS) {
            Wait.until(when + ": " + thing[0] + " " + thing[1], LIMIT, () -> gateway.status().row(thing[0], thing[1]),
                row -> row.isRunning() && row.reason().contains(REFUSED));
        }
    }

    private static void answers(String question, String answer) throws Exception {
        String address = gateway.status().address("default");
        try (Peer peer = Peer.connect(address, "somebody", "kept", "secret").subscribe(answer, 1)) {
            new Asker(peer).ask(question, a -> a.topic().equals(answer));
        }
    }

    private static void messagesFlow() throws Exception {
        answers("in", "further");
        String address = gateway.status().address("default");
        MqttException refused = assertThrows(MqttException.class, () -> Peer.connect(address, "NOT-SO", "kept", "secret"));
        assertTrue(refused.toString(), refused.getReasonCode() == MqttException.REASON_CODE_INVALID_CLIENT_ID);
    }
}
