package io.tidegate.shell.internal.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ControlServerTest {
    @TempDir
    Path data;

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private ControlServer server;
    private Path socket;

    /** Says what it was told; {@code fail} fails, {@code flood} writes until somebody stops it. */
    private final class Echo implements CommandLines.Interpreter {
        private final PrintStream out;
        private int lines;

        Echo(PrintStream out) {
            this.out = out;
        }

        @Override
        public boolean execute(String line) {
            out.println(++lines + ":" + line);
            if (line.equals("bytes")) {
                out.write(new byte[] {0, 'a', 0, 0, 'b', 0}, 0, 6);
                out.write(0);
            }
            while (line.equals("flood") && !Thread.currentThread().isInterrupted()) {
                out.println("x".repeat(1000));
            }
            if (line.equals("flood")) {
                interrupted.countDown();
            }
            return !line.equals("fail");
        }

        @Override
        public void close() {
        }
    }

    @BeforeEach
    void open() throws IOException {
        open(Duration.ofMinutes(5));
    }

    private void open(Duration idleLimit) throws IOException {
        ControlPath path = ControlPath.prepare(data, List.of(Path.of("/tmp")));
        socket = path.socket();
        server = ControlServer.open(path, Echo::new, idleLimit);
    }

    private void reopen(ControlServer.Accepting accepting) throws IOException {
        server.close();
        ControlPath path = ControlPath.prepare(data, List.of(Path.of("/tmp")));
        socket = path.socket();
        server = ControlServer.open(path, Echo::new, Duration.ofMinutes(5), accepting);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads to the end of one answer, or of the stream. */
    private static String answer(SocketChannel channel) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        InputStream in = Channels.newInputStream(channel);
        boolean last = false;
        for (int b = in.read(); b >= 0; b = in.read()) {
            text.write(b);
            last |= b == 0;
            if (last && b == '\n') {
                break;
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @Test
    void line_isAnsweredWithOutputAndCode_andTheNextOneToo() throws Exception {
        try (SocketChannel channel = connect()) {
            send(channel, "a ü\n");
            assertEquals("1:a ü\n\0EXIT 0\n", answer(channel));
            send(channel, "fail\n\n");
            assertEquals("2:fail\n\0EXIT 1\n", answer(channel));
            send(channel, "exit\n");
            assertEquals("", answer(channel));
        }
    }

    @Test
    void nulInTheOutput_isSentTwice() throws Exception {
        try (SocketChannel channel = connect()) {
            send(channel, "bytes\nexit\n");
            assertEquals("1:bytes\n\0\0a\0\0\0\0b\0\0\0\0\0EXIT 0\n",
                    new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void lastLineWithoutLineFeed_isAnswered() throws Exception {
        try (SocketChannel channel = connect()) {
            send(channel, "a");
            channel.shutdownOutput();
            assertEquals("1:a\n\0EXIT 0\n", answer(channel));
        }
    }

    @Test
    void tooLongLine_isRefusedAndTheConnectionEnds() throws Exception {
        try (SocketChannel channel = connect()) {
            send(channel, "x".repeat(ControlConnection.MAX_LINE + 1));
            assertEquals("Error: a command line may have 65536 bytes\n\0EXIT 1\n", answer(channel));
        }
    }

    @Test
    void tooManyConnections_furtherOneIsToldSo() throws Exception {
        List<SocketChannel> open = new ArrayList<>();
        for (int i = 0; i < ControlServer.MAX_CONNECTIONS; i++) {
            SocketChannel channel = connect();
            send(channel, "a\n");
            answer(channel);
            open.add(channel);
        }
        try (SocketChannel further = connect()) {
            assertTrue(answer(further).startsWith("Error: 16 control connections are open already"));
        }
        for (SocketChannel channel : open) {
            channel.close();
        }
    }

    @Test
    void peerLeavesDuringACommand_commandIsInterrupted() throws Exception {
        SocketChannel channel = connect();
        send(channel, "flood\n");
        Channels.newInputStream(channel).read();
        channel.close();
        assertTrue(interrupted.await(10, TimeUnit.SECONDS));
    }

    @Test
    void idleConnection_isEnded() throws Exception {
        server.close();
        open(Duration.ofMillis(1));
        try (SocketChannel channel = connect()) {
            assertEquals("", answer(channel));
        }
    }

    @Test
    void connectionThatCannotBeTaken_isTriedAgainEachSecond_notAtOnce() throws Exception {
        AtomicInteger failing = new AtomicInteger(3);
        long start = System.nanoTime();
        reopen(door -> {
            SocketChannel peer = door.accept();
            if (peer != null && failing.getAndDecrement() > 0) { // it stands for one that stays in the queue
                peer.close();
                throw new IOException("Too many open files");
            }
            return peer;
        });
        for (int i = 0; i < 3; i++) {
            try (SocketChannel channel = connect()) {
                assertEquals("", answer(channel));
            }
        }
        try (SocketChannel channel = connect()) {
            send(channel, "a\n");
            assertEquals("1:a\n\0EXIT 0\n", answer(channel));
        }
        assertTrue(System.nanoTime() - start > 1_500_000_000L, "pauses of a second");
    }

    @Test
    void doorThatCannotBeOpened_isOpenedAsSoonAsItCan_andLeavesNothingMeanwhile() throws Exception {
        server.close();
        Path temporary = Files.createDirectory(data.resolve("t"));
        CountDownLatch tried = new CountDownLatch(3);
        Path longData = Files.createDirectories(data.resolve("d".repeat(60)).resolve("e".repeat(60)));
        Path inTheWay = Files.createDirectories(longData.resolve("control/path.tmp")); // as a disk without room is
        try (ControlDoor door = new ControlDoor(() -> {
            tried.countDown();
            return ControlServer.open(ControlPath.prepare(longData, List.of(temporary)), Echo::new, Duration.ofMinutes(5));
        }, Duration.ofMillis(5))) {
            assertTrue(tried.await(10, TimeUnit.SECONDS));
            assertFalse(door.isOpen());
            Files.delete(inTheWay);
            while (!door.isOpen()) {
                Thread.onSpinWait(); // as long as the test may take
            }
            socket = Path.of(Files.readString(longData.resolve("control/path")).strip());
            try (SocketChannel channel = connect(); Stream<Path> left = Files.list(temporary)) {
                send(channel, "a\n");
                assertEquals("1:a\n\0EXIT 0\n", answer(channel));
                assertEquals(List.of(socket.getParent()), left.toList());
            }
        }
        assertFalse(Files.exists(socket));
    }

    @Test
    void close_endsConnectionsAndRemovesTheSocket() throws Exception {
        try (SocketChannel channel = connect()) {
            send(channel, "a\n");
            answer(channel);
            server.close();
            assertEquals("", answer(channel));
        }
        assertFalse(Files.exists(socket));
        assertFalse(Files.exists(data.resolve("control/path")));
    }

    @Test
    void socketAndDirectory_areTheUsersAlone() throws Exception {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())));
        assertEquals(socket + "\n", Files.readString(data.resolve("control/path")));
    }
}
