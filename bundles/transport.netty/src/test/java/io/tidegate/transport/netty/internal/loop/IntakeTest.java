package io.tidegate.transport.netty.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.tidegate.transport.LoopHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What memory a peer gets that has only said how much it is about to send. */
class IntakeTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final NettyLoop loop = new NettyLoop(0, 1, channel.eventLoop(), channel.alloc(), System::nanoTime, new AtomicLong());

    private SocketConnection accepted() {
        loop.residency().arrive(l -> (LoopHandler) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {LoopHandler.class}, (proxy, method, arguments) -> null));
        loop.open(new Door("x", 16 << 20), channel);
        channel.runPendingTasks();
        assertTrue(loop.isServing());
        return loop.connections().get(0);
    }

    private void receive(int... bytes) {
        byte[] read = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            read[i] = (byte) bytes[i];
        }
        channel.writeInbound(Unpooled.wrappedBuffer(read));
    }

    @Test
    void connectThatClaimsMuch_hasNoMoreMemoryThanItSent() {
        SocketConnection connection = accepted();
        receive(
                0x10,                // CONNECT
                0xE0, 0xA7, 0x12);   // remaining length 300,000
        assertEquals(4, connection.in().length());
        assertTrue(connection.in().array().length < 4096, "bytes held for four: " + connection.in().array().length);
    }

    @Test
    void connectThatClaimsMoreThanAnyCan_isClosed() {
        SocketConnection connection = accepted();
        receive(
                0x10,                    // CONNECT
                0xF0, 0xFF, 0xFF, 0x07); // remaining length 16,777,200
        assertFalse(connection.isOpen());
    }
}
