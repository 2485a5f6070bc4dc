package io.tidegate.transport.netty.internal;

import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this machine watches sockets: epoll where Netty's native library loads (Linux on x86_64 and aarch_64), NIO elsewhere.
 *
 * @param kind {@code epoll} or {@code nio}
 */
record Sockets(String kind, IoHandlerFactory handlers, Function<SocketProtocolFamily, ServerChannel> servers) {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    static Sockets best() {
        if (Epoll.isAvailable()) {
            return new Sockets("epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel::new);
        }
        LOG.info("event=no-epoll text=\"using nio\" cause=\"{}\"", Epoll.unavailabilityCause().toString());
        return nio();
    }

    static Sockets nio() {
        return new Sockets("nio", NioIoHandler.newFactory(),
                family -> new NioServerSocketChannel(SelectorProvider.provider(), family));
    }

    /** Of the address's own family: 0.0.0.0 is IPv4 alone, as written; :: is both. */
    ChannelFactory<ServerChannel> serversFor(InetSocketAddress address) {
        SocketProtocolFamily family = address.getAddress() instanceof Inet4Address ? SocketProtocolFamily.INET
                : SocketProtocolFamily.INET6;
        return () -> servers.apply(family);
    }
}
