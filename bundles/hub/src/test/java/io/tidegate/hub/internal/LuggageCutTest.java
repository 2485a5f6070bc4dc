package io.tidegate.hub.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.internal.Packets.Got;
import io.tidegate.transport.Cause;
import io.tidegate.transport.Connection;
import io.tidegate.transport.Inbound;
import io.tidegate.transport.LoopHandler;
import io.tidegate.transport.Packet;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What becomes of a session whose connection comes with luggage that cannot be read to its end? */
class LuggageCutTest {
    @OnLoops
    void keptSessionRestsWhole(int loops) throws Exception {
        try (HubServer hub = new HubServer(loops); Wire sender = Wire.clean(hub, "s"); Wire kept = Wire.kept(hub, "k", false)) {
            kept.subscribe("t", 1);
            sender.publish1("t", "1", 1);
            int id = kept.expectPublish("t", "1", 1).packetId();
            kept.expectNothing();
            hub.detachHub();
            AtomicInteger there = new AtomicInteger();
            hub.transport.handler(loop -> {
                there.incrementAndGet();
                return new Cutter();
            });
            HubServer.await("every loop has somebody else", () -> there.get() == loops);
            hub.detachHub();
            hub.attachHub();
            kept.expectClosed();
            try (Wire late = Wire.clean(hub, "s2")) {
                late.publish1("t", "2", 1);
            }
            try (Wire back = Wire.kept(hub, "k", true)) {
                Got again = back.expectPublish("t", "1", 1);
                assertEquals(id, again.packetId());
                assertTrue(again.dup());
                back.expectPublish("t", "2", 1);
            }
            HubServer.await("one session", () -> hub.core.shared().owners.size() == 1);
        }
    }

    /** Somebody who leaves luggage without its end. */
    private static final class Cutter implements LoopHandler {
        @Override
        public void adopt(List<Connection> held) {
            held.forEach(c -> c.luggage(Arrays.copyOf(c.luggage(), c.luggage().length - 3)));
        }

        @Override
        public void finish(Runnable done) {
            done.run();
        }

        @Override
        public void connect(Connection connection, Packet.Connect packet) {
        }

        @Override
        public void received(Connection connection, Inbound in) {
        }

        @Override
        public void writable(Connection connection) {
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
        public void detach() {
        }
    }
}
