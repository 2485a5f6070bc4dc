package io.tidegate.transport.netty.internal.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.status.StatusRow;
import io.tidegate.transport.Cause;
import io.tidegate.transport.Connection;
import io.tidegate.transport.ConnectionHandler;
import io.tidegate.transport.Inbound;
import io.tidegate.transport.Loop;
import io.tidegate.transport.LoopHandler;
import io.tidegate.transport.Packet;
import io.tidegate.transport.netty.internal.ListenerSettings;
import io.tidegate.transport.netty.internal.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Does another number of loops take hub and listeners along, whatever comes and goes meanwhile? */
@Timeout(120)
class CarrierTest {
    private final ScheduledExecutorService caretaker = Executors.newSingleThreadScheduledExecutor();
    private final Carrier carrier = new Carrier(1, caretaker);
    private final Names names = new Names();
    private final Hub hub = new Hub();

    @AfterEach
    void close() {
        carrier.close();
        caretaker.shutdownNow();
    }

    private Listener listening(String name) throws Exception {
        Listener listener = new Listener(carrier, names, caretaker, "io.tidegate.listener~" + name, null);
        listener.configure(Map.of("address", "tcp://127.0.0.1:0"));
        await(() -> listener.row().state().equals("RUNNING"));
        return listener;
    }

    @Test
    void loopsThatCannotBe_areSaidByTheListenersThatNeedThem() throws Exception {
        Carrier none = new Carrier(-1, caretaker);
        Listener listener = new Listener(none, names, caretaker, "io.tidegate.listener~x", null);
        listener.configure(Map.of("address", "tcp://127.0.0.1:0"));
        await(() -> listener.row().state().equals("FAILED"));
        assertTrue(none.problem().startsWith("no event loops: "), none.problem());
        none.close();
        none.loops(1);
        caretaker.submit(() -> { }).get(60, TimeUnit.SECONDS); // closed: nothing is made any more
        assertThrows(CompletionException.class, none::transport);
    }

    @Test
    void closedBeforeTheLoopsAreThere_leavesNoneBehind() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        caretaker.execute(() -> awaitQuietly(busy));
        Carrier early = new Carrier(1, caretaker);
        Thread closing = new Thread(early::close);
        closing.start();
        await(() -> closing.getState() == Thread.State.WAITING);
        busy.countDown();
        closing.join(60_000);
        assertFalse(closing.isAlive());
        assertThrows(IOException.class, () -> early.transport().listen(new ListenerSettings("x", "127.0.0.1", 0, 1000)));
    }

    @Test
    void otherNumber_endsConnections_andServesOnTheSamePorts() throws Exception {
        carrier.handler(hub);
        Listener[] listeners = {listening("x"), listening("y")};
        assertEquals(List.of("attach 0 of 1"), hub.told(1));
        String before = ports(listeners);
        try (Socket open = socket(listeners[0])) {
            await(() -> connections(listeners[0]) == 1);
            carrier.loops(3);
            assertEquals(-1, open.getInputStream().read());
        }
        await(() -> carrier.transport().loops() == 3);
        List<String> told = hub.told(5);
        assertEquals("finish", told.get(0), "the hub leaves one transport before it is given the next");
        assertEquals("detach", told.get(1));
        assertEquals(List.of("attach 0 of 3", "attach 1 of 3", "attach 2 of 3"), told.subList(2, 5).stream().sorted().toList());
        caretaker.submit(() -> { }).get(60, TimeUnit.SECONDS); // behind the listeners
        assertEquals(before, ports(listeners));
        for (Listener listener : listeners) {
            try (Socket again = socket(listener)) {
                await(() -> connections(listener) == 1);
            }
            assertEquals("RUNNING ", listener.row().state() + " " + listener.row().reason());
        }
    }

    @Test
    void listener_isChangedAndRemovedAsBefore_onTheNextTransport() throws Exception {
        Listener listener = listening("x");
        carrier.loops(2);
        await(() -> carrier.transport().loops() == 2);
        listener.configure(Map.of("address", "tcp://127.0.0.1:0", "message.length.max", "1k"));
        await(() -> "1024".equals(listener.row().details().get("message.length.max")));
        socket(listener).close();
        int port = port(listener.row());
        listener.close();
        assertThrows(IOException.class, () -> new Socket("127.0.0.1", port));
    }

    /** What waits for a free port goes on waiting; it takes the port on the transport that is there then. */
    @Test
    void listenerThatCouldNotOpen_opensOnTheNextTransport() throws Exception {
        Listener listener = new Listener(carrier, names, caretaker, "io.tidegate.listener~x", null);
        try (ServerSocket occupier = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.configure(Map.of("address", "tcp://127.0.0.1:" + occupier.getLocalPort()));
            await(() -> listener.row().state().equals("FAILED"));
            carrier.loops(2);
            await(() -> carrier.transport().loops() == 2);
        }
        await(() -> listener.row().state().equals("RUNNING"));
    }

    @Test
    void hubThatWentMeanwhile_isNotGivenTheNextTransport() throws Exception {
        carrier.handler(hub);
        hub.told(1);
        CountDownLatch gone = new CountDownLatch(1);
        hub.onFinish = () -> {
            carrier.handlerGone(hub);
            gone.countDown();
        };
        carrier.loops(2);
        assertTrue(gone.await(30, TimeUnit.SECONDS));
        await(() -> carrier.transport().loops() == 2);
        assertFalse(carrier.hasHandler());
        Hub next = new Hub();
        carrier.handler(next);
        assertEquals(2, next.told(2).size());
        assertEquals(List.of("finish", "detach"), hub.told(2));
    }

    @Test
    void hubThatCameMeanwhile_isGivenTheNextTransportOnly() throws Exception {
        carrier.handler(hub);
        hub.told(1);
        Hub next = new Hub();
        hub.onFinish = () -> carrier.handler(next);
        carrier.loops(2);
        assertEquals(List.of("attach 0 of 2", "attach 1 of 2"), next.told(2).stream().sorted().toList());
        carrier.handlerGone(hub).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertTrue(carrier.hasHandler());
    }

    /** Many edits at once: the last one counts, and none in between is made when its turn comes too late. */
    @Test
    void lastOfManyEditsCounts() throws Exception {
        Transport first = carrier.transport();
        CountDownLatch busy = new CountDownLatch(1);
        caretaker.execute(() -> awaitQuietly(busy));
        for (int loops = 2; loops < 60; loops++) {
            carrier.loops(loops);
        }
        carrier.loops(1);
        busy.countDown();
        caretaker.submit(() -> { }).get(60, TimeUnit.SECONDS);
        assertEquals(first, carrier.transport());
    }

    @Test
    void closedMeanwhile_nothingIsLeft() throws Exception {
        carrier.handler(hub);
        hub.told(1);
        hub.onFinish = carrier::close;
        carrier.loops(4);
        caretaker.submit(() -> { }).get(60, TimeUnit.SECONDS);
        assertEquals(1, carrier.transport().loops());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < limit, "not within 60 s");
            Thread.sleep(5);
        }
    }

    private static String ports(Listener... listeners) {
        StringBuilder ports = new StringBuilder();
        for (Listener listener : listeners) {
            ports.append(listener.row().details().get("ports")).append(' ');
        }
        return ports.toString();
    }

    private static int port(StatusRow row) {
        String ports = row.details().get("ports");
        return Integer.parseInt(ports.substring(ports.lastIndexOf(':') + 1));
    }

    private static int connections(Listener listener) {
        return Integer.parseInt(listener.row().details().get("connections"));
    }

    private static Socket socket(Listener listener) throws IOException {
        return new Socket("127.0.0.1", port(listener.row()));
    }

    /** A hub that takes nobody, and tells what was asked of it. */
    private static final class Hub implements ConnectionHandler {
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        private volatile Runnable onFinish = () -> { };

        /** The next so many, waited for. */
        List<String> told(int count) throws InterruptedException {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(String.valueOf(told.poll(30, TimeUnit.SECONDS)));
            }
            return all;
        }

        @Override
        public LoopHandler attach(Loop loop) {
            told.add("attach " + loop.index() + " of " + loop.count());
            return new LoopHandler() {
                @Override
                public void connect(Connection connection, Packet.Connect packet) {
                    // nobody is answered
                }

                @Override
                public void adopt(List<Connection> held) {
                    told.add("adopt");
                }

                @Override
                public void received(Connection connection, Inbound in) {
                    // nobody was let in
                }

                @Override
                public void writable(Connection connection) {
                    // nothing was written
                }

                @Override
                public void closed(Connection connection, Cause why) {
                    told.add("closed");
                }

                @Override
                public void woken() {
                    // nobody wakes it
                }

                @Override
                public void turnEnd() {
                    // nothing is batched here
                }

                @Override
                public void finish(Runnable done) {
                    told.add("finish");
                    onFinish.run();
                    done.run();
                }

                @Override
                public void detach() {
                    told.add("detach");
                }
            };
        }
    }
}
