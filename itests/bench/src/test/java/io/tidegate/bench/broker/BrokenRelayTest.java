package io.tidegate.bench.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.bench.load.Limits;
import io.tidegate.bench.load.LoadRun;
import io.tidegate.bench.load.Pace;
import io.tidegate.bench.load.RunResult;
import io.tidegate.bench.load.Scenario;
import io.tidegate.bench.load.Scenarios;
import io.tidegate.bench.wire.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole run against brokers that each do one thing wrong, now and then: the run must say which. */
@Timeout(60)
class BrokenRelayTest {

    private static final int NOW_AND_THEN = 1000;

    /** What is done with the one packet in a thousand that stands from {@code at} to {@code end}. */
    private interface Mishap {
        void instead(Sink sink, ByteBuffer in, int at, int end);
    }

    private interface Sink {
        void send(ByteBuffer bytes, int at, int end);
    }

    /** Passes packets on one by one and has its mishap with every thousandth. */
    private static final class BrokenRelay extends Relay {

        private final Mishap mishap;
        private int count;

        BrokenRelay(Mishap mishap) throws IOException {
            this.mishap = mishap;
        }

        @Override
        void forward(List<RelayPeer> receivers, ByteBuffer in, int from, int to) {
            Sink sink = (bytes, at, end) -> receivers.forEach(receiver -> send(receiver, bytes, at, end - at));
            for (int at = from; at < to; ) {
                int end = RelayPeer.end(in, at, to);
                if (++count % NOW_AND_THEN == 0) {
                    mishap.instead(sink, in, at, end);
                } else {
                    sink.send(in, at, end);
                }
                at = end;
            }
        }
    }

    @Test
    void honestRelay_isValidInEveryScenario() throws IOException {
        Mishap none = Sink::send;
        Limits limits = Limits.windows(100, 500);
        for (Scenario scenario : List.of(pairs(0), pairs(1), pairs(2), Scenarios.fanOut(20, false, limits), Scenarios.fanOut(20, true, limits),
                Scenarios.fanIn(20, limits), Scenarios.wildcards(3, 600, limits), Scenarios.kept(3, limits))) {
            RunResult result = run(scenario, none);
            assertTrue(result.valid(), scenario.title() + ": " + result.reason());
            assertTrue(result.total() >= result.delivered() && result.rate() > 0 && result.generatorLoad() > 0, scenario.title());
        }
    }

    @Test
    void lightLoad_isTimed() throws IOException {
        for (Scenario scenario : List.of(Scenarios.oneAtATime(false), Scenarios.paced(3, new Limits(100, 500, 1000, 0)))) {
            RunResult result = run(scenario, Sink::send);
            assertTrue(result.valid(), scenario.title() + ": " + result.reason());
            assertTrue(result.latency().count() > 0 && result.latency().p50() > 0, result.latency().toString());
            assertTrue(result.latency().p99() >= result.latency().p50(), result.latency().toString());
        }
        assertEquals(0, run(pairs(1), Sink::send).latency().count());
    }

    @Test
    void aMessageThatHadToWait_isTimedFromWhenItWasDue() throws IOException {
        boolean[] slept = new boolean[1];
        RunResult result = run(Scenarios.paced(1, new Limits(100, 4000, 5000, 0)), (sink, in, at, end) -> {
            long until = System.nanoTime() + 200_000_000L;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            slept[0] = true;
            sink.send(in, at, end);
        });
        assertTrue(slept[0] && result.valid(), result.reason());
        assertTrue(result.latency().p99() > 100_000_000L, "a fifth of a second of silence delays a thousand messages: " + result.latency());
    }

    @Test
    void aSessionThatIsGone_isAFault() throws IOException {
        RunResult result = run(Scenarios.drain(1, new Limits(100, 500, 0, 100)), Sink::send);
        assertFalse(result.valid());
        assertTrue(result.reason().contains("session present"), result.reason());
    }

    @Test
    void losing_isLost() throws IOException {
        RunResult result = run(pairs(0), (sink, in, at, end) -> { });
        assertFalse(result.valid());
        assertTrue(result.findings().lost() > 0, result.reason());
        assertEquals(0, result.findings().duplicated() + result.findings().reordered() + result.findings().corrupted(), result.reason());
    }

    @Test
    void repeating_isDuplicated() throws IOException {
        RunResult result = run(pairs(0), (sink, in, at, end) -> {
            sink.send(in, at, end);
            sink.send(in, at, end);
        });
        assertFalse(result.valid());
        assertTrue(result.findings().duplicated() > 0, result.reason());
        assertEquals(0, result.findings().lost() + result.findings().reordered() + result.findings().corrupted(), result.reason());
    }

    @Test
    void holdingBack_isReordered() throws IOException {
        ByteBuffer held = ByteBuffer.allocate(4096);
        RunResult result = run(Scenarios.pairwise(0, 1, Limits.windows(100, 2000)), (sink, in, at, end) -> {
            if (held.position() > 0) {
                sink.send(held, 0, held.position());
            }
            held.clear().put(0, in, at, end - at).position(end - at);
        });
        assertFalse(result.valid());
        assertTrue(result.findings().reordered() > 0, result.reason());
        assertEquals(0, result.findings().duplicated() + result.findings().corrupted(), result.reason());
    }

    @Test
    void changingOneBit_isCorrupted() throws IOException {
        RunResult result = run(pairs(1), (sink, in, at, end) -> {
            int middle = end - Payload.LENGTH / 2;
            in.put(middle, (byte) (in.get(middle) ^ 4));
            sink.send(in, at, end);
        });
        assertFalse(result.valid());
        assertTrue(result.findings().corrupted() > 0, result.reason());
    }

    @Test
    void answeringTheWrongTopic_isCorrupted() throws IOException {
        RunResult result = run(pairs(0), (sink, in, at, end) -> {
            int lastOfTopic = end - Payload.LENGTH - 1;
            in.put(lastOfTopic, (byte) '9');
            sink.send(in, at, end);
        });
        assertFalse(result.valid());
        assertTrue(result.findings().corrupted() > 0, result.reason());
    }

    @Test
    void deliveringNothing_endsAsStalled() throws IOException {
        try (Relay relay = new SilentRelay().started()) {
            RunResult result = new RunOf(pairs(0), relay, new Pace(Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMillis(300))).result();
            assertFalse(result.valid());
            assertTrue(result.fault().contains("no message"), result.reason());
            assertTrue(result.findings().lost() > 0, result.reason());
        }
    }

    @Test
    void endingInTheMiddle_isAFault() throws IOException {
        RunResult result = run(pairs(0), (sink, in, at, end) -> {
            throw new IllegalStateException("on purpose");
        });
        assertFalse(result.valid());
        assertTrue(result.fault() != null && !result.reason().isEmpty(), result.reason());
    }

    private static final class SilentRelay extends Relay {

        SilentRelay() throws IOException { }

        @Override
        void forward(List<RelayPeer> receivers, ByteBuffer in, int from, int to) { }
    }

    private record RunOf(Scenario scenario, Relay relay, Pace pace) {

        RunResult result() throws IOException {
            try (LoadRun run = new LoadRun(scenario, relay.target(), pace, relay::cpuNanos)) {
                return run.run();
            }
        }
    }

    private static Scenario pairs(int qos) {
        return Scenarios.pairwise(qos, 3, Limits.windows(100, 2000));
    }

    private static RunResult run(Scenario scenario, Mishap mishap) throws IOException {
        try (Relay relay = new BrokenRelay(mishap).started()) {
            Pace pace = new Pace(Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofSeconds(5));
            return new RunOf(scenario, relay, pace).result();
        }
    }
}
