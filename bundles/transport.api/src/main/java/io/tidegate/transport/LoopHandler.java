package io.tidegate.transport;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** The hub's half of one loop, its shard. Every method is called on that loop's thread, so an implementation needs no lock. */
@ConsumerType
public interface LoopHandler {
    /** The first packet of a new connection. Answer with CONNACK or close; until then nothing else of it is offered unless {@code read(true)}. */
    void connect(Connection connection, Packet.Connect packet);

    /**
     * Connections that the hub before this one had accepted, in the order of their CONNECT, also those that closed
     * meanwhile ({@link Connection#isOpen()} false, no {@code closed} follows). Facts, luggage and unread bytes are kept.
     * Not called when there are none. A CONNECT that the hub before did not answer comes by {@code connect} afterwards.
     */
    void adopt(List<Connection> held);

    /** Everything that one read completed. What is not taken is offered again after {@code read(true)}. */
    void received(Connection connection, Inbound in);

    /**
     * The kernel had been full and the backlog is below 256 KB again. Comes at least once after each such time, possibly
     * more often; never for a connection whose bytes the kernel takes at once.
     */
    void writable(Connection connection);

    /** The connection is gone. Never called from inside a write: a failed write is told at the end of the turn. */
    void closed(Connection connection, Cause why);

    /** Somebody called {@link Loop#wake()}. */
    void woken();

    /** Last call of a turn; the transport flushes after it. */
    void turnEnd();

    /**
     * Takes no further packet, answers what it took, then says done (on this thread, possibly later; at most 2 s are waited).
     */
    void finish(Runnable done);

    /** Last call of all: leave luggage with the connections and forget them. */
    void detach();
}
