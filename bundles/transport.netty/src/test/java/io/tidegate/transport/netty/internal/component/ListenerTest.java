package io.tidegate.transport.netty.internal.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidegate.status.StatusRow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListenerTest {
    private static final Path SOCKETS = Path.of("/proc/net/tcp");
    private static final String PID = "io.tidegate.listener~x";
    private final ScheduledExecutorService caretaker = Executors.newSingleThreadScheduledExecutor();
    private final Carrier carrier = new Carrier(1, caretaker);
    private final Names names = new Names();

    @AfterEach
    void close() {
        caretaker.shutdownNow();
        carrier.close();
    }

    private Listener listener(String pid, String bind) {
        return new Listener(carrier, names, caretaker, pid, bind);
    }

    private static StatusRow await(Listener listener, Predicate<StatusRow> condition) throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.test(listener.row())) {
            assertTrue(System.nanoTime() < limit, "still " + listener.row() + " " + listener.row().details());
            Thread.sleep(10);
        }
        return listener.row();
    }

    private static StatusRow awaitState(Listener listener, String state) throws InterruptedException {
        return await(listener, row -> row.state().equals(state));
    }

    private static int port(StatusRow row) {
        String ports = row.details().get("ports");
        return Integer.parseInt(ports.substring(ports.lastIndexOf(':') + 1));
    }

    private static Socket socket(int port) throws IOException {
        return new Socket("127.0.0.1", port);
    }

    @Test
    void address_isOpenedAndShown() throws Exception {
        Listener listener = listener(PID, null);
        listener.configure(Map.of("address", "tcp://127.0.0.1:0", "tidegate.source", "service.yml:3"));
        StatusRow row = awaitState(listener, "RUNNING");
        assertEquals("listener", row.kind());
        assertEquals("x", row.name());
        assertEquals("service.yml:3", row.details().get("source"));
        assertEquals(carrier.transport().kind(), row.details().get("transport"));
        assertEquals(java.util.List.of(PID), row.pids());
        try (Socket socket = socket(port(row))) {
            await(listener, r -> r.details().get("connections").equals("1"));
            listener.close();
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void badValues_comeUpFailedWithTheReason() throws Exception {
        String[][] bad = {{"", "address is missing"}, {"127.0.0.1:1883", "allowed is tcp://HOST:PORT"},
            {"tcp://127.0.0.1:70000", "ports 0 to 65535"}};
        for (String[] value : bad) {
            Listener listener = listener(PID, null);
            listener.configure(Map.of("address", value[0]));
            StatusRow row = awaitState(listener, "FAILED");
            assertTrue(row.reason().contains(value[1]), row.reason());
        }
        Listener listener = listener(PID, null);
        listener.configure(Map.of("address", "tcp://127.0.0.1:0", "message.length.max", "lots"));
        assertTrue(awaitState(listener, "FAILED").reason().contains("message.length.max 'lots'"));
    }

    @Test
    void otherSchemes_areUnsupported() throws Exception {
        Listener listener = listener(PID, null);
        listener.configure(Map.of("address", "ssl://127.0.0.1:8883"));
        assertTrue(awaitState(listener, "UNSUPPORTED").reason().contains("tcp:// only"));
    }

    @Test
    void occupiedPort_isFailed_andOpenedWhenItIsFree() throws Exception {
        Listener listener = listener(PID, null);
        int port;
        try (ServerSocket occupier = new ServerSocket()) {
            occupier.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            port = occupier.getLocalPort();
            listener.configure(Map.of("address", "tcp://127.0.0.1:" + port));
            assertTrue(awaitState(listener, "FAILED").reason().contains("in use"), listener.row().reason());
        }
        assertEquals(port, port(awaitState(listener, "RUNNING")));
    }

    @Test
    void unacceptableChange_leavesWhatRuns() throws Exception {
        Listener listener = listener(PID, null);
        listener.configure(Map.of("address", "tcp://127.0.0.1:0"));
        int port = port(awaitState(listener, "RUNNING"));
        listener.configure(Map.of("address", "nonsense"));
        StatusRow row = await(listener, r -> r.reason().startsWith("new configuration refused: address 'nonsense'"));
        assertEquals("RUNNING", row.state());
        socket(port).close();
        listener.configure(Map.of("address", "tcp://127.0.0.1:0", "message.length.max", "1k"));
        row = await(listener, r -> r.reason().isEmpty());
        assertEquals("1024", row.details().get("message.length.max"));
        assertEquals(port, port(row));
    }

    @Test
    void nameOfAnEditThatDidNotWork_isFreeAfterTheNextEdit() throws Exception {
        Listener listener = listener(PID, null);
        listener.configure(Map.of("address", "tcp://127.0.0.1:0"));
        awaitState(listener, "RUNNING");
        try (ServerSocket occupier = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (String third : new String[] {"nonsense", "tcp://127.0.0.1:0"}) {
                listener.configure(Map.of("address", "tcp://127.0.0.1:" + occupier.getLocalPort(), "name", "other"));
                await(listener, r -> r.reason().startsWith("new configuration waits: "));
                listener.configure(Map.of("address", third));
                await(listener, r -> !r.reason().startsWith("new configuration waits: "));
                assertEquals(null, names.claim("other", "io.tidegate.listener~other"), third);
                names.release("other", "io.tidegate.listener~other");
            }
        }
    }

    @Test
    void newAddress_isOpened_theOldOneCloses_itsConnectionsStay() throws Exception {
        Listener listener = listener(PID, null);
        int wanted;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            wanted = free.getLocalPort();
        }
        listener.configure(Map.of("address", "tcp://127.0.0.1:0"));
        int old = port(awaitState(listener, "RUNNING"));
        try (Socket before = socket(old)) {
            await(listener, r -> r.details().get("connections").equals("1"));
            listener.configure(Map.of("address", "tcp://127.0.0.1:" + wanted));
            await(listener, r -> port(r) == wanted);
            socket(wanted).close();
            org.junit.jupiter.api.Assertions.assertThrows(IOException.class, () -> socket(old));
            before.setSoTimeout(200);
            org.junit.jupiter.api.Assertions.assertThrows(java.net.SocketTimeoutException.class,
                    () -> before.getInputStream().read());
        }
    }

    @Test
    void samePort_otherHost_moves() throws Exception {
        Listener listener = listener(PID, null);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        listener.configure(Map.of("address", "tcp://127.0.0.1:" + port));
        awaitState(listener, "RUNNING");
        listener.configure(Map.of("address", "tcp://0.0.0.0:" + port));
        await(listener, r -> r.details().get("ports").equals("0.0.0.0:" + port));
    }

    /** Nothing closes for an address that cannot be opened at all: the socket that listens stays the same one. */
    @Test
    void samePort_hostOfAnotherMachine_waits_andTheDoorStaysOpen() throws Exception {
        assumeTrue(Files.isReadable(SOCKETS));
        Listener listener = listener(PID, null);
        listener.configure(Map.of("address", "tcp://127.0.0.1:0"));
        int port = port(awaitState(listener, "RUNNING"));
        String before = listeningInode(port);
        listener.configure(Map.of("address", "tcp://192.0.2.1:" + port)); // TEST-NET-1
        assertEquals("RUNNING", await(listener, r -> r.reason().startsWith("new configuration waits: ")).state());
        assertEquals(before, listeningInode(port));
        socket(port).close();
        listener.configure(Map.of("address", "tcp://127.0.0.1:" + port));
        await(listener, r -> r.reason().isEmpty());
        socket(port).close();
    }

    /** Of Linux: the socket in state LISTEN at that port of 127.0.0.1. */
    private static String listeningInode(int port) throws IOException {
        String local = "0100007F:" + String.format("%04X", port);
        return Files.readAllLines(SOCKETS).stream().map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields[1].equals(local) && fields[3].equals("0A")).map(fields -> fields[9]).findFirst().orElse("none");
    }

    @Test
    void bind_overridesTheHost_andSaysSo() throws Exception {
        Listener listener = listener(PID, "127.0.0.1");
        listener.configure(Map.of("address", "tcp://0.0.0.0:0"));
        StatusRow row = awaitState(listener, "RUNNING");
        assertTrue(row.details().get("ports").startsWith("127.0.0.1:"));
        assertEquals("host 0.0.0.0 overridden by tidegate.bind=127.0.0.1", row.reason());
    }

    @Test
    void secondOfOneName_isRefused_namingBoth() throws Exception {
        Listener first = listener(PID, null);
        first.configure(Map.of("address", "tcp://127.0.0.1:0"));
        awaitState(first, "RUNNING");
        Listener second = listener("io.tidegate.listener~y", null);
        second.configure(Map.of("address", "tcp://127.0.0.1:0", "name", "x"));
        String reason = awaitState(second, "FAILED").reason();
        assertTrue(reason.contains(PID) && reason.contains("io.tidegate.listener~y"), reason);
        first.close();
        awaitState(second, "RUNNING");
    }
}
