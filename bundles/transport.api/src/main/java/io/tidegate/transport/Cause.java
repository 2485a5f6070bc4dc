package io.tidegate.transport;

/** Why a connection is gone. */
public enum Cause {
    /** The peer closed without DISCONNECT, or the network broke. */
    LOST,
    /** Nothing was heard for one and a half times the keep alive. */
    KEEP_ALIVE,
    /** The peer broke the protocol. */
    PROTOCOL,
    /** A packet was larger than the listener allows. */
    TOO_LARGE,
    /** {@link Connection#close} was called. */
    LOCAL,
    /** The listener or the transport stopped. */
    STOPPING
}
