package io.tidegate.transport.netty.internal.loop;

import java.util.concurrent.atomic.AtomicInteger;

/** What connections know of the listener they came through. Any thread. */
public final class Door {
    private final String name;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile int maxPacketBytes;

    public Door(String name, int maxPacketBytes) {
        this.name = name;
        this.maxPacketBytes = maxPacketBytes;
    }

    public String name() {
        return name;
    }

    /** Largest packet it takes, fixed header included; counts for open connections too. */
    public int maxPacketBytes() {
        return maxPacketBytes;
    }

    public void maxPacketBytes(int bytes) {
        maxPacketBytes = bytes;
    }

    /** How many sockets are open now. */
    public int connections() {
        return connections.get();
    }

    void opened() {
        connections.incrementAndGet();
    }

    void closed() {
        connections.decrementAndGet();
    }
}
