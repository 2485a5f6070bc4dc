package io.tidegate.shell.internal.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts on the control socket and gives each connection a thread, at most {@link #MAX_CONNECTIONS}. One thread
 * accepts and looks for idle connections once a second. {@link #close} ends all of it within 2 s.
 */
final class ControlServer implements AutoCloseable {
    /** How many connections may be open; a further one is told so and closed. */
    static final int MAX_CONNECTIONS = 16;
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final long LOOK_MILLIS = 1000;

    private final ControlPath path;
    private final CommandLines commands;
    private final Duration idleLimit;
    private final Accepting accepting;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final Set<ControlConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger threads = new AtomicInteger();
    private final ThreadPoolExecutor sessions = new ThreadPoolExecutor(0, MAX_CONNECTIONS, 10, TimeUnit.SECONDS,
            new SynchronousQueue<>(), task -> thread(task, "session-" + threads.incrementAndGet()));
    private final Thread acceptor = thread(this::accept, "control-1");
    /** Owned by the acceptor: how often in a row it failed. */
    private long failures;

    private ControlServer(ControlPath path, CommandLines commands, Duration idleLimit, Accepting accepting, ServerSocketChannel server,
            Selector selector) {
        this.path = path;
        this.commands = commands;
        this.idleLimit = idleLimit;
        this.accepting = accepting;
        this.server = server;
        this.selector = selector;
    }

    /** How a connection is taken. */
    @FunctionalInterface
    interface Accepting {
        /** @return null when none waits */
        SocketChannel accept(ServerSocketChannel server) throws IOException;
    }

    /** Listens and starts to accept. When it fails it leaves nothing behind. */
    static ControlServer open(ControlPath path, CommandLines commands, Duration idleLimit) throws IOException {
        return open(path, commands, idleLimit, ServerSocketChannel::accept);
    }

    static ControlServer open(ControlPath path, CommandLines commands, Duration idleLimit, Accepting accepting) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Selector selector = Selector.open();
        try {
            server.bind(UnixDomainSocketAddress.of(path.socket()));
            server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
            path.publish();
        } catch (IOException e) {
            server.close();
            selector.close();
            path.remove();
            throw e;
        }
        ControlServer opened = new ControlServer(path, commands, idleLimit, accepting, server, selector);
        opened.acceptor.start();
        LOG.info("event=control-open path={}", path.socket());
        return opened;
    }

    @Override
    public void close() throws IOException {
        server.close();
        selector.close();
        path.remove();
        connections.forEach(ControlConnection::close);
        sessions.shutdownNow();
        try {
            acceptor.join(500);
            if (!sessions.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.warn("event=control-close stillRunning={}", sessions.getActiveCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                selector.select(LOOK_MILLIS);
                selector.selectedKeys().clear();
                for (SocketChannel peer = next(); peer != null; peer = next()) {
                    serve(peer);
                }
                endIdle();
            } catch (ClosedSelectorException | CancelledKeyException | ClosedChannelException closing) {
                return;
            } catch (IOException e) {
                LOG.warn("event=control-select error=\"{}\"", e.toString());
            }
        }
    }

    /**
     * The next that waits; null when there is none, or none can be taken: without file descriptors it goes on waiting, so
     * that the door is looked at again after a second and not at once.
     */
    private SocketChannel next() throws ClosedChannelException {
        SelectionKey door = server.keyFor(selector);
        try {
            SocketChannel peer = accepting.accept(server);
            door.interestOps(SelectionKey.OP_ACCEPT);
            failures = 0;
            return peer;
        } catch (ClosedChannelException closing) {
            throw closing;
        } catch (IOException e) {
            door.interestOps(0);
            if (isPowerOfTen(++failures)) {
                LOG.warn("event=control-accept failed={} error=\"{}\"", failures, e.toString());
            }
            return null;
        }
    }

    private static boolean isPowerOfTen(long n) {
        long power = 1;
        while (power < n) {
            power *= 10;
        }
        return power == n;
    }

    private void serve(SocketChannel peer) {
        ControlConnection connection = new ControlConnection(Channels.newInputStream(peer), Channels.newOutputStream(peer),
                peer, commands, System::nanoTime);
        connections.add(connection);
        try {
            sessions.execute(() -> {
                try {
                    connection.run();
                } finally {
                    connections.remove(connection);
                }
            });
        } catch (RejectedExecutionException full) {
            connections.remove(connection);
            refuse(peer);
        }
    }

    private static void refuse(SocketChannel peer) {
        try (peer) {
            peer.configureBlocking(false); // a peer that does not read must not hold up the others
            peer.write(ByteBuffer.wrap(("Error: " + MAX_CONNECTIONS + " control connections are open already, close one\n\0EXIT 1\n")
                    .getBytes(StandardCharsets.UTF_8)));
        } catch (IOException left) {
            LOG.debug("event=control-refuse error={}", left.toString());
        }
    }

    private void endIdle() {
        long now = System.nanoTime();
        for (ControlConnection connection : connections) {
            if (connection.idleNanos(now) > idleLimit.toNanos()) {
                connection.close();
            }
        }
    }

    private static Thread thread(Runnable task, String role) {
        Thread thread = new Thread(task, "tidegate-shell-" + role);
        thread.setDaemon(true);
        return thread;
    }
}
