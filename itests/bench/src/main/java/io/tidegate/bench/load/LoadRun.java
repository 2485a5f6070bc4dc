package io.tidegate.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * One run: connect everybody, warm up, measure, stop publishing, wait for the rest, judge. A turn of its loop is: one read per
 * ready connection, one batch per publisher, one write per connection that has something to say.
 *
 * <p>All of it runs on the thread that calls {@link #run()}; nothing here is shared.
 */
public final class LoadRun implements AutoCloseable {

    /** A turn waits no longer than this for the broker, so that phases end on time. */
    private static final int SELECT_MILLIS = 20;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Scenario scenario;
    private final Pace pace;
    private final LongSupplier brokerCpu;
    private final Selector selector;
    private final ByteBuffer in = Link.readBuffer();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private boolean publishing = true;
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
        this.selector = Selector.open();
        try {
            connect(target);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void connect(Target target) throws IOException {
        for (int i = 0; i < scenario.topics().size(); i++) {
            SocketChannel channel = opened(target, "bench-pub-" + i);
            publishers.add(new Publisher(i, scenario, channel, register(channel)));
        }
        for (int i = 0; i < scenario.subscribers().size(); i++) {
            Scenario.Receiver receiver = scenario.subscribers().get(i);
            SocketChannel channel = opened(target, "bench-sub-" + i);
            Handshake.subscribe(channel, receiver.filter(), scenario.qos());
            Subscriber subscriber = new Subscriber(i, scenario, channel, register(channel), in);
            subscribers.add(subscriber);
            for (int publisher : receiver.publishers()) {
                publishers.get(publisher).heardBy(subscriber.validator());
            }
        }
        links.addAll(subscribers);
        links.addAll(publishers);
    }

    private SocketChannel opened(Target target, String clientId) throws IOException {
        SocketChannel channel = Handshake.connect(target, clientId);
        channels.add(channel);
        return channel;
    }

    private SelectionKey register(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, SelectionKey.OP_READ);
    }

    /** Runs all phases. Never fails: whatever goes wrong is in the result. */
    public RunResult run() {
        Mark start = null;
        Mark end = null;
        String fault = null;
        try {
            phase(pace.warmUp().toNanos());
            start = mark();
            phase(pace.measure().toNanos());
            end = mark();
            publishing = false;
            while (!publishers.stream().allMatch(Publisher::settled)) {
                turn();
            }
            surplus();
        } catch (IOException | ProtocolFault e) {
            fault = e instanceof ProtocolFault ? e.getMessage() : e.toString();
        }
        return result(start, end, fault);
    }

    private void phase(long nanos) throws IOException {
        long begin = System.nanoTime();
        progressAt = begin;
        while (System.nanoTime() - begin < nanos) {
            turn();
        }
    }

    /** All is there: what still comes within a moment of silence is too much, and the validators will say so. */
    private void surplus() throws IOException {
        while (selector.select(this::ready, 10L * SELECT_MILLIS) > 0) {
            flush();
        }
    }

    private void turn() throws IOException {
        selector.select(this::ready, SELECT_MILLIS);
        if (publishing) {
            for (int i = 0; i < publishers.size(); i++) {
                publishers.get(i).publish();
            }
        }
        flush();
        watch();
    }

    private void ready(SelectionKey key) {
        if (key.isReadable()) {
            try {
                ((Link) key.attachment()).read(in);
            } catch (IOException e) {
                throw new ProtocolFault("read failed: " + e.getMessage());
            }
        }
    }

    private void flush() throws IOException {
        for (int i = 0; i < links.size(); i++) {
            links.get(i).flush();
        }
    }

    private void watch() {
        long now = System.nanoTime();
        long sum = received();
        for (int i = 0; i < publishers.size(); i++) {
            sum -= publishers.get(i).unacknowledged();
        }
        if (sum != progress) {
            progress = sum;
            progressAt = now;
        } else if (now - progressAt > pace.stall().toNanos()) {
            throw new ProtocolFault("no message for " + pace.stall().toSeconds() + " s");
        }
    }

    private long received() {
        long sum = 0;
        for (int i = 0; i < subscribers.size(); i++) {
            sum += subscribers.get(i).validator().received();
        }
        return sum;
    }

    private Mark mark() {
        return new Mark(System.nanoTime(), received(), brokerCpu.getAsLong(), THREADS.getCurrentThreadCpuTime());
    }

    private RunResult result(Mark start, Mark end, String fault) {
        Findings findings = Findings.NONE;
        for (int i = 0; i < subscribers.size(); i++) {
            findings = findings.plus(subscribers.get(i).validator().verdict(due(scenario.subscribers().get(i))));
        }
        if (end == null) {
            return new RunResult(0, 0, 0, 0, received(), findings, fault);
        }
        return new RunResult(end.received() - start.received(), end.nanos() - start.nanos(), end.brokerNanos() - start.brokerNanos(),
                end.generatorNanos() - start.generatorNanos(), received(), findings, fault);
    }

    private long[] due(Scenario.Receiver receiver) {
        long[] due = new long[publishers.size()];
        for (int publisher : receiver.publishers()) {
            due[publisher] = publishers.get(publisher).sent();
        }
        return due;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            Handshake.disconnect(channel);
        }
        selector.close();
    }
}
