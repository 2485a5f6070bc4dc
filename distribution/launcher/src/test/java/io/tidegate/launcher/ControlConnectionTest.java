package io.tidegate.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ControlConnectionTest {
    @TempDir Path temp;
    private Layout layout;
    private ServerSocketChannel server;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void listen() throws IOException {
        layout = new Layout(temp, temp, temp);
        Path control = Files.createDirectories(layout.data().resolve("control"));
        Path elsewhere = temp.resolve("s");
        Files.writeString(control.resolve("path"), elsewhere + "\n");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(elsewhere));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void copiesTheOutputAndReturnsTheCode() throws Exception {
        CompletableFuture<String> asked = serve(List.of("one\ntwo ä\n\0EXIT 7\n"));
        try (ControlConnection connection = ControlConnection.open(layout)) {
            assertEquals(7, connection.execute("rule:info a", out));
        }
        assertEquals("one\ntwo ä\n", out.toString(StandardCharsets.UTF_8));
        assertEquals("rule:info a\n", asked.get(10, TimeUnit.SECONDS));
    }

    @Test
    void nulThatIsSentTwiceIsOutput() throws Exception {
        serve(List.of("\0\0a\0\0\0\0\0EXIT 0\n"));
        try (ControlConnection connection = ControlConnection.open(layout)) {
            assertEquals(0, connection.execute("function:invoke f x --no-format", out));
        }
        assertEquals("\0a\0\0", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void goesOnWhereTheGatewayKeepsTheConnection() throws Exception {
        CompletableFuture<String> asked = serve(List.of("\0EXIT 1\n", "x\0EXIT 0\n"));
        try (ControlConnection connection = ControlConnection.open(layout)) {
            assertEquals(1, connection.execute("first", out));
            assertEquals(0, connection.execute("second", out));
        }
        assertEquals("x", out.toString(StandardCharsets.UTF_8));
        assertEquals("first\nsecond\n", asked.get(10, TimeUnit.SECONDS));
    }

    @Test
    void connectsAgainWhereTheGatewayClosedIt() throws Exception {
        CompletableFuture<String> first = serve(List.of("a\0EXIT 0\n"));
        try (ControlConnection connection = ControlConnection.open(layout)) {
            assertEquals(0, connection.execute("first", out));
            first.get(10, TimeUnit.SECONDS); // closed by now
            CompletableFuture<String> second = serve(List.of("b\0EXIT 3\n"));
            assertEquals(3, connection.execute("second", out));
            assertEquals("second\n", second.get(10, TimeUnit.SECONDS));
        }
        assertEquals("ab", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void saysWhenTheGatewayWentAway() throws Exception {
        serve(List.of("half an ans"));
        try (ControlConnection connection = ControlConnection.open(layout)) {
            assertThrows(EOFException.class, () -> connection.execute("x", out));
        }
        assertEquals("half an ans", out.toString(StandardCharsets.UTF_8), "what it said is shown all the same");
    }

    @Test
    void refusesAnAnswerThatEndsStrangely() throws Exception {
        serve(List.of("\0EXIT\n"));
        try (ControlConnection connection = ControlConnection.open(layout)) {
            assertThrows(IOException.class, () -> connection.execute("x", out));
        }
    }

    /** The system takes connection and line for a process that is stopped. */
    @Test
    void waitsForASilentGatewayAsLongAsItMay() throws Exception {
        try (ControlConnection connection = ControlConnection.open(layout)) {
            assertThrows(SocketTimeoutException.class, () -> connection.execute("gateway:status", out, Duration.ofMillis(200)));
        }
    }

    @Test
    void waitsNoLongerWhereItHasAnsweredBefore() throws Exception {
        try (ControlConnection connection = ControlConnection.open(layout); SocketChannel peer = server.accept()) {
            peer.write(ByteBuffer.wrap("\0EXIT 0\n".getBytes(StandardCharsets.UTF_8)));
            assertEquals(0, connection.execute("first", out));
            assertThrows(SocketTimeoutException.class, () -> connection.execute("second", out, Duration.ofMillis(200)));
        }
    }

    @Test
    void aLimitEndsWithTheAnswer() throws Exception {
        CompletableFuture<String> asked = serve(List.of("a\0EXIT 3\n", "b\0EXIT 0\n"));
        try (ControlConnection connection = ControlConnection.open(layout)) {
            assertEquals(3, connection.execute("first", out, Duration.ofDays(1)));
            assertEquals(0, connection.execute("second", out));
        }
        assertEquals("first\nsecond\n", asked.get(10, TimeUnit.SECONDS));
        assertTrue(Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("tidegate-launcher-limit"))
            .allMatch(ControlConnectionTest::ends), "nobody waits on");
    }

    private static boolean ends(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            return !thread.isAlive();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Accepts one connection, answers one line after the other, closes; completes with the lines it was sent. */
    private CompletableFuture<String> serve(List<String> answers) {
        return CompletableFuture.supplyAsync(() -> {
            StringBuilder asked = new StringBuilder();
            try (SocketChannel peer = server.accept()) {
                for (String answer : answers) {
                    asked.append(readLine(peer));
                    peer.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                }
                return asked.toString();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private static String readLine(SocketChannel peer) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        StringBuilder line = new StringBuilder();
        while (peer.read(one.clear()) == 1) {
            line.append((char) one.get(0));
            if (one.get(0) == '\n') {
                break;
            }
        }
        return line.toString();
    }
}
