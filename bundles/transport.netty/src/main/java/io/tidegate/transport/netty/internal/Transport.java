package io.tidegate.transport.netty.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.tidegate.transport.ConnectionHandler;
import io.tidegate.transport.netty.internal.loop.Door;
import io.tidegate.transport.netty.internal.loop.NettyLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Loops and what listens on them. Usable without a container: {@code new Transport(1)}, {@link #handler}, {@link #listen}.
 * Any thread.
 */
public final class Transport implements AutoCloseable {
    private static final int ACCEPT_BACKLOG = 1024;
    private static final long STOP_MILLIS = 1_500;

    private final Sockets sockets;
    private final ByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
    private final MultiThreadIoEventLoopGroup group;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final List<NettyLoop> loops = new ArrayList<>();
    private final List<Listening> listeners = new ArrayList<>(); // guarded by listeners
    private CompletableFuture<Void> leaving = CompletableFuture.completedFuture(null); // guarded by this
    private ConnectionHandler current; // guarded by this

    /** @param loops at least 1 */
    public Transport(int loops) {
        this(loops, System::nanoTime, Sockets.best());
    }

    /** @param nanoTime the clock for keep alive and other limits */
    Transport(int count, LongSupplier nanoTime, Sockets sockets) {
        this.sockets = sockets;
        group = new MultiThreadIoEventLoopGroup(count, threads(), sockets.handlers());
        AtomicLong orders = new AtomicLong();
        int index = 0;
        for (EventExecutor executor : group) {
            loops.add(new NettyLoop(index++, count, (EventLoop) executor, allocator, nanoTime, orders));
        }
    }

    /** How sockets are watched: {@code epoll} or {@code nio}. */
    public String kind() {
        return sockets.kind();
    }

    public int loops() {
        return loops.size();
    }

    /** Has all connections handled by this one; one that was there before finishes first (at most 2 s). */
    public synchronized void handler(ConnectionHandler handler) {
        if (current != null) {
            leaving = leave();
        }
        current = handler;
        loops.forEach(loop -> loop.residency().arrive(handler));
    }

    /** Whether somebody handles connections. */
    public synchronized boolean hasHandler() {
        return current != null;
    }

    /** Has the handler leave: connections are held. Completes after its last call, in at most about 2 s. */
    public synchronized CompletionStage<Void> handlerGone() {
        if (current != null) {
            current = null;
            leaving = leave();
        }
        return leaving;
    }

    /** Like {@link #handlerGone()}; where another one has taken over already, only waits until this one has left. */
    public synchronized CompletionStage<Void> handlerGone(ConnectionHandler handler) {
        return current == handler ? handlerGone() : leaving;
    }

    private CompletableFuture<Void> leave() {
        return CompletableFuture.allOf(loops.stream().map(loop -> loop.residency().leave())
                .toArray(CompletableFuture[]::new));
    }

    /**
     * Opens a listener; waits until the port is bound.
     *
     * @throws IOException saying why not, for instance that the address is in use
     */
    public Listening listen(ListenerSettings settings) throws IOException {
        return listen(settings, null);
    }

    /**
     * Opens the listener that another one becomes: the connections of that one are its own from now on.
     *
     * @param before null: none
     */
    public Listening listen(ListenerSettings settings, Listening before) throws IOException {
        Door door = before == null ? new Door(settings.name(), settings.maxPacketBytes()) : before.door();
        InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
        if (address.isUnresolved()) {
            throw new IOException("unknown host " + settings.host());
        }
        ChannelFuture bound = bootstrap(door).channelFactory(sockets.serversFor(address)).bind(address);
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        Listening listening = new Listening(bound.channel(), door, loops);
        synchronized (listeners) {
            listeners.removeIf(other -> !other.isAccepting());
            listeners.add(listening);
        }
        return listening;
    }

    private ServerBootstrap bootstrap(Door door) {
        return new ServerBootstrap().group(group)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                // low 1, high 2: a channel is writable exactly when Netty holds nothing of it
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1, 2))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        NettyLoop loop = loopOf(channel.eventLoop());
                        channel.config().setRecvByteBufAllocator(loop.readBuffer());
                        loop.open(door, channel);
                    }
                });
    }

    private NettyLoop loopOf(EventLoop thread) {
        for (NettyLoop loop : loops) {
            if (loop.thread() == thread) {
                return loop;
            }
        }
        throw new IllegalStateException("a channel on a foreign thread");
    }

    /** Closes listeners, lets the handler leave, closes connections, ends the threads; at most about 4 s. The second time it only waits. */
    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            group.terminationFuture().awaitUninterruptibly(STOP_MILLIS);
            return;
        }
        synchronized (listeners) {
            listeners.forEach(Listening::close);
            listeners.clear();
        }
        handlerGone().toCompletableFuture().completeOnTimeout(null, 2_500, TimeUnit.MILLISECONDS).join();
        loops.forEach(loop -> loop.thread().execute(loop::release));
        group.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_MILLIS);
    }

    private static ThreadFactory threads() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new FastThreadLocalThread(task, "tidegate-transport.netty-loop-" + number.getAndIncrement());
            thread.setContextClassLoader(Transport.class.getClassLoader()); // not that of whoever came first
            return thread;
        };
    }
}
