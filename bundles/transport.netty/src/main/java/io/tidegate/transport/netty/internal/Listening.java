package io.tidegate.transport.netty.internal;

import io.netty.channel.Channel;
import io.tidegate.transport.netty.internal.loop.Door;
import io.tidegate.transport.netty.internal.loop.NettyLoop;
import java.net.InetSocketAddress;
import java.util.List;

/** An open listener. Any thread. */
public final class Listening implements AutoCloseable {
    private static final long CLOSE_MILLIS = 1_000;

    private final Channel server;
    private final Door door;
    private final List<NettyLoop> loops;

    Listening(Channel server, Door door, List<NettyLoop> loops) {
        this.server = server;
        this.door = door;
        this.loops = loops;
    }

    Door door() {
        return door;
    }

    /** As bound: with the port in force where 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** How many of its sockets are open now. */
    public int connections() {
        return door.connections();
    }

    /** Counts at once, for open connections too. */
    public void maxPacketBytes(int bytes) {
        door.maxPacketBytes(bytes);
    }

    /** Whether it takes new connections. */
    public boolean isAccepting() {
        return server.isActive();
    }

    /** Stops accepting; open connections go on. Returns when the port is free. */
    public void stopAccepting() {
        server.close().awaitUninterruptibly(CLOSE_MILLIS);
    }

    /** Stops accepting and ends its connections; what they had accepted is still written. */
    @Override
    public void close() {
        stopAccepting();
        for (NettyLoop loop : loops) {
            if (!loop.thread().isShuttingDown()) {
                loop.thread().execute(() -> loop.close(door));
            }
        }
    }
}
