package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assume.assumeFalse;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Predicate;
import javax.inject.Inject;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Every kind of edit of {@code etc/} while it runs: each is seen in force from outside, and touches nothing but what it is about.
 * Those of the tree: {@link TreeEditIT}.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class EditIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Inject
    private BundleContext context;
    @Inject
    private SessionFactory sessions;
    @Inject
    private ServiceComponentRuntime components;

    private String bind;
    private String address;
    private Console console;
    private Standing standing;
    private Etc etc;

    @Configuration
    public Option[] gateway() throws Exception {
        return Exam.gateway(Built.tutorial(), Built.freeLoopback());
    }

    @Before
    public void connect() throws Exception {
        bind = System.getProperty("tidegate.bind");
        assumeFalse("somebody listens on port 1883 of all addresses: no address of our own to be had", bind.isEmpty());
        address = "tcp://" + bind + ":1883";
        console = new Console(sessions);
        console.awaitTutorial(LIMIT);
        standing = new Standing(new Neighbours(context, components), console, address);
        etc = new Etc(Path.of(System.getProperty("karaf.base")));
    }

    @After
    public void disconnect() throws Exception {
        if (standing != null) {
            standing.close();
        }
    }

    private Peer peer(String clientId) throws MqttException {
        return Peer.connect(address, clientId, "test", "hahaha");
    }

    private void await(String kind, String name, Predicate<Status.Row> wanted) {
        Wait.until(kind + " " + name, LIMIT, () -> console.status().row(kind, name), wanted);
    }

    private void awaitGone(String kind, String name) {
        Wait.until(kind + " " + name + " is gone", LIMIT,
            () -> console.status().rows().stream().filter(row -> row.kind().equals(kind) && row.name().equals(name)).toList(), List::isEmpty);
    }

    @Test
    public void listeners() throws Exception {
        String file = "io.tidegate.listener-extra.cfg";
        int first = freePort();
        standing.edit("a listener that is added", () -> etc.write(file, "address = tcp://" + bind + ":" + first + "\n"),
            () -> await("listener", "extra", Status.Row::isRunning));
        try (Peer through = Peer.connect("tcp://" + bind + ":" + first, "through-extra", "test", "hahaha").subscribe("extra", 0)) {
            standing.edit("a listener's limit", () -> etc.write(file, "address = tcp://" + bind + ":" + first + "\nmessage.length.max = 200\n"),
                () -> await("listener", "extra", row -> "200".equals(row.details().get("message.length.max"))));
            try (Peer offender = Peer.connect("tcp://" + bind + ":" + first, "offender", "test", "hahaha")) {
                offender.send("extra", "x".repeat(300), 0);
                Wait.until("too large: disconnected", LIMIT, () -> offender.lost() != null);
            }
            int second = freePort();
            standing.edit("a listener's port", () -> etc.write(file, "address = tcp://" + bind + ":" + second + "\n"),
                () -> Wait.until("the new port", LIMIT, () -> connects(second)));
            through.publish("extra", "still here", 1);
            through.await("its own message through a port that is closed", LIMIT, a -> a.payload().equals("still here"));
            standing.removal("a listener that is removed", "ListenerComponent", () -> etc.delete(file), () -> awaitGone("listener", "extra"));
            Wait.until("its client is disconnected", LIMIT, () -> through.lost() != null);
        }
    }

    private boolean connects(int port) throws MqttException {
        Peer.connect("tcp://" + bind + ":" + port, "probe", "test", "hahaha").close();
        return true;
    }

    private int freePort() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(bind))) {
            return free.getLocalPort();
        }
    }

    @Test
    public void principalsAndPermissions() throws Exception {
        String file = "io.tidegate.principal-lamp.cfg";
        standing.edit("a principal that is added", () -> etc.write(file, Natively.principal("light", "a", "a")),
            () -> await("principal", "lamp", Status.Row::isRunning));
        try (Peer lamp = Peer.connect(address, "lamp-1", "lamp", "light").subscribe("a", 1)) {
            standing.edit("a permission that is given", () -> etc.write(file, Natively.principal("light", "a", "a, b")),
                () -> Wait.until("b may be subscribed to", LIMIT, () -> lamp.subscribe("b", 1) != null));
            try (Peer other = peer("speaker")) {
                standing.edit("a permission that is taken", () -> etc.write(file, Natively.principal("light", "a", "b")),
                    () -> await("principal", "lamp", row -> "b".equals(row.details().get("sub"))));
                other.publish("a", "not for lamp", 1);
                other.publish("b", "for lamp", 1);
            }
            lamp.await("what is still permitted", LIMIT, a -> a.payload().equals("for lamp"));
            assertNull("connection of lamp", lamp.lost());
            if (lamp.arrivals().stream().anyMatch(a -> a.payload().equals("not for lamp"))) {
                throw new AssertionError("the subscription is in force without permission");
            }
            standing.edit("a password", () -> etc.write(file, Natively.principal("brighter", "a", "b")),
                () -> Wait.until("who came in by the old one is disconnected", LIMIT, () -> lamp.lost() != null));
            Peer.connect(address, "lamp-2", "lamp", "brighter").close();
        }
        standing.removal("a principal that is removed", "PrincipalComponent", () -> etc.delete(file), () -> Wait.until("nobody knows lamp", LIMIT, () -> {
            try (Peer lamp = Peer.connect(address, "lamp-3", "lamp", "brighter")) {
                return false;
            } catch (MqttException refused) {
                return refused.getReasonCode() == MqttException.REASON_CODE_FAILED_AUTHENTICATION
                    || refused.getReasonCode() == MqttException.REASON_CODE_NOT_AUTHORIZED;
            }
        }));
    }

    @Test
    public void identifiersOfClients() throws Exception {
        String file = "io.tidegate.hub.cfg";
        try (Peer numbered = peer("device-1")) {
            standing.edit("a pattern of client identifiers", () -> etc.write(file, "clientid.pattern = [a-z-]+\n"),
                () -> Wait.until("who does not match is disconnected", LIMIT, () -> numbered.lost() != null));
        }
        standing.edit("a pattern that is taken back", () -> etc.delete(file), () -> connectsAgain("device-1"));
    }

    private void connectsAgain(String clientId) {
        Wait.until(clientId + " connects", LIMIT, () -> {
            peer(clientId).close();
            return true;
        });
    }

    @Test
    public void loops() throws Exception {
        String file = "io.tidegate.transport.cfg";
        SortedMap<String, String> before = new Neighbours(context, components).of("");
        String shipped = console.status().row("transport", "loops").details().get("loops");
        Peer kept = Peer.keep(address, "keeps", "test", "hahaha").subscribe("kept", 1);
        etc.write(file, "loops = 3\n");
        await("transport", "loops", row -> "3".equals(row.details().get("loops")));
        Wait.until("all are disconnected", LIMIT, () -> kept.lost() != null);
        kept.close();
        connectsAgain("speaker");
        try (Peer speaker = peer("speaker")) {
            speaker.publish("kept", "while it was away", 1);
        }
        try (Peer back = Peer.keep(address, "keeps", "test", "hahaha")) {
            back.await("what was sent while it was away", LIMIT, a -> a.payload().equals("while it was away"));
        }
        etc.delete(file);
        await("transport", "loops", row -> shipped.equals(row.details().get("loops")));
        connectsAgain("speaker");
        assertEquals("what there is", before, new Neighbours(context, components).of(""));
    }

    @Test
    public void functionsAndRules() throws Exception {
        Path code = etc.code("edited.py", """
            import os, time
            def upper(event, context):
                return {'said': event['say'].upper(), 'word': os.environ.get('WORD')}
            def lower(event, context):
                return {'said': event['say'].lower()}
            def slow(event, context):
                time.sleep(1)
                return {'said': 'at last'}
            """);
        String function = "io.tidegate.function-upper.cfg";
        String upper = "handler = edited.upper\ncodedir = " + code + "\n";
        String rule = "io.tidegate.rule-edited.cfg";
        for (String name : new String[] {"lower", "slow"}) {
            etc.write("io.tidegate.function-" + name + ".cfg", "handler = edited." + name + "\ncodedir = " + code + "\n");
            await("function", name, Status.Row::isRunning);
        }
        try (Peer peer = peer("asker").subscribe("e/out", 1).subscribe("e/out2", 1)) {
            Asker asker = new Asker(peer);
            standing.edit("a function that is added", () -> etc.write(function, upper), () -> await("function", "upper", Status.Row::isRunning));
            standing.edit("a rule that is added", () -> etc.write(rule, rule("e/in", 0, "upper", "e/out", 0)),
                () -> asker.ask("e/in", a -> a.payload().contains("HI") && a.payload().contains("null") && a.qos() == 0));
            standing.edit("a rule's filter", () -> etc.write(rule, rule("e/other", 0, "upper", "e/out", 0)),
                () -> asker.ask("e/other", a -> a.payload().contains("HI")));
            standing.edit("a rule's QoS", () -> etc.write(rule, rule("e/other", 1, "upper", "e/out", 1)),
                () -> asker.ask("e/other", a -> a.qos() == 1));
            standing.edit("a rule's topic", () -> etc.write(rule, rule("e/other", 1, "upper", "e/out2", 1)),
                () -> asker.ask("e/other", a -> a.topic().equals("e/out2")));
            standing.edit("a function's environment", () -> etc.write(function, upper + "env = WORD=given\n"),
                () -> asker.ask("e/other", a -> a.payload().contains("given")));
            standing.edit("a function's instance.min", () -> etc.write(function, upper + "env = WORD=given\ninstance.min = 2\ninstance.max = 2\n"),
                () -> await("function", "upper", row -> "2".equals(row.details().get("instances"))));
            standing.edit("a function's instance.max", () -> etc.write(function, upper + "env = WORD=given\ninstance.max = 1\ninstance.idletime = 1s\n"),
                () -> await("function", "upper", row -> "0".equals(row.details().get("instances")) && "1".equals(row.details().get("max"))));
            standing.edit("a function's code", () -> etc.code("edited.py", Files.readString(code.resolve("edited.py")).replace(".upper()", ".title()")),
                () -> asker.ask("e/other", a -> a.payload().contains("Hi")));
            standing.edit("a rule's function", () -> etc.write(rule, rule("e/other", 1, "lower", "e/out", 1)),
                () -> asker.ask("e/other", a -> a.payload().contains("\"hi\"")));
            etc.write(rule, rule("e/other", 1, "slow", "e/out", 1));
            asker.ask("e/other", a -> a.payload().contains("at last"));
            standing.edit("a function's timeout",
                () -> etc.write("io.tidegate.function-slow.cfg", "handler = edited.slow\ncodedir = " + code + "\ntimeout = 100ms\n"),
                () -> asker.ask("e/other", a -> a.payload().contains("DeadlineExceeded")));
            etc.write("io.tidegate.function-slow.cfg", "name = slower\nhandler = edited.slow\ncodedir = " + code + "\n");
            await("function", "slower", Status.Row::isRunning);
            await("rule", "edited", row -> row.reason().contains("function slow is not configured"));
            standing.edit("a rule's function, by its new name", () -> etc.write(rule, rule("e/other", 1, "slower", "e/out", 1)),
                () -> asker.ask("e/other", a -> a.payload().contains("at last")));
        }
        standing.removal("a rule that is removed", "RuleComponent", () -> etc.delete(rule), () -> awaitGone("rule", "edited"));
        standing.removal("a function that is removed", "FunctionComponent", () -> etc.delete(function), () -> awaitGone("function", "upper"));
    }

    private static String rule(String filter, int filterQos, String function, String topic, int topicQos) {
        return "subscribe.topic = " + filter + "\nsubscribe.qos = " + filterQos + "\nfunction = " + function + "\npublish.topic = " + topic
            + "\npublish.qos = " + topicQos + "\nonerror = publish\nretry.max = 1\n";
    }

    @Test
    public void whatARuleMay_andHowMuchAtATime() throws Exception {
        Path gate = Files.createTempDirectory("gate").resolve("open");
        Path starts = gate.resolveSibling("starts");
        Path code = etc.code("limited.py", """
            import os, time
            def waits(event, context):
                while not os.path.exists('%s'):
                    time.sleep(.02)
                return event
            def dies(event, context):
                with open('%s', 'a') as starts:
                    starts.write(event['say'] + ';')
                os._exit(1)
            """.formatted(gate, starts));
        for (String name : new String[] {"waits", "dies"}) {
            etc.write("io.tidegate.function-" + name + ".cfg", "handler = limited." + name + "\ncodedir = " + code + "\ninstance.max = 6\n");
            await("function", name, Status.Row::isRunning);
        }
        String file = "io.tidegate.rule-limited.cfg";
        String waits = "subscribe.topic = l/in\nsubscribe.qos = 1\nfunction = waits\npublish.topic = l/out\npublish.qos = 1\n";
        try (Peer peer = peer("limiter").subscribe("l/out", 1)) {
            etc.write(file, waits + "inflight.max = 1\n");
            await("rule", "limited", Status.Row::isRunning);
            for (int i = 0; i < 6; i++) {
                peer.publish("l/in", "{\"say\": " + i + "}", 1);
            }
            await("rule", "limited", row -> held(row).equals("1 of 6"));
            standing.edit("a rule's inflight.max", () -> etc.write(file, waits + "inflight.max = 4\n"),
                () -> await("rule", "limited", row -> held(row).equals("4 of 6")));
            Files.createFile(gate);
            peer.await("the last of six", LIMIT, a -> a.payload().contains("5"));

            Asker asker = new Asker(peer);
            etc.write("io.tidegate.principal-narrow.cfg", Natively.principal("light", "l/out", "l/other"));
            standing.edit("a rule's username", () -> etc.write(file, waits + "username = narrow\n"),
                () -> await("rule", "limited", row -> row.reason().contains("principal narrow may not subscribe to l/in")));
            standing.edit("what its principal may", () -> etc.write("io.tidegate.principal-narrow.cfg", Natively.principal("light", "l/out", "l/in")),
                () -> asker.ask("l/in", a -> a.topic().equals("l/out")));

            String narrow = waits.replace("l/in", "l/#");
            standing.edit("a rule's own loop", () -> etc.write(file, narrow), () -> await("rule", "limited", row -> row.reason().contains("loop = allowed")));
            standing.edit("a loop that is allowed", () -> etc.write(file, narrow + "loop = allowed\n"),
                () -> asker.ask("l/elsewhere", a -> a.topic().equals("l/out")));

            String dies = waits.replace("waits", "dies") + "onerror = publish\n";
            etc.write(file, dies + "retry.max = 1\n");
            await("rule", "limited", row -> "dies".equals(row.details().get("function")));
            awaitStarts(peer, starts, "once", 1);
            standing.edit("a rule's retry.max", () -> etc.write(file, dies + "retry.max = 2\n"), () -> awaitStarts(peer, starts, "twice", 2));
        }
        standing.removal("a rule that is removed", "RuleComponent", () -> etc.delete(file), () -> awaitGone("rule", "limited"));
    }

    private static String held(Status.Row row) {
        int inflight = Integer.parseInt(row.details().get("inflight"));
        return inflight + " of " + (inflight + Integer.parseInt(row.details().get("waiting")));
    }

    /** Says other words until one, whose worker dies of it, was tried so often; an error comes when there is no further try. */
    private static void awaitStarts(Peer peer, Path starts, String word, int wanted) {
        int[] asked = {0};
        Wait.until(word + " is tried " + wanted + " times", LIMIT, () -> {
            String now = word + asked[0]++;
            String message = "{\"say\": \"" + now + "\"}";
            String input = Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8)); // as an error carries it
            peer.publish("l/in", message, 1);
            peer.await("an error of " + now, LIMIT, a -> a.payload().contains("errorMessage") && a.payload().contains(input));
            return Files.readString(starts).split(now + ";", -1).length - 1 == wanted;
        });
    }

    @Test
    public void routes() throws Exception {
        String file = "io.tidegate.route-way.cfg";
        try (Peer peer = peer("router").subscribe("to/+", 1)) {
            Asker asker = new Asker(peer);
            standing.edit("a route that is added", () -> etc.write(file, "source.topic = from\ntarget.topic = to/a\n"),
                () -> asker.ask("from", a -> a.topic().equals("to/a") && a.qos() == 0));
            standing.edit("a route's target", () -> etc.write(file, "source.topic = from\nsource.qos = 1\ntarget.topic = to/b\ntarget.qos = 1\n"),
                () -> asker.ask("from", a -> a.topic().equals("to/b") && a.qos() == 1));
            standing.edit("a route's source", () -> etc.write(file, "source.topic = from/elsewhere\ntarget.topic = to/c\n"),
                () -> asker.ask("from/elsewhere", a -> a.topic().equals("to/c")));
        }
        standing.removal("a route that is removed", "RouteComponent", () -> etc.delete(file), () -> awaitGone("route", "way"));
    }
}
