package io.tidegate.transport.netty.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.transport.LoopHandler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways to watch sockets, and more loops than one. */
@Timeout(60)
class KindsTest {
    @ParameterizedTest
    @ValueSource(strings = {"nio", "best"})
    void everyKind_carriesPackets(String kind) throws Exception {
        RecordingHandler hub = new RecordingHandler();
        Sockets sockets = kind.equals("nio") ? Sockets.nio() : Sockets.best();
        try (Transport transport = new Transport(1, System::nanoTime, sockets)) {
            transport.handler(hub);
            Listening listening = transport.listen(new ListenerSettings("x", "127.0.0.1", 0, 1 << 20));
            try (Client a = new Client(listening.address()).connect("a", 0)) {
                a.send(Client.publish("t", new byte[500_000], 0), Client.publish("t", "x".getBytes(), 3));
                assertEquals("attach", hub.next());
                assertEquals("connect a", hub.next());
                assertEquals("publish t 500000 bytes", hub.next());
                assertEquals("publish t x", hub.next());
                assertArrayEquals(new byte[] {0x40, 2, 0, 3}, a.read(4));
                a.send(new byte[] {(byte) 0xF0, 0});
                assertEquals("closed a PROTOCOL", hub.next());
                assertTrue(a.isAtEnd());
            }
        }
    }

    @Test
    void onLinuxWithItsLibrary_epollIsTaken() {
        String arch = System.getProperty("os.arch");
        if (System.getProperty("os.name").equals("Linux") && Set.of("amd64", "aarch64").contains(arch)) {
            assertEquals("epoll", Sockets.best().kind());
        }
    }

    @Test
    void connections_areSpreadOverLoops_eachServedOnItsOwnThread() throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        RecordingHandler[] hubs = {new RecordingHandler(), new RecordingHandler()};
        try (Transport transport = new Transport(2)) {
            transport.handler(loop -> {
                LoopHandler shard = hubs[loop.index()].attach(loop);
                assertEquals(2, loop.count());
                hubs[loop.index()].onPublish = c -> threads.add(loop.index() + Thread.currentThread().getName());
                return shard;
            });
            Listening listening = transport.listen(new ListenerSettings("x", "127.0.0.1", 0, 1 << 20));
            for (int i = 0; i < 4; i++) {
                try (Client client = new Client(listening.address()).connect("c" + i, 0)) {
                    client.send(Client.publish("t", "x".getBytes(), 1));
                    client.read(4);
                }
            }
        }
        assertEquals(Set.of("0tidegate-transport.netty-loop-0", "1tidegate-transport.netty-loop-1"), threads);
    }
}
