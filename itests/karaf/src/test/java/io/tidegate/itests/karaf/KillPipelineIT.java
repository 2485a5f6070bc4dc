package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assume.assumeNotNull;

import io.tidegate.itests.durability.load.Ordeal;
import io.tidegate.itests.durability.load.Pipeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.Test;

/**
 * The gateway is killed with SIGKILL at random instants while messages go t, sayhi, t/hi. At QoS 2 each input has exactly one
 * output. At QoS 1 none is missing; one more than once is a resend of the publisher, which makes two deliveries, or carries DUP;
 * at both no delivery, known by its functionInvokeID, has two outputs.
 */
public class KillPipelineIT {
    private static final boolean LONG = Boolean.getBoolean("tidegate.long");
    private static final int PER_SECOND = 200;

    @Test
    public void atQos2EachInputHasOneOutput() throws Exception {
        pipeline(2, LONG ? 50 : 4);
    }

    @Test
    public void atQos1NoneIsMissingAndNoDeliveryYieldsTwoOutputs() throws Exception {
        pipeline(1, LONG ? 25 : 4);
    }

    private static void pipeline(int qos, int kills) throws Exception {
        long seed = Long.getLong("tidegate.seed", ThreadLocalRandom.current().nextLong());
        try (KillableGateway killable = KillableGateway.natively()) {
            assumeNotNull(killable);
            Gateway gateway = killable.gateway();
            Path code = gateway.code("sayhi.py", Files.readString(Built.tutorial().resolve("var/db/baetyl/function-sayhi-code/sayhi.py")));
            gateway.etc("io.tidegate.function-sayhi.cfg", "handler = sayhi.handler\ncodedir = " + code + "\n");
            gateway.etc("io.tidegate.rule-hi.cfg", "subscribe.topic = t\nsubscribe.qos = " + qos
                + "\nfunction = sayhi\npublish.topic = t/hi\npublish.qos = " + qos + "\n");
            begin(gateway);
            SayHi payloads = new SayHi();
            Ordeal.Outcome outcome = new Ordeal(seed, kills, 2_500, 3_000, Duration.ofSeconds(60)).run(killable,
                (address, history, random) -> new Pipeline(address, history, "t", "t/hi", qos, PER_SECOND, payloads));
            System.out.println("KILL PIPELINE qos=" + qos + " " + outcome.text().lines().findFirst().orElseThrow() + " calls=" + payloads.calls.size());
            assertEquals(outcome.text(), List.of(), outcome.violations());
            assertEquals("calls that served two inputs", Map.of(), payloads.mixedUp);
        }
    }

    /** Once with the rule subscribed: what is published before that is nobody's. */
    private static void begin(Gateway gateway) throws Exception {
        gateway.start();
        gateway.awaitRunning("rule", "hi");
        gateway.stop();
    }
}
