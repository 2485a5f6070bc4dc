package io.tidegate.transport.netty.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.internal.PlatformDependent;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Connection;
import io.tidegate.transport.Packet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that read slowly or not at all, and packets larger than a read. */
@Timeout(90)
class BackPressureTest {
    private static final int LIMIT = 1 << 20;
    private static final byte[] PAYLOAD = new byte[1000];

    private final Transport transport = new Transport(1);
    private final RecordingHandler hub = new RecordingHandler();
    private Listening listening;

    @BeforeEach
    void open() throws Exception {
        transport.handler(hub);
        listening = transport.listen(new ListenerSettings("x", "127.0.0.1", 0, 32 << 20));
        assertEquals("attach", hub.next());
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private Client client(String id, int receiveBuffer) throws Exception {
        Client client = new Client(listening.address(), receiveBuffer).connect(id, 0);
        assertEquals("connect " + id, hub.next());
        return client;
    }

    /** Publishes to a connection until its backlog says stop; returns how many. */
    private int fill(Connection connection) {
        byte[] message = new byte[1 + PAYLOAD.length];
        message[0] = 't';
        int sent = 0;
        while (connection.backlog() < LIMIT) {
            connection.publish(connection.loop().outgoing().of(message, 0, 1, 0, 0, 1, PAYLOAD.length, -1), 0, 0);
            sent++;
        }
        return sent;
    }

    private void fillOnLoop(int index, AtomicInteger sent) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        hub.onLoop(() -> {
            hub.onWoken = () -> { };
            sent.addAndGet(fill(hub.connections.get(index)));
            done.countDown();
        });
        assertTrue(done.await(10, TimeUnit.SECONDS));
    }

    @Test
    void slowReader_getsAllInOrder_andTheHubHearsOfIt() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger writable = new AtomicInteger();
        AtomicLong backlog = new AtomicLong();
        hub.onWritable = c -> {
            writable.incrementAndGet();
            backlog.set(c.backlog());
        };
        try (Client slow = client("slow", 8 * 1024)) {
            for (int i = 0; i < 20; i++) { // beyond whatever the kernel buffers
                fillOnLoop(0, sent);
            }
            byte[] one = Client.publish("t", PAYLOAD, 0);
            for (int i = 0; i < sent.get(); i++) {
                byte[] read = slow.read(one.length);
                assertTrue(java.util.Arrays.equals(one, read), "message " + i);
            }
            AdoptionTest.await(() -> writable.get() > 0);
            assertTrue(backlog.get() < 256 * 1024, "backlog " + backlog.get());
        }
    }

    @Test
    void thirtyPeersThatNeverRead_holdLittleDirectMemory_andOthersGoOn() throws Exception {
        int peers = 30;
        Client[] deaf = new Client[peers];
        for (int i = 0; i < peers; i++) {
            deaf[i] = client("deaf" + i, 8 * 1024);
        }
        long before = PlatformDependent.usedDirectMemory();
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < peers; i++) {
                fillOnLoop(i, new AtomicInteger());
            }
        }
        long held = PlatformDependent.usedDirectMemory() - before;
        assertTrue(held <= (peers + 2) * 64L * 1024, "direct memory held: " + held);
        try (Client good = client("good", 0)) {
            for (int i = 1; i <= 100; i++) {
                good.send(Client.publish("t", "x".getBytes(), i));
                assertEquals("publish t x", hub.next());
                assertEquals(i, good.read(4)[3]);
            }
        }
        for (Client client : deaf) {
            client.close();
        }
        for (int i = 0; i <= peers; i++) {
            assertTrue(hub.next().startsWith("closed "));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65_530, 65_536, 131_072, 1_000_000, 3_000_000, 20_000_000})
    void largePacket_arrivesWhole_withWhatIsAroundIt(int bytes) throws Exception {
        try (Client a = client("a", 0)) {
            a.send(Client.publish("t", "before"), Client.publish("big", new byte[bytes], 0), Client.publish("t", "after"));
            assertEquals("publish t before", hub.next());
            assertEquals("publish big " + bytes + " bytes", hub.next());
            assertEquals("publish t after", hub.next());
        }
    }

    @Test
    void largePacket_inSmallSlices_arrivesWhole() throws Exception {
        byte[] big = Client.publish("big", new byte[300_000], 0);
        try (Client a = client("a", 0)) {
            for (int at = 0; at < big.length; at += 7_001) {
                a.send(java.util.Arrays.copyOfRange(big, at, Math.min(big.length, at + 7_001)));
            }
            a.send(Client.publish("t", "after"));
            assertEquals("publish big 300000 bytes", hub.next());
            assertEquals("publish t after", hub.next());
        }
    }

    @Test
    void readFalse_stopsThePeer_andNothingIsLost() throws Exception {
        hub.onPublish = c -> c.read(false);
        byte[] one = Client.publish("t", PAYLOAD, 0);
        try (Client a = client("a", 0)) {
            int all = 20_000;
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < all; i++) {
                        a.send(one);
                    }
                } catch (java.io.IOException e) {
                    hub.events.add("writer failed " + e);
                }
            }, "test-writer");
            writer.start();
            assertEquals("publish t 1000 bytes", hub.next());
            writer.join(500);
            assertTrue(writer.isAlive(), "20 MB were swallowed while nobody reads");
            hub.onPublish = c -> { };
            hub.onLoop(() -> hub.connections.get(0).read(true));
            for (int i = 1; i < all; i++) {
                assertEquals("publish t 1000 bytes", hub.next());
            }
            writer.join(10_000);
        }
    }

    /** Nobody knows yet whether it may send anything: what comes behind CONNECT stays with the peer, but for one read. */
    @Test
    void whileConnectIsDecided_thePeerIsStopped_andNothingIsLost() throws Exception {
        hub.acceptAtOnce = false;
        try (Client a = new Client(listening.address())) {
            int all = 20_000;
            Thread writer = new Thread(() -> {
                try {
                    a.send(Client.connectPacket("a", 0));
                    for (int i = 0; i < all; i++) {
                        a.send(Client.publish("t/" + i, PAYLOAD, 0));
                    }
                } catch (java.io.IOException e) {
                    hub.events.add("writer failed " + e);
                }
            }, "test-writer");
            writer.start();
            assertEquals("connect a", hub.next());
            writer.join(2_000);
            assertTrue(writer.isAlive(), "20 MB were swallowed of a peer that was not let in");
            hub.onLoop(() -> hub.connections.get(0).send(new Packet.Connack(ReasonCode.SUCCESS, false, null, -1)));
            for (int i = 0; i < all; i++) {
                assertEquals("publish t/" + i + " 1000 bytes", hub.next());
            }
            writer.join(10_000);
        }
    }
}
