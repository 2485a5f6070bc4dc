package io.tidegate.transport.netty.internal;

import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Cause;
import io.tidegate.transport.Connection;
import io.tidegate.transport.Inbound;
import io.tidegate.transport.Loop;
import io.tidegate.transport.LoopHandler;
import io.tidegate.transport.Packet;
import io.tidegate.transport.PacketType;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * What the transport alone costs: publishers to subscribers through a handler that only copies, QoS 0, 128 bytes.
 * Run by hand: {@code RelayBench PAIRS FANOUT SECONDS}; prints messages a second and the loop's CPU and garbage per
 * delivered message.
 */
final class RelayBench {
    private static volatile Thread loopThread;

    private RelayBench() {
    }

    /** Client n publishes to n + pairs, or to everybody from there on. */
    static final class Relay implements LoopHandler {
        private final Loop loop;
        private final int fanout;
        private final Connection[] receivers = new Connection[4096];
        long delivered;
        long reads;

        Relay(Loop loop, int fanout) {
            this.loop = loop;
            this.fanout = fanout;
            loopThread = Thread.currentThread();
        }

        @Override
        public void connect(Connection connection, Packet.Connect packet) {
            receivers[Integer.parseInt(packet.clientId())] = connection;
            connection.attach(Integer.valueOf(packet.clientId()));
            connection.send(new Packet.Connack(ReasonCode.SUCCESS, false, null, -1));
        }

        @Override
        public void received(Connection from, Inbound in) {
            reads++;
            while (in.next()) {
                if (in.type() == PacketType.PUBLISH) {
                    int target = (in.array()[in.topic()] & 0x7F) << 7 | in.array()[in.topic() + 1] & 0x7F;
                    var out = loop.outgoing().of(in.array(), in.topic(), in.topicLength(), in.properties(),
                            in.propertiesLength(), in.payload(), in.payloadLength(), in.expirySeconds());
                    for (int i = 0; i < fanout; i++) {
                        Connection to = receivers[target + i];
                        if (to.backlog() < 1_000_000) {
                            to.publish(out, 0, 0);
                            delivered++;
                        } else {
                            from.read(false);
                            blocked = from;
                            to.publish(out, 0, 0);
                            delivered++;
                        }
                    }
                }
            }
        }

        private Connection blocked;

        @Override
        public void writable(Connection connection) {
            for (Connection c : receivers) {
                if (c != null) {
                    c.read(true);
                }
            }
        }

        @Override
        public void adopt(List<Connection> held) {
        }

        @Override
        public void closed(Connection connection, Cause why) {
        }

        @Override
        public void woken() {
        }

        @Override
        public void turnEnd() {
        }

        @Override
        public void finish(Runnable done) {
            done.run();
        }

        @Override
        public void detach() {
        }
    }

    public static void main(String[] args) throws Exception {
        int pairs = Integer.parseInt(args[0]);
        int fanout = Integer.parseInt(args[1]);
        int seconds = Integer.parseInt(args[2]);
        Transport transport = new Transport(1);
        Relay[] relay = new Relay[1];
        transport.handler(loop -> relay[0] = new Relay(loop, fanout));
        Listening listening = transport.listen(new ListenerSettings("x", "127.0.0.1", 0, 1 << 20));
        Selector selector = Selector.open();
        ByteBuffer in = ByteBuffer.allocateDirect(1 << 18);
        int subscribers = fanout == 1 ? pairs : fanout;
        for (int i = 0; i < pairs + subscribers; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", listening.address().getPort()));
            channel.write(ByteBuffer.wrap(Client.connectPacket("" + i, 0)));
            ByteBuffer connack = ByteBuffer.allocate(4);
            while (connack.hasRemaining()) {
                channel.read(connack);
            }
            channel.configureBlocking(false);
            if (i < pairs) {
                int target = pairs + (fanout == 1 ? i : 0);
                byte[] one = Client.publish(new String(new char[] {(char) (target >> 7), (char) (target & 127), 'x'}), "y".repeat(121));
                ByteBuffer chunk = ByteBuffer.allocateDirect(one.length * 480);
                for (int k = 0; k < 480; k++) {
                    chunk.put(one);
                }
                channel.register(selector, SelectionKey.OP_WRITE, chunk.flip());
            } else {
                channel.register(selector, SelectionKey.OP_READ);
            }
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long until = System.nanoTime() + seconds * 1_000_000_000L;
        long mark = System.nanoTime() + 1_000_000_000L;
        long last = 0;
        long cpu = 0;
        long garbage = 0;
        long user = 0;
        long reads = 0;
        while (System.nanoTime() < until) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                SocketChannel channel = (SocketChannel) key.channel();
                if (key.isWritable()) {
                    ByteBuffer chunk = (ByteBuffer) key.attachment();
                    channel.write(chunk);
                    if (!chunk.hasRemaining()) {
                        chunk.rewind();
                    }
                } else {
                    in.clear();
                    channel.read(in);
                }
            }
            selector.selectedKeys().clear();
            if (System.nanoTime() > mark) {
                long now = relay[0].delivered;
                long cpuNow = threads.getThreadCpuTime(loopThread.getId());
                long garbageNow = threads.getThreadAllocatedBytes(loopThread.getId());
                long userNow = threads.getThreadUserTime(loopThread.getId());
                long readsNow = relay[0].reads;
                System.out.printf("%,d msg/s  %.4f us/msg (user %.4f)  %.2f B/msg  %.0f msg/read%n", now - last,
                        (cpuNow - cpu) / 1000.0 / (now - last), (userNow - user) / 1000.0 / (now - last),
                        (garbageNow - garbage) / (double) (now - last), (now - last) / (double) (readsNow - reads));
                user = userNow;
                reads = readsNow;
                last = now;
                cpu = cpuNow;
                garbage = garbageNow;
                mark += 1_000_000_000L;
            }
        }
        transport.close();
        System.exit(0);
    }
}
