package io.tidegate.transport.netty.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A handler goes and another one comes while sockets stay open. */
@Timeout(60)
class AdoptionTest {
    private static final byte[] PING = {(byte) 0xC0, 0};
    private static final byte[] PONG = {(byte) 0xD0, 0};
    private static final byte[] DISCONNECT = {(byte) 0xE0, 0};

    /** Stands as long as a test wants to; what it is set to is what the loop reads next. */
    private final AtomicLong skippedNanos = new AtomicLong();
    private final Transport transport = new Transport(1, () -> System.nanoTime() + skippedNanos.get(),
            Sockets.best());
    private final RecordingHandler old = new RecordingHandler();
    private final RecordingHandler next = new RecordingHandler();
    private Listening listening;

    @BeforeEach
    void open() throws Exception {
        transport.handler(old);
        listening = transport.listen(new ListenerSettings("x", "127.0.0.1", 0, 1 << 20));
        assertEquals("attach", old.next());
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private Client client(String id, int keepAlive) throws Exception {
        Client client = new Client(listening.address()).connect(id, keepAlive);
        assertEquals("connect " + id, old.next());
        return client;
    }

    private void oldLeaves() throws Exception {
        transport.handlerGone().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertEquals("finish", old.next());
        assertEquals("detach", old.next());
    }

    /** What the hub does for these, as publishing their wills, is part of what it has to finish. */
    @Test
    void connectionsThatEnded_areToldBeforeItHasToFinish() throws Exception {
        try (Client a = client("a", 0)) {
            CountDownLatch busy = new CountDownLatch(1);
            old.onLoop(() -> await(busy));
            listening.close(); // both wait for the loop, in one turn
            transport.handlerGone();
            busy.countDown();
            assertEquals("closed a STOPPING", old.next());
            assertEquals("finish", old.next());
            assertEquals("detach", old.next());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void swap_keepsSocketsLuggageAndUnreadBytes_andForgetsAttachments() throws Exception {
        try (Client a = client("a", 0); Client b = client("b", 0)) {
            old.onPublish = c -> c.attach("old session");
            a.send(Client.publish("t", "1"));
            assertEquals("publish t 1", old.next());
            oldLeaves();
            a.send(PING, Client.publish("t", "2"), PING);
            assertArrayEquals(PONG, a.read(2));
            transport.handler(next);
            assertEquals("attach", next.next());
            assertEquals("adopt a of a", next.next());
            assertEquals("adopt b of b", next.next());
            assertEquals("publish t 2", next.next());
            assertArrayEquals(PONG, a.read(2));
            b.send(Client.publish("t", "3"));
            assertEquals("publish t 3", next.next());
            assertNull(old.events.poll());
        }
    }

    @Test
    void finishing_takesNoFurtherPacket_andStillWritesAnswers() throws Exception {
        old.finishAtOnce = false;
        try (Client a = client("a", 0)) {
            old.onPublish = c -> transport.handlerGone();
            a.send(Client.publish("t", "1".getBytes(), 1));
            assertEquals("publish t 1", old.next());
            assertEquals("finish", old.next());
            assertArrayEquals(new byte[] {0x40, 2, 0, 1}, a.read(4));
            a.send(PING, Client.publish("t", "2".getBytes(), 2));
            assertArrayEquals(PONG, a.read(2)); // it was read, and nothing was offered
            assertNull(old.events.poll());
            old.finish.run();
            assertEquals("detach", old.next());
            transport.handler(next);
            assertEquals("attach", next.next());
            assertEquals("adopt a of a", next.next());
            assertEquals("publish t 2", next.next());
            assertArrayEquals(new byte[] {0x40, 2, 0, 2}, a.read(4));
        }
    }

    @Test
    void finish_thatNeverSaysDone_isWaitedForTwoSecondsOnly() throws Exception {
        old.finishAtOnce = false;
        try (Client a = client("a", 0)) {
            long begin = System.nanoTime();
            assertThrows(TimeoutException.class,
                    () -> transport.handlerGone().toCompletableFuture().get(1, TimeUnit.SECONDS));
            transport.handlerGone().toCompletableFuture().get(5, TimeUnit.SECONDS);
            assertTrue(System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(1_900));
            assertEquals("finish", old.next());
            assertEquals("detach", old.next());
            old.finish.run(); // late: means nothing
            transport.handler(next);
            assertEquals("attach", next.next());
            assertEquals("adopt a of a", next.next());
            a.send(Client.publish("t", "x"));
            assertEquals("publish t x", next.next());
        }
    }

    @Test
    void newHandler_whileTheOldOneIsThere_followsIt() throws Exception {
        try (Client a = client("a", 0)) {
            transport.handler(next);
            assertEquals("finish", old.next());
            assertEquals("detach", old.next());
            assertEquals("attach", next.next());
            assertEquals("adopt a of a", next.next());
            transport.handlerGone(old).toCompletableFuture().get(5, TimeUnit.SECONDS);
            a.send(Client.publish("t", "x"));
            assertEquals("publish t x", next.next());
        }
    }

    @Test
    void connectionThatClosedMeanwhile_isAdoptedClosed() throws Exception {
        Client a = client("a", 0);
        oldLeaves();
        a.close();
        await(() -> listening.connections() == 0);
        transport.handler(next);
        assertEquals("attach", next.next());
        assertEquals("adopt a closed of a", next.next());
    }

    @Test
    void whatWasSentBeforeTheEnd_isStillOffered() throws Exception {
        Client a = client("a", 0);
        oldLeaves();
        a.send(Client.publish("t", "last words"), DISCONNECT);
        a.close();
        await(() -> listening.connections() == 0 || transport.hasHandler());
        transport.handler(next);
        assertEquals("attach", next.next());
        assertEquals("adopt a of a", next.next());
        assertEquals("publish t last words", next.next());
        assertEquals("packet 14", next.next());
        assertEquals("closed a LOST", next.next());
    }

    @Test
    void newConnection_whileNobodyIsHome_waits() throws Exception {
        oldLeaves();
        try (Client a = new Client(listening.address())) {
            a.send(Client.connectPacket("a", 0), Client.publish("t", "x"));
            await(() -> listening.connections() == 1);
            transport.handler(next);
            assertEquals("attach", next.next());
            assertEquals("connect a", next.next());
            assertEquals("publish t x", next.next());
            assertArrayEquals(new byte[] {0x20, 2, 0, 0}, a.read(4));
        }
    }

    @Test
    void unansweredConnect_isOfferedToTheNext() throws Exception {
        old.acceptAtOnce = false;
        try (Client a = new Client(listening.address())) {
            a.send(Client.connectPacket("a", 0), Client.publish("t", "x"));
            assertEquals("connect a", old.next());
            oldLeaves();
            transport.handler(next);
            assertEquals("attach", next.next());
            assertEquals("connect a", next.next());
            assertEquals("publish t x", next.next());
        }
    }

    @Test
    void nobodyHomeForTenSeconds_isServerUnavailable() throws Exception {
        try (Client a = client("a", 0)) {
            oldLeaves();
            try (Client b = new Client(listening.address())) {
                b.send(Client.connectPacket("b", 0));
                await(() -> listening.connections() == 2);
                a.send(PING);
                assertArrayEquals(PONG, a.read(2)); // a whole turn later nobody was closed
                skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
                assertArrayEquals(new byte[] {0x20, 2, 0, 3}, b.read(4));
                assertTrue(b.isAtEnd());
                assertTrue(a.isAtEnd());
            }
            transport.handler(next);
            assertEquals("attach", next.next());
            assertEquals("adopt a closed of a", next.next());
        }
    }

    @Test
    void keepAlive_standsStillWhileNobodyIsHome() throws Exception {
        try (Client a = client("a", 4)) {
            oldLeaves();
            skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(8));
            a.send(PING);
            assertArrayEquals(PONG, a.read(2));
            a.send(Client.publish("t", "x"));
            transport.handler(next);
            assertEquals("attach", next.next());
            assertEquals("adopt a of a", next.next());
            assertEquals("publish t x", next.next());
            skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(7));
            assertEquals("closed a KEEP_ALIVE", next.next());
        }
    }

    @Test
    void connectThatNeverComes_endsAfterTenSeconds() throws Exception {
        try (Client a = new Client(listening.address())) {
            a.send(new byte[] {0x10});
            await(() -> listening.connections() == 1);
            skippedNanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
            assertTrue(a.isAtEnd());
            assertNull(old.events.poll());
        }
    }

    @Test
    void scheduledTask_runsOnTheLoop_andIsClearedWhenItsHubLeaves() throws Exception {
        AtomicLong ran = new AtomicLong();
        old.onLoop(() -> {
            old.loop.schedule(java.time.Duration.ofMillis(1), ran::incrementAndGet);
            old.loop.schedule(java.time.Duration.ofMillis(300), () -> ran.addAndGet(100));
            old.onWoken = () -> { };
        });
        await(() -> ran.get() == 1);
        oldLeaves();
        transport.handler(next);
        assertEquals("attach", next.next());
        java.util.concurrent.CountDownLatch later = new java.util.concurrent.CountDownLatch(1);
        next.onLoop(() -> {
            next.loop.schedule(java.time.Duration.ofMillis(400), later::countDown);
            next.onWoken = () -> { };
        });
        assertTrue(later.await(10, TimeUnit.SECONDS));
        assertEquals(1, ran.get());
        assertFalse(transport.kind().isEmpty());
    }

    @Test
    void thirtySwaps_underLoad_loseNothing_repeatNothing_keepTheOrder() throws Exception {
        int messages = 60_000;
        java.util.concurrent.BlockingQueue<String> seen = new java.util.concurrent.LinkedBlockingQueue<>();
        transport.handler(new RecordingHandler(seen));
        try (Client a = new Client(listening.address()).connect("a", 0)) {
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < messages; i += 20) {
                        byte[][] some = new byte[20][];
                        for (int k = 0; k < some.length; k++) {
                            some[k] = Client.publish("t", Integer.toString(i + k).getBytes(), 1 + (i + k) % 60_000);
                        }
                        a.send(some);
                    }
                } catch (java.io.IOException e) {
                    seen.add("writer failed " + e);
                }
            }, "test-writer");
            writer.start();
            Thread swapper = new Thread(() -> {
                for (int swap = 0; swap < 30; swap++) {
                    if (swap % 2 == 0) {
                        transport.handlerGone().toCompletableFuture().join();
                    }
                    RecordingHandler hub = new RecordingHandler(seen);
                    transport.handler(hub);
                    while (hub.loop == null) { // one that is replaced before it was attached never is
                        Thread.onSpinWait();
                    }
                }
            }, "test-swapper");
            swapper.start();
            byte[] acks = a.read(4 * messages);
            swapper.join();
            assertInOrder(acks, messages);
        }
        int expected = 0;
        int attached = 0;
        for (String event : seen) {
            if (event.startsWith("publish")) {
                assertEquals("publish t " + expected++, event);
            }
            attached += event.equals("attach") ? 1 : 0;
            assertFalse(event.startsWith("writer failed"), event);
        }
        assertEquals(messages, expected);
        assertEquals(31, attached);
    }

    private static void assertInOrder(byte[] acks, int messages) {
        for (int i = 0; i < messages; i++) {
            int id = (acks[4 * i + 2] & 0xFF) << 8 | acks[4 * i + 3] & 0xFF;
            assertEquals(1 + i % 60_000, id);
        }
    }

    static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < limit, "not within 10 s");
            Thread.sleep(5);
        }
    }
}
