package io.tidegate.bench.broker;

import io.tidegate.bench.load.Target;
import io.tidegate.bench.wire.Frames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The least that lets the load generator run: it shows what the generator itself can do ("ceiling"), it is no broker. Runs of
 * PUBLISH bytes are passed on untouched, packet identifiers included, to whoever subscribed to the topic of the publisher's first
 * message, which is right only for publishers that reach the same subscribers with every topic. Everything is answered, nothing
 * is kept or checked.
 *
 * <p>One thread of its own; {@link #cpuNanos()} and {@link #close()} may be called by any.
 */
class Relay implements Broker.Running, Runnable {

    private static final long END_SECONDS = 10;

    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final Thread thread = new Thread(this, "tidegate-bench-relay-1");
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String obituary = "";
    private volatile boolean stopping;
    // owned by the relay's thread
    private final Map<String, Set<RelayPeer>> subscriptions = new HashMap<>();
    private final Set<RelayPeer> written = new LinkedHashSet<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(RelayPeer.READ_BYTES + RelayPeer.CARRY_BYTES);

    Relay() throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        thread.setDaemon(true);
    }

    /** A relay as a broker to compare with. */
    static Broker broker(String name) {
        return new Broker() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Running start() throws IOException {
                return new Relay().started();
            }
        };
    }

    Relay started() {
        thread.start();
        return this;
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                selector.select(this::ready);
                for (RelayPeer peer : written) {
                    peer.flush();
                }
                written.clear();
            }
        } catch (IOException | RuntimeException e) {
            obituary = "the relay ended: " + e;
        } finally {
            release();
        }
    }

    private void ready(SelectionKey key) {
        RelayPeer peer = (RelayPeer) key.attachment();
        try {
            if (peer == null) {
                SocketChannel channel = server.accept();
                channel.configureBlocking(false);
                SelectionKey own = channel.register(selector, SelectionKey.OP_READ);
                own.attach(new RelayPeer(channel, own));
            } else {
                if (key.isWritable()) {
                    written.add(peer);
                }
                if (key.isReadable()) {
                    read(peer);
                }
            }
        } catch (IOException e) {
            forget(peer, key);
        }
    }

    private void read(RelayPeer peer) throws IOException {
        int limit = peer.read(in);
        int at = 0;
        int run = 0;                                            // PUBLISH packets from here to `at` are not yet passed on
        for (int end = RelayPeer.end(in, at, limit); end > 0; end = RelayPeer.end(in, at, limit)) {
            int first = in.get(at) & 0xFF;
            if ((first & 0xF0) == Frames.PUBLISH) {
                answer(peer, first, at);
            } else {
                pass(peer, run, at);
                other(peer, first, at, end);
                run = end;
            }
            at = end;
        }
        pass(peer, run, at);
        peer.keep(in, at, limit);
    }

    private void pass(RelayPeer peer, int from, int to) {
        if (from < to) {
            if (peer.route == null) {
                peer.route = route(RelayPeer.text(in, RelayPeer.body(in, from)));
            }
            forward(peer.route, in, from, to);
        }
    }

    /** Passes a run of whole PUBLISH packets on. */
    void forward(List<RelayPeer> receivers, ByteBuffer in, int from, int to) {
        for (int i = 0; i < receivers.size(); i++) {
            send(receivers.get(i), in, from, to - from);
        }
    }

    final void send(RelayPeer receiver, ByteBuffer bytes, int from, int length) {
        receiver.add(bytes, from, length);
        written.add(receiver);
    }

    private void answer(RelayPeer peer, int first, int at) {
        int qos = first >>> 1 & 3;
        if (qos > 0) {
            int body = RelayPeer.body(in, at);
            int id = body + 2 + RelayPeer.unsignedShort(in, body);
            reply(peer, qos == 1 ? Frames.PUBACK : Frames.PUBREC, id);
        }
    }

    private void other(RelayPeer peer, int first, int at, int end) throws IOException {
        int body = RelayPeer.body(in, at);
        switch (first) {
            case Frames.CONNECT -> reply(peer, Frames.frame(Frames.CONNACK, new byte[2]));
            case Frames.SUBSCRIBE -> subscribe(peer, body, end);
            case Frames.PUBREC -> reply(peer, Frames.PUBREL, body);
            case Frames.PUBREL -> reply(peer, Frames.PUBCOMP, body);
            case Frames.PUBACK, Frames.PUBCOMP -> { }
            default -> throw new IOException("DISCONNECT or a packet the relay does not know");
        }
    }

    private void subscribe(RelayPeer peer, int body, int end) {
        ByteArrayOutputStream granted = new ByteArrayOutputStream();
        granted.write(in.get(body));
        granted.write(in.get(body + 1));
        for (int at = body + 2; at < end; ) {
            subscriptions.computeIfAbsent(RelayPeer.text(in, at), filter -> new LinkedHashSet<>()).add(peer);
            at += 2 + RelayPeer.unsignedShort(in, at);
            granted.write(in.get(at++));
        }
        reply(peer, Frames.frame(Frames.SUBACK, granted.toByteArray()));
    }

    private void reply(RelayPeer peer, int first, int id) {
        peer.acknowledge(first, in.get(id), in.get(id + 1));
        written.add(peer);
    }

    private void reply(RelayPeer peer, byte[] packet) {
        send(peer, ByteBuffer.wrap(packet), 0, packet.length);
    }

    private List<RelayPeer> route(String topic) {
        Set<RelayPeer> receivers = new LinkedHashSet<>();
        subscriptions.forEach((filter, peers) -> {
            if (matches(filter.split("/"), topic.split("/"))) {
                receivers.addAll(peers);
            }
        });
        return new ArrayList<>(receivers);
    }

    private static boolean matches(String[] filter, String[] topic) {
        for (int i = 0; i < filter.length; i++) {
            if (filter[i].equals("#")) {
                return true;
            }
            if (i >= topic.length || !filter[i].equals("+") && !filter[i].equals(topic[i])) {
                return false;
            }
        }
        return filter.length == topic.length;
    }

    private void forget(RelayPeer peer, SelectionKey key) {
        subscriptions.values().forEach(peers -> peers.remove(peer));
        for (SelectionKey each : selector.keys()) {
            if (each.attachment() instanceof RelayPeer other && other.route != null) {
                other.route.remove(peer);
            }
        }
        key.cancel();
        if (peer != null) {
            peer.close();
        }
    }

    private void release() {
        for (SelectionKey key : selector.keys()) {
            if (key.attachment() instanceof RelayPeer peer) {
                peer.close();
            }
        }
        try (selector; server) {
            ended.countDown();
        } catch (IOException e) {
            obituary = "the relay did not close: " + e;
        }
    }

    @Override
    public Target target() {
        return new Target(server.socket().getLocalPort(), "bench", "bench-secret");
    }

    @Override
    public long cpuNanos() {
        return Math.max(0, java.lang.management.ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()));
    }

    @Override
    public String obituary() {
        return obituary;
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        selector.wakeup();
        try {
            if (!ended.await(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the relay does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
