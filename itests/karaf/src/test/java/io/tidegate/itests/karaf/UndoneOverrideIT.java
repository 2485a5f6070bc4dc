package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assume.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** A file of etc/ overrides a rule of the tree and is deleted again, while messages of all QoS flow through that rule. */
public class UndoneOverrideIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String FILE = "io.tidegate.rule-localfunc-1.cfg";
    private static final String OVERRIDE = "subscribe.topic = t\nsubscribe.qos = 2\nfunction = sayhi\npublish.topic = t/hi\npublish.qos = 2\nretry.max = 7\n";
    private static final int TIMES = 4;
    private static final int PER_SECOND = 300;

    @Test
    public void theTreesWordComesBack_andNoMessageWasMissed() throws Exception {
        String bind = Built.freeLoopback();
        assumeFalse("somebody listens on port 1883 of all addresses", bind.isEmpty());
        try (Gateway gateway = Gateway.on(Exam.tutorialAtQos2())) {
            gateway.start("--bind", bind);
            gateway.awaitRunning("rule", "localfunc-1");
            String address = "tcp://" + bind + ":1883";
            Path override = gateway.state("etc").resolve(FILE);
            try (Peer to = Peer.connect(address, "to", "test", "hahaha").subscribe("t/hi", 2);
                    Peer from = Peer.connect(address, "from", "test", "hahaha")) {
                Traffic traffic = new Traffic(from, to, PER_SECOND).start();
                traffic.awaitFlow("the first", LIMIT);
                for (int i = 0; i < TIMES; i++) {
                    gateway.etc(FILE, OVERRIDE);
                    gateway.await("rule", "localfunc-1", row -> row.isRunning() && row.details().containsKey("overridden"));
                    traffic.awaitFlow("through the override", LIMIT);
                    Files.delete(override);
                    gateway.await("rule", "localfunc-1", row -> row.isRunning() && !row.details().containsKey("overridden"));
                    traffic.awaitFlow("through the tree's word", LIMIT);
                }
                int sent = traffic.finish(LIMIT);
                System.out.println("UNDONE times=" + TIMES + " " + traffic.ledger().summary(sent));
                assertEquals("lost", List.of(), traffic.ledger().lost(sent));
                assertEquals("came more than once", Map.of(), traffic.ledger().repeated());
                assertNull(from.lost());
                assertNull(to.lost());
            }
        }
    }
}
