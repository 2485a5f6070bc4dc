package io.tidegate.itests.karaf;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeFalse;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** The tutorial's tree, unedited: a message to {@code t} is answered on {@code t/hi} by a worker that was not there before. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class TutorialIT {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(15);

    @Inject
    private SessionFactory sessions;

    @Configuration
    public Option[] gateway() throws Exception {
        return Exam.gateway(Built.tutorial(), Built.freeLoopback());
    }

    @Test
    public void answersWithTheObjectOfTheTutorial() throws Exception {
        String bind = System.getProperty("tidegate.bind");
        assumeFalse("somebody listens on port 1883 of all addresses: the unedited tree cannot be tried here", bind.isEmpty());
        Console console = new Console(sessions);
        console.awaitTutorial(START);
        assertEquals(List.of("function-manager", "function-sayhi", "localhub"),
            console.status().services().stream().map(Status.Service::name).sorted().toList());
        assertEquals("no worker before the first message", 0, console.status().service("function-sayhi").instances());

        try (Peer peer = Peer.connect("tcp://" + bind + ":1883", "tutorial", "test", "hahaha").subscribe("t/hi", 0)) {
            peer.publish("t", "{\"id\":10}", 0);
            judge(peer.await("the answer", ANSWER, a -> true), 10, null);
            assertEquals("one worker after it", 1, console.status().service("function-sayhi").instances());
            treeIsAsTheRepositoryHasIt();

            setUserId("2f4a");
            Wait.until("the new environment has come", START, () -> {
                peer.publish("t", "{\"id\":11}", 0);
                return peer.arrivals().get(peer.arrivals().size() - 1).payload().contains("USER_ID");
            });
            judge(peer.await("an answer with USER_ID", ANSWER, a -> a.payload().contains("USER_ID")), 11, "2f4a");
            assertTrue("never disconnected", peer.lost() == null);
        }
    }

    private static void judge(Peer.Arrival answer, int id, String userId) {
        assertEquals("t/hi", answer.topic());
        JsonObject object = JsonParser.parseString(answer.payload()).getAsJsonObject();
        Set<String> keys = new LinkedHashSet<>(List.of("id", "functionName", "functionInvokeID", "invokeid", "messageQOS",
            "messageTopic", "py"));
        if (userId != null) {
            keys.add("USER_ID");
            assertEquals(userId, object.get("USER_ID").getAsString());
        }
        assertEquals(answer.payload(), keys, object.keySet());
        assertEquals(id, object.get("id").getAsInt());
        assertEquals("sayhi", object.get("functionName").getAsString());
        assertEquals(object.get("invokeid"), object.get("functionInvokeID"));
        assertFalse(UUID.fromString(object.get("invokeid").getAsString()).toString().isEmpty());
        assertEquals(0, object.get("messageQOS").getAsInt());
        assertEquals("t", object.get("messageTopic").getAsString());
        assertEquals("你好，世界！", object.get("py").getAsString());
        assertTrue("text other than ASCII is escaped, as json.dumps does", answer.payload().contains("\\u4f60\\u597d"));
    }

    private static void treeIsAsTheRepositoryHasIt() throws Exception {
        Path base = Path.of(System.getProperty("karaf.base"));
        try (Stream<Path> files = Files.walk(Built.tutorial())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path name = Built.tutorial().relativize(file);
                assertArrayEquals(name.toString(), Files.readAllBytes(file), Files.readAllBytes(base.resolve(name.toString())));
            }
        }
    }

    /** Adds the service's {@code env} as a user does while the gateway runs. */
    private static void setUserId(String value) throws Exception {
        Path file = Path.of(System.getProperty("karaf.base"), "var/db/baetyl/application.yml");
        String text = Files.readString(file);
        String line = "  - name: function-sayhi\n";
        assertTrue(text, text.contains(line));
        Files.writeString(file, text.replace(line, line + "    env:\n      USER_ID: " + value + "\n"));
    }
}
