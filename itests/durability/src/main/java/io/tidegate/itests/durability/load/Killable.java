package io.tidegate.itests.durability.load;

import java.net.InetSocketAddress;

/** A broker that can be killed: in a moment, as by kill -9. */
public interface Killable {
    /** Where it listens, the same over all its lives. */
    InetSocketAddress address();

    /** Begins a life; it may listen later. */
    void start() throws Exception;

    /** Ends it in the middle of whatever it does. */
    void kill() throws Exception;
}
