package io.tidegate.transport.netty.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Packet;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a connection promises to the hub, through real sockets. */
@Timeout(60)
class ConnectionTest {
    private final Transport transport = new Transport(1);
    private final RecordingHandler hub = new RecordingHandler();
    private Listening listening;

    @BeforeEach
    void open() throws Exception {
        transport.handler(hub);
        listening = transport.listen(new ListenerSettings("x", "127.0.0.1", 0, 32 * 1024));
        assertEquals("attach", hub.next());
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private Client client(String id) throws Exception {
        Client client = new Client(listening.address()).connect(id, 0);
        assertEquals("connect " + id, hub.next());
        return client;
    }

    @Test
    void publish_qos1_reachesTheHandlerAndIsAcknowledged() throws Exception {
        try (Client a = client("a")) {
            a.send(Client.publish("t/1", "hello".getBytes(), 7));
            assertEquals("publish t/1 hello", hub.next());
            assertArrayEquals(new byte[] {0x40, 2, 0, 7}, a.read(4));
        }
        assertEquals("closed a LOST", hub.next());
    }

    @Test
    void ping_isAnsweredWithoutTheHandler() throws Exception {
        try (Client a = client("a")) {
            a.send(new byte[] {(byte) 0xC0, 0}, Client.publish("t", "x"));
            assertArrayEquals(new byte[] {(byte) 0xD0, 0}, a.read(2));
            assertEquals("publish t x", hub.next());
        }
    }

    @Test
    void readFalse_inTheMiddleOfABatch_takesExactlyOneAndOffersTheOthersLater() throws Exception {
        AtomicBoolean first = new AtomicBoolean(true);
        hub.onPublish = c -> {
            if (first.getAndSet(false)) {
                c.read(false);
            }
        };
        try (Client a = client("a")) {
            byte[][] ten = new byte[10][];
            for (int i = 0; i < 10; i++) {
                ten[i] = Client.publish("t", "" + i);
            }
            a.send(ten);
            assertEquals("publish t 0", hub.next());
            try (Client b = client("b")) { // a whole round trip of somebody else later, still nothing came
                b.send(Client.publish("t", "other"));
                assertEquals("publish t other", hub.next());
            }
            assertEquals("closed b LOST", hub.next());
            assertNull(hub.events.poll());
            hub.onLoop(() -> hub.connections.get(0).read(true));
            for (int i = 1; i < 10; i++) {
                assertEquals("publish t " + i, hub.next());
            }
        }
    }

    @Test
    void packet_ofExactlyTheLimit_passes_oneByteMore_closes() throws Exception {
        int overhead = 1 + 3 + 2 + 1; // type, remaining length of three bytes, topic length, topic
        try (Client a = client("a")) {
            a.send(Client.publish("t", new byte[32 * 1024 - overhead], 0));
            assertEquals("publish t " + (32 * 1024 - overhead) + " bytes", hub.next());
            a.send(Client.publish("t", new byte[32 * 1024 - overhead + 1], 0));
            assertEquals("closed a TOO_LARGE", hub.next());
            assertTrue(a.isAtEnd());
        }
    }

    @Test
    void packet_tooLarge_closesBeforeItsBodyIsSent() throws Exception {
        try (Client a = client("a")) {
            a.send(new byte[] {0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F});
            assertEquals("closed a TOO_LARGE", hub.next());
        }
    }

    @Test
    void malformed_closesAfterAnsweringWhatCameBefore() throws Exception {
        try (Client a = client("a")) {
            a.send(Client.publish("t", "x".getBytes(), 1), new byte[] {0x36, 2, 0, 0});
            assertEquals("publish t x", hub.next());
            assertEquals("closed a PROTOCOL", hub.next());
            assertArrayEquals(new byte[] {0x40, 2, 0, 1}, a.read(4));
            assertTrue(a.isAtEnd());
        }
    }

    @Test
    void firstPacket_notConnect_closesUnseen() throws Exception {
        try (Client a = new Client(listening.address())) {
            a.send(Client.publish("t", "x"));
            assertTrue(a.isAtEnd());
        }
        assertNull(hub.events.poll());
    }

    @Test
    void level5_isAnsweredWithUnacceptableVersion() throws Exception {
        try (Client a = new Client(listening.address())) {
            byte[] connect = Client.connectPacket("a", 0);
            connect[8] = 5;
            a.send(connect);
            assertArrayEquals(new byte[] {0x20, 2, 0, 1}, a.read(4));
            assertTrue(a.isAtEnd());
        }
    }

    @Test
    void untilConnack_nothingElseIsOffered() throws Exception {
        hub.acceptAtOnce = false;
        try (Client a = new Client(listening.address())) {
            a.send(Client.connectPacket("a", 0), Client.publish("t", "x"));
            assertEquals("connect a", hub.next());
            AtomicBoolean nothing = new AtomicBoolean();
            hub.onLoop(() -> {
                nothing.set(hub.events.isEmpty());
                hub.connections.get(0).send(new Packet.Connack(ReasonCode.SUCCESS, true, null, -1));
            });
            assertEquals("publish t x", hub.next());
            assertTrue(nothing.get());
            assertArrayEquals(new byte[] {0x20, 2, 1, 0}, a.read(4));
        }
    }

    @Test
    void close_withFarewell_deliversItAndTellsLocal() throws Exception {
        hub.acceptAtOnce = false;
        try (Client a = new Client(listening.address())) {
            a.send(Client.connectPacket("a", 0), Client.publish("t", "never read"));
            assertEquals("connect a", hub.next());
            hub.onLoop(() -> hub.connections.get(0)
                    .close(new Packet.Connack(ReasonCode.BAD_USER_NAME_OR_PASSWORD, false, null, -1)));
            assertArrayEquals(new byte[] {0x20, 2, 0, 4}, a.read(4));
            assertTrue(a.isAtEnd());
            assertEquals("closed a LOCAL", hub.next());
        }
    }

    @Test
    void keepAlive_runsOut_andIsRestartedByEachPacket() throws Exception {
        try (Client a = new Client(listening.address()).connect("a", 1)) {
            long connected = System.nanoTime();
            assertEquals("connect a", hub.next());
            assertEquals("closed a KEEP_ALIVE", hub.next());
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - connected);
            assertTrue(millis >= 1_400 && millis < 6_000, "closed after " + millis + " ms");
            assertTrue(a.isAtEnd());
        }
    }

    @Test
    void packetInSlices_ofOneByte_isPutTogether() throws Exception {
        try (Client a = client("a")) {
            for (byte b : Client.publish("t/slices", "hello".getBytes(), 258)) {
                a.send(new byte[] {b});
            }
            assertEquals("publish t/slices hello", hub.next());
            assertArrayEquals(new byte[] {0x40, 2, 1, 2}, a.read(4));
        }
    }

    @Test
    void removedListener_closesItsConnections_othersStay() throws Exception {
        try (Listening other = transport.listen(new ListenerSettings("y", "127.0.0.1", 0, 1024)); Client a = client("a")) {
            try (Client b = new Client(other.address()).connect("b", 0)) {
                assertEquals("connect b", hub.next());
                other.close();
                assertEquals("closed b STOPPING", hub.next());
                assertTrue(b.isAtEnd());
            }
            a.send(Client.publish("t", "still here"));
            assertEquals("publish t still here", hub.next());
        }
    }

    @Test
    void occupiedPort_saysSo() {
        IOException problem = org.junit.jupiter.api.Assertions.assertThrows(IOException.class, () ->
                transport.listen(new ListenerSettings("y", "127.0.0.1", listening.address().getPort(), 1024)));
        assertTrue(problem.getMessage().contains("in use"), problem.getMessage());
    }

    @Test
    void handlerThatThrows_costsThatConnectionOnly() throws Exception {
        try (Client a = client("a"); Client b = client("b")) {
            hub.onPublish = c -> {
                hub.onPublish = other -> { };
                throw new IllegalStateException("made by the test");
            };
            a.send(Client.publish("t", "1"), Client.publish("t", "2"));
            assertEquals("publish t 1", hub.next());
            assertEquals("closed a LOCAL", hub.next());
            assertTrue(a.isAtEnd());
            b.send(Client.publish("t", "3"));
            assertEquals("publish t 3", hub.next());
        }
    }

    @Test
    void assignedClientId_entersTheFacts() throws Exception {
        hub.acceptAtOnce = false;
        try (Client a = new Client(listening.address())) {
            a.send(Client.connectPacket("", 0));
            assertEquals("connect ", hub.next());
            hub.onLoop(() -> hub.connections.get(0).send(new Packet.Connack(ReasonCode.SUCCESS, false, "made", -1)));
            assertArrayEquals(new byte[] {0x20, 2, 0, 0}, a.read(4));
        }
        assertEquals("closed made LOST", hub.next());
    }

    @Test
    void secondConnect_isHandedUp() throws Exception {
        try (Client a = client("a")) {
            a.send(Client.connectPacket("a", 0));
            assertEquals("packet 1", hub.next());
        }
    }

    @Test
    void limit_changedLater_countsAtOnce() throws Exception {
        try (Client a = client("a")) {
            a.send(Client.publish("t", new byte[100], 0));
            assertEquals("publish t 100 bytes", hub.next());
            listening.maxPacketBytes(50);
            a.send(Client.publish("t", new byte[100], 0));
            assertEquals("closed a TOO_LARGE", hub.next());
        }
    }

    @Test
    void wake_fromManyThreads_isHeard() throws Exception {
        java.util.concurrent.atomic.AtomicInteger asked = new java.util.concurrent.atomic.AtomicInteger();
        java.util.concurrent.atomic.AtomicInteger seen = new java.util.concurrent.atomic.AtomicInteger();
        hub.onWoken = () -> seen.set(asked.get());
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int n = 0; n < 20_000; n++) {
                    asked.incrementAndGet();
                    hub.loop.wake();
                }
            }, "test-waker-" + i);
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        AdoptionTest.await(() -> seen.get() == 80_000); // none is lost, also the last
    }

    @Test
    void keepAlive_staysAliveByPings() throws Exception {
        try (Client a = new Client(listening.address()).connect("a", 1)) {
            assertEquals("connect a", hub.next());
            for (int i = 0; i < 6; i++) {
                a.send(new byte[] {(byte) 0xC0, 0});
                assertArrayEquals(new byte[] {(byte) 0xD0, 0}, a.read(2));
                assertNull(hub.events.poll(400, TimeUnit.MILLISECONDS));
            }
        }
    }

    @Test
    void noise_beforeAndAfterConnect_endsItsConnectionOnly_andNothingStays() throws Exception {
        java.util.Random random = new java.util.Random(7);
        try (Client good = client("good")) {
            for (int i = 0; i < 300; i++) {
                try (Client bad = new Client(listening.address())) {
                    byte[] noise = new byte[1 + random.nextInt(200)];
                    random.nextBytes(noise);
                    if (i % 2 == 0) {
                        bad.send(Client.connectPacket("bad" + i, 0), Client.publish("t", "x"), noise);
                    } else {
                        bad.send(noise);
                    }
                }
            }
            AdoptionTest.await(() -> listening.connections() == 1);
            hub.events.clear();
            good.send(Client.publish("t", "still here"));
            assertEquals("publish t still here", hub.next());
            hub.onLoop(() -> {
                hub.onWoken = () -> { };
                hub.events.add("known " + hub.connections.size());
            });
            assertEquals("known 1", hub.next());
        }
    }
}
