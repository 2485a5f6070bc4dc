package io.tidegate.itests.karaf;

import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.inject.Inject;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** Every kind of edit of a Baetyl tree while it runs, as {@link EditIT} for {@code etc/}. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class TreeEditIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String APPLICATION = "application.yml";
    private static final String HUB = "localhub-conf/service.yml";
    private static final String MANAGER = "function-manager-conf/service.yml";

    @Inject
    private BundleContext context;
    @Inject
    private SessionFactory sessions;
    @Inject
    private ServiceComponentRuntime components;

    private final Path base = Path.of(System.getProperty("karaf.base", ""));
    private final Etc etc = new Etc(base);

    @Configuration
    public Option[] gateway() throws Exception {
        return Exam.gateway(Built.tutorial(), Built.freeLoopback());
    }

    @Test
    public void everyKindOfEdit() throws Exception {
        String bind = System.getProperty("tidegate.bind");
        assumeFalse("somebody listens on port 1883 of all addresses: no address of our own to be had", bind.isEmpty());
        Console console = new Console(sessions);
        console.awaitTutorial(LIMIT);
        String address = "tcp://" + bind + ":1883";
        String second = "tcp://" + bind + ":1884";
        try (Standing standing = new Standing(new Neighbours(context, components), console, address);
                Peer peer = Peer.connect(address, "asker", "test", "hahaha").subscribe("t/hi", 1).subscribe("copy", 1)) {
            Asker asker = new Asker(peer);
            asker.ask("t", a -> a.topic().equals("t/hi") && a.qos() == 0);
            standing.edit("a principal", () -> edit(HUB, "logger:", """
                  - username: 'lamp'
                    password: 'light'
                    permissions: [{action: 'sub', permit: ['lamp']}]
                logger:"""), () -> awaitLogin(address, "lamp", "light"));
            standing.edit("a permission", () -> edit(HUB, "permit: ['lamp']", "permit: ['lamp', 'news']"), () -> {
                try (Peer lamp = Peer.connect(address, "lamp", "lamp", "light")) {
                    Wait.until("news may be subscribed to", LIMIT, () -> lamp.subscribe("news", 1) != null);
                }
            });
            standing.edit("a listener that is added", () -> {
                edit(APPLICATION, "      - 1883:1883\n", "      - 1883:1883\n      - 1884:1884\n");
                edit(HUB, "  - tcp://0.0.0.0:1883\n", "  - tcp://0.0.0.0:1883\n  - tcp://0.0.0.0:1884\n");
            }, () -> awaitLogin(second, "test", "hahaha"));
            standing.removal("a listener that is removed", "ListenerComponent", () -> edit(HUB, "  - tcp://0.0.0.0:1884\n", ""),
                () -> Wait.until("nobody listens", LIMIT, () -> console.status().rows().stream().noneMatch(
                    row -> row.kind().equals("listener") && row.name().contains("1884"))));
            standing.edit("a route", () -> edit(HUB, "logger:", "subscriptions: [{source: {topic: 'original'}, target: {topic: 'copy'}}]\nlogger:"),
                () -> asker.ask("original", a -> a.topic().equals("copy")));
            standing.edit("a level of the log", () -> edit(HUB, "level: \"debug\"", "level: \"warn\""), () -> Wait.until("the level", LIMIT,
                () -> "warn".equals(console.status().row("log", "localhub").details().get("level"))));
            standing.edit("a rule's QoS", () -> edit(MANAGER, """
                  topic: t
                function:
                  name: sayhi
                publish:
                  topic: t/hi
            """, """
                  topic: t
                  qos: 1
                function:
                  name: sayhi
                publish:
                  topic: t/hi
                  qos: 1
            """), () -> asker.ask("t", a -> a.qos() == 1));
            standing.edit("a rule's filter", () -> edit(MANAGER, "      topic: t\n", "      topic: u\n"),
                () -> asker.ask("u", a -> a.topic().equals("t/hi")));
            standing.edit("a function's instance.min", () -> edit(MANAGER, "      min: 0\n", "      min: 2\n"), () -> Wait.until("two workers", LIMIT,
                () -> console.status().row("function", "sayhi").details().get("instances"), "2"::equals));
            standing.edit("a service's environment", () -> edit(APPLICATION,
                "  - name: function-sayhi\n", "  - name: function-sayhi\n    env:\n      USER_ID: given\n"),
                () -> asker.ask("u", a -> a.payload().contains("given")));
            standing.edit("a function's code", () -> edit("function-sayhi-code/sayhi.py", "    return event", "    event['edited'] = True\n    return event"),
                () -> asker.ask("u", a -> a.payload().contains("edited")));
        }
    }

    private static void awaitLogin(String address, String username, String password) {
        Wait.until(username + " may enter at " + address, LIMIT, () -> {
            Peer.connect(address, "login", username, password).close();
            return true;
        });
    }

    private void edit(String file, String from, String to) throws Exception {
        Path path = base.resolve("var/db/baetyl").resolve(file);
        String text = Files.readString(path);
        assertTrue(file + " has " + from, text.contains(from));
        etc.replace(path, text.replace(from, to));
    }
}
