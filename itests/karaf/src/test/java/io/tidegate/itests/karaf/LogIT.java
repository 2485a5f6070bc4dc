package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** The tutorial's own {@code logger}: its lines at its level in its file, live, and nothing else is touched. */
public class LogIT {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String SERVICE = "var/db/baetyl/localhub-conf/service.yml";
    private static final String HUB = "io.tidegate.hub";
    private static Gateway gateway;
    private static String address;

    @BeforeClass
    public static void start() throws Exception {
        String bind = Built.freeLoopback();
        assumeFalse("somebody listens on port 1883 of all addresses", bind.isEmpty());
        gateway = Gateway.on(Built.tutorial());
        gateway.start("--bind", bind);
        address = "tcp://" + bind + ":1883";
    }

    @AfterClass
    public static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }

    private static Path file() {
        return gateway.directory().resolve("var/db/baetyl/localhub-log/service.log");
    }

    private static void awaitLine(String... words) {
        Wait.until("a line with " + java.util.List.of(words), LIMIT, () -> Files.readString(file()).lines()
            .anyMatch(line -> java.util.stream.Stream.of(words).allMatch(line::contains)));
    }

    private static void edit(String from, String to) throws Exception {
        Path file = gateway.directory().resolve(SERVICE);
        String text = Files.readString(file);
        assertTrue(text, text.contains(from));
        Path part = gateway.directory().resolve("service.yml.part");
        Files.writeString(part, text.replace(from, to));
        NewBuild.move(part, file);
    }

    private static String levels() throws Exception {
        return gateway.console("log:get");
    }

    @Test
    public void whileTheBundleIsAway_levelsAreGivenBack() throws Exception {
        gateway.etc("io.tidegate.log-mine.cfg", "parts = rule\nlevel = debug\npath = var/log/rule.log\n");
        gateway.awaitRunning("log", "mine");
        assertTrue(levels(), levels().lines().anyMatch(l -> l.contains("io.tidegate.rule") && l.contains("DEBUG")));
        gateway.console("bundle:stop io.tidegate.log");
        assertFalse(levels(), levels().contains("DEBUG"));
        gateway.console("bundle:start io.tidegate.log");
        gateway.awaitRunning("log", "mine");
        assertTrue(levels(), levels().lines().anyMatch(l -> l.contains("io.tidegate.rule") && l.contains("DEBUG")));
        Files.delete(gateway.state("etc/io.tidegate.log-mine.cfg"));
        Wait.until("its level is given back", LIMIT, () -> levels().lines().noneMatch(l -> l.contains("io.tidegate.rule")));
        assertTrue(Files.exists(gateway.directory().resolve("var/log/rule.log")));
    }

    @Test
    public void theHubsLines_areInItsFileAtItsLevel_untilTheLevelIsEdited() throws Exception {
        String own = Files.readString(gateway.state("etc/org.ops4j.pax.logging.cfg"));
        gateway.awaitRunning("log", "localhub");
        Wait.until("the level is in force", LIMIT, () -> levels().lines().anyMatch(l -> l.contains(HUB) && l.contains("DEBUG")));
        Peer.connect(address, "first-of-log", "test", "hahaha").close();
        awaitLine("level=info", "service=localhub", "first-of-log");
        awaitLine("level=info", "event=listening");
        assertFalse("the gateway's own log stays as configured", gateway.log().lines().anyMatch(l -> l.contains(" DEBUG ")));

        edit("\"debug\"", "loud");
        String refused = gateway.await("service", "localhub", row -> row.reason().contains("level=loud")).reason();
        assertTrue(refused, refused.contains(SERVICE) && refused.contains("allowed is debug, info, warn or error"));
        Peer.connect(address, "second-of-log", "test", "hahaha").close();
        awaitLine("second-of-log");

        edit("loud", "error");
        Wait.until("the level is given back", LIMIT, () -> levels().lines().noneMatch(l -> l.contains(HUB)));
        gateway.await("log", "localhub", row -> "error".equals(row.details().get("level")));
        Peer.connect(address, "third-of-log", "test", "hahaha").close();
        gateway.awaitLog("third-of-log");
        assertFalse(Files.readString(file()).contains("third-of-log"));

        edit("level: error", "level: info\n  format: json");
        gateway.await("log", "localhub", row -> "json".equals(row.details().get("format")));
        Peer.connect(address, "fourth-of-log", "test", "hahaha").close();
        awaitLine("{\"level\":\"info\"", "fourth-of-log");
        assertEquals("nobody wrote the operator's file", own, Files.readString(gateway.state("etc/org.ops4j.pax.logging.cfg")));
    }
}
