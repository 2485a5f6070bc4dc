package io.tidegate.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * One run: connect everybody, warm up, measure, stop publishing, wait for the rest, judge. With a backlog instead: publish it
 * while no subscriber is there, bring the subscribers back, measure until all of it has arrived, judge.
 *
 * <p>All of it runs on the thread that calls {@link #run()}; nothing here is shared.
 */
public final class LoadRun implements AutoCloseable {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Scenario scenario;
    private final Pace pace;
    private final LongSupplier brokerCpu;
    private final Stopwatch stopwatch;
    private final Clients clients;
    private Mark start;
    private Mark end;
    private Latency latency = Latency.NONE;
    private long progressAt;
    private long progress;

    /** Counters at one moment. */
    private record Mark(long nanos, long received, long brokerNanos, long generatorNanos) { }

    /**
     * Connects all clients of the scenario.
     *
     * @param brokerCpu the broker's CPU time in nanoseconds since any fixed moment
     * @throws IOException   when a connection fails
     * @throws ProtocolFault when the broker refuses one
     */
    public LoadRun(Scenario scenario, Target target, Pace pace, LongSupplier brokerCpu) throws IOException {
        this.scenario = scenario;
        this.pace = pace;
        this.brokerCpu = brokerCpu;
        this.stopwatch = scenario.limits().timed() ? new Stopwatch(scenario.topics().size(), scenario.limits().flow()) : null;
        this.clients = new Clients(scenario, target, stopwatch);
        try {
            clients.connectPublishers();
            if (scenario.limits().backlog() == 0) {
                clients.connectSubscribers();
            } else {
                clients.leaveSessions();
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Runs all phases. Never fails: whatever goes wrong is in the result. */
    public RunResult run() {
        String fault = null;
        try {
            if (scenario.limits().backlog() == 0) {
                steady();
            } else {
                drained();
            }
            clients.readRest();                                 // what still comes is too much, and the validators will say so
        } catch (IOException | ProtocolFault e) {
            fault = e instanceof ProtocolFault ? e.getMessage() : e.toString();
        }
        return result(fault);
    }

    private void steady() throws IOException {
        long begin = System.nanoTime();
        clients.publishers.forEach(publisher -> publisher.begin(begin));
        long measured = begin + pace.warmUp().toNanos();
        until(true, () -> System.nanoTime() >= measured);
        if (stopwatch != null) {
            stopwatch.clear();
        }
        start = mark();
        long over = start.nanos() + pace.measure().toNanos();
        until(true, () -> System.nanoTime() >= over);
        end = mark();
        latency = stopwatch == null ? Latency.NONE : stopwatch.latency();
        until(false, clients::settled);
    }

    private void drained() throws IOException {
        until(true, () -> clients.publishers.stream().allMatch(Publisher::done));
        start = mark();
        clients.resumeSessions();
        until(false, clients::settled);
        end = mark();
    }

    /** Turns until {@code enough}; a run in which nothing moves any more breaks off. */
    private void until(boolean publishing, BooleanSupplier enough) throws IOException {
        progressAt = System.nanoTime();
        while (!enough.getAsBoolean()) {
            clients.turn(publishing);
            watch();
        }
    }

    private void watch() {
        long now = System.nanoTime();
        long moved = clients.moved();
        if (moved != progress) {
            progress = moved;
            progressAt = now;
        } else if (now - progressAt > pace.stall().toNanos()) {
            throw new ProtocolFault("no message for " + pace.stall().toSeconds() + " s");
        }
    }

    private Mark mark() {
        return new Mark(System.nanoTime(), clients.received(), brokerCpu.getAsLong(), THREADS.getCurrentThreadCpuTime());
    }

    private RunResult result(String fault) {
        Findings findings = clients.verdict();
        if (end == null) {
            return new RunResult(0, 0, 0, 0, Latency.NONE, clients.received(), findings, fault);
        }
        return new RunResult(end.received() - start.received(), end.nanos() - start.nanos(), end.brokerNanos() - start.brokerNanos(),
                end.generatorNanos() - start.generatorNanos(), latency, clients.received(), findings, fault);
    }

    @Override
    public void close() throws IOException {
        clients.close();
    }
}
