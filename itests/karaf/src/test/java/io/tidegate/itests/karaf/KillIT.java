package io.tidegate.itests.karaf;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/** Two starts on one directory, and kill -9 of the gateway: no worker is left, whatever it does at that moment. */
public class KillIT {
    private static final Pattern PID = Pattern.compile("\\bpid=(\\d+)\\b");

    @Test
    public void killLeavesNoWorkerAndASecondStartNamesTheFirst() throws Exception {
        try (Gateway gateway = Natively.gateway()) {
            Path code = gateway.code("slow.py", """
                import time
                def handler(event, context):
                    print('has begun')
                    time.sleep(600)
                def quick(event, context):
                    return event
                """);
            for (String handler : List.of("handler", "quick")) {
                gateway.etc("io.tidegate.function-" + handler + ".cfg",
                    "handler = slow." + handler + "\ncodedir = " + code + "\ntimeout = 20m\ninstance.min = 1\n");
                gateway.etc("io.tidegate.rule-" + handler + ".cfg",
                    "subscribe.topic = in/" + handler + "\nfunction = " + handler + "\npublish.topic = out/" + handler + "\n");
            }
            gateway.start();
            ProcessHandle first = gateway.process();
            secondStartIsRefused(gateway, first.pid());
            long idle = worker(gateway, "function=quick");
            long busy = worker(gateway, "function=handler");
            gateway.awaitRunning("rule", "handler");
            try (Peer peer = Peer.connect(gateway.status().address("default"), "killer", "test", "hahaha")) {
                peer.publish("in/handler", "{}", 1);
                gateway.awaitLog("has begun");
                first.destroyForcibly();
                first.onExit().get(10, TimeUnit.SECONDS);
            }
            for (long pid : new long[] {idle, busy}) {
                Wait.until("worker " + pid + " is gone", Duration.ofSeconds(5), () -> ProcessHandle.of(pid).isEmpty());
            }
            assertEquals("not running", 3, gateway.tidegate("status").code());
            gateway.start();
            assertNotEquals(first.pid(), gateway.process().pid());
        }
    }

    private static void secondStartIsRefused(Gateway gateway, long pid) throws Exception {
        Gateway.Ended second = gateway.tidegate("run");
        assertEquals(second.output(), 1, second.code());
        assertTrue(second.output(), second.output().contains("already running on") && second.output().contains("pid " + pid));
        assertTrue("the first goes on", gateway.process().isAlive());
    }

    private static long worker(Gateway gateway, String function) {
        Matcher pid = PID.matcher(gateway.awaitLog(function, "event=started", "interpreter="));
        assertTrue(pid.find());
        long worker = Long.parseLong(pid.group(1));
        assertTrue(function + " runs as " + worker, ProcessHandle.of(worker).isPresent());
        return worker;
    }
}
