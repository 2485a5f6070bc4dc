package io.tidegate.bench.load;

import io.tidegate.bench.load.Handshake.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * All connections of a run. One {@link #turn} is: one read per ready connection, one batch per publisher, one write per
 * connection that has something to say. Owned by the thread of the run.
 */
final class Clients implements AutoCloseable {

    /** A turn waits no longer than this for the broker, so that phases end on time. */
    private static final int SELECT_MILLIS = 20;

    final List<Publisher> publishers = new ArrayList<>();
    final List<Subscriber> subscribers = new ArrayList<>();

    private final Scenario scenario;
    private final Target target;
    private final Stopwatch stopwatch;
    private final Selector selector = Selector.open();
    private final ByteBuffer in = Link.readBuffer();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();

    /** @param stopwatch null where nothing is timed */
    Clients(Scenario scenario, Target target, Stopwatch stopwatch) throws IOException {
        this.scenario = scenario;
        this.target = target;
        this.stopwatch = stopwatch;
    }

    void connectPublishers() throws IOException {
        for (int i = 0; i < scenario.topics().size(); i++) {
            SocketChannel channel = opened("bench-pub-" + i, Session.CLEAN);
            publishers.add(new Publisher(i, scenario, channel, register(channel), stopwatch));
        }
        links.addAll(publishers);
    }

    /** Connects the subscribers to new sessions and subscribes. */
    void connectSubscribers() throws IOException {
        for (int i = 0; i < scenario.subscribers().size(); i++) {
            SocketChannel channel = opened(subscriber(i), session());
            Handshake.subscribe(channel, scenario.subscribers().get(i).filters(), scenario.qos());
            listen(i, channel);
        }
        links.addAll(subscribers);
    }

    /** Lets every subscriber connect, subscribe and leave: the broker keeps its session. */
    void leaveSessions() throws IOException {
        for (int i = 0; i < scenario.subscribers().size(); i++) {
            SocketChannel channel = Handshake.connect(target, subscriber(i), session());
            try {
                Handshake.subscribe(channel, scenario.subscribers().get(i).filters(), scenario.qos());
            } finally {
                Handshake.disconnect(channel);
            }
        }
    }

    /** Brings the subscribers back to the sessions they left. */
    void resumeSessions() throws IOException {
        for (int i = 0; i < scenario.subscribers().size(); i++) {
            listen(i, opened(subscriber(i), Session.RESUMED));
        }
        links.addAll(subscribers);
    }

    private static String subscriber(int number) {
        return "bench-sub-" + number;
    }

    private Session session() {
        return scenario.kept() ? Session.KEPT : Session.CLEAN;
    }

    private void listen(int number, SocketChannel channel) throws IOException {
        Subscriber subscriber = new Subscriber(number, scenario, channel, register(channel), in, stopwatch);
        subscribers.add(subscriber);
        for (int publisher : scenario.subscribers().get(number).publishers()) {
            publishers.get(publisher).heardBy(subscriber.validator());
        }
    }

    private SocketChannel opened(String clientId, Session session) throws IOException {
        SocketChannel channel = Handshake.connect(target, clientId, session);
        channels.add(channel);
        return channel;
    }

    private SelectionKey register(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        return channel.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Reads, publishes if wanted, writes. Where messages are timed it never sleeps: how fast this process is woken up is not the
     * broker's business.
     */
    void turn(boolean publishing) throws IOException {
        if (stopwatch == null) {
            selector.select(this::ready, SELECT_MILLIS);
        } else {
            selector.selectNow(this::ready);
        }
        if (publishing) {
            for (int i = 0; i < publishers.size(); i++) {
                publishers.get(i).publish();
            }
        }
        flush();
    }

    /** Reads until nothing has come for a moment. */
    void readRest() throws IOException {
        while (selector.select(this::ready, 10L * SELECT_MILLIS) > 0) {
            flush();
        }
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

    /** Messages received by all subscribers. */
    long received() {
        long sum = 0;
        for (int i = 0; i < subscribers.size(); i++) {
            sum += subscribers.get(i).validator().received();
        }
        return sum;
    }

    /** Grows with every message that moves: accepted by the broker or received from it. */
    long moved() {
        long sum = received();
        for (int i = 0; i < publishers.size(); i++) {
            sum += publishers.get(i).acknowledged();
        }
        return sum;
    }

    /** Whether everything sent is acknowledged and has arrived. */
    boolean settled() {
        return publishers.stream().allMatch(Publisher::settled);
    }

    /** What is wrong with what the subscribers received. */
    Findings verdict() {
        Findings findings = Findings.NONE;
        for (int i = 0; i < subscribers.size(); i++) {
            findings = findings.plus(subscribers.get(i).validator().verdict(due(scenario.subscribers().get(i))));
        }
        return findings;
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
