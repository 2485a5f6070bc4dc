package io.tidegate.transport.netty.internal;

import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Cause;
import io.tidegate.transport.Connection;
import io.tidegate.transport.ConnectionHandler;
import io.tidegate.transport.Inbound;
import io.tidegate.transport.Loop;
import io.tidegate.transport.LoopHandler;
import io.tidegate.transport.Packet;
import io.tidegate.transport.PacketType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A tiny hub: accepts everybody, answers QoS 1, tells what it saw as lines of text. Safe to read from the test's thread. */
class RecordingHandler implements ConnectionHandler {
    final BlockingQueue<String> events;
    final List<Connection> connections = new ArrayList<>(); // loop's thread, one loop
    volatile Loop loop;
    volatile Consumer<Connection> onPublish = c -> { };
    volatile Consumer<Connection> onWritable = c -> { };
    volatile boolean acceptAtOnce = true;
    volatile boolean finishAtOnce = true;
    volatile Runnable finish;
    volatile Runnable onWoken = () -> { };

    RecordingHandler() {
        this(new LinkedBlockingQueue<>());
    }

    /** Tells into a queue that it may share with others. */
    RecordingHandler(BlockingQueue<String> events) {
        this.events = events;
    }

    /** The next event, waited for at most 10 s. */
    String next() throws InterruptedException {
        String event = events.poll(10, TimeUnit.SECONDS);
        return event == null ? "nothing within 10 s" : event;
    }

    /** Runs something on the loop. */
    void onLoop(Runnable task) {
        onWoken = task;
        loop.wake();
    }

    @Override
    public LoopHandler attach(Loop loop) {
        this.loop = loop;
        events.add("attach");
        return new Shard();
    }

    final class Shard implements LoopHandler {
        @Override
        public void connect(Connection connection, Packet.Connect packet) {
            connections.add(connection);
            events.add("connect " + packet.clientId());
            connection.keepAlive(packet.keepAliveSeconds());
            if (acceptAtOnce) {
                connection.send(new Packet.Connack(ReasonCode.SUCCESS, false, null, -1));
            }
        }

        @Override
        public void adopt(List<Connection> held) {
            for (Connection connection : held) {
                byte[] luggage = connection.luggage();
                connections.add(connection);
                events.add("adopt " + connection.facts().clientId() + (connection.isOpen() ? "" : " closed")
                        + (luggage == null ? "" : " " + new String(luggage, StandardCharsets.UTF_8))
                        + (connection.attachment() == null ? "" : " attachment"));
            }
        }

        @Override
        public void received(Connection connection, Inbound in) {
            while (in.next()) {
                if (in.type() == PacketType.PUBLISH) {
                    events.add("publish " + new String(in.array(), in.topic(), in.topicLength(), StandardCharsets.UTF_8)
                            + " " + describe(in));
                    if ((in.flags() & 6) == 2) {
                        connection.acknowledge(PacketType.PUBACK, in.packetId(), 0);
                    }
                    onPublish.accept(connection);
                } else {
                    events.add("packet " + in.type());
                }
            }
        }

        private String describe(Inbound in) {
            return in.payloadLength() > 64 ? in.payloadLength() + " bytes"
                    : new String(in.array(), in.payload(), in.payloadLength(), StandardCharsets.UTF_8);
        }

        @Override
        public void writable(Connection connection) {
            onWritable.accept(connection);
        }

        @Override
        public void closed(Connection connection, Cause why) {
            connections.remove(connection);
            events.add("closed " + connection.facts().clientId() + " " + why);
        }

        @Override
        public void woken() {
            onWoken.run();
        }

        @Override
        public void turnEnd() {
            // nothing is batched here
        }

        @Override
        public void finish(Runnable done) {
            events.add("finish");
            finish = done;
            if (finishAtOnce) {
                done.run();
            }
        }

        @Override
        public void detach() {
            events.add("detach");
            connections.forEach(c -> c.luggage(("of " + c.facts().clientId()).getBytes(StandardCharsets.UTF_8)));
            connections.clear();
        }
    }
}
