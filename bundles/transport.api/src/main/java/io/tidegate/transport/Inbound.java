package io.tidegate.transport;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A cursor over the packets of one read. All of it is valid until the next {@link #next()}, and never after
 * {@link LoopHandler#received} returned. Lengths and flags are checked; UTF-8 of a PUBLISH's topic is not (the reader
 * does that when it first meets a topic).
 */
@ProviderType
public interface Inbound {
    /**
     * Moves to the next complete packet; false when there is none, when the connection was closed, or after
     * {@code read(false)}. A malformed packet closes the connection and ends the cursor.
     */
    boolean next();

    /** MQTT Control Packet type of the current packet, 1 to 15: {@link PacketType}. */
    int type();

    /** The four flag bits of the fixed header. PUBLISH: DUP 8, QoS 6, RETAIN 1. */
    int flags();

    /** The bytes that the offsets below point into. Not to be changed or kept. */
    byte[] array();

    /** PUBLISH: offset of the topic's first byte; a topic alias is already resolved. */
    int topic();

    int topicLength();

    /** PUBLISH, MQTT 5: offset of those properties that a receiver may see, passed on as bytes; length 0 in 3.1.1. */
    int properties();

    int propertiesLength();

    int payload();

    int payloadLength();

    /** PUBLISH, MQTT 5: message expiry interval in seconds; −1: none. */
    long expirySeconds();

    /** PUBLISH with QoS above 0, PUBACK, PUBREC, PUBREL, PUBCOMP: packet identifier, 1 to 65535. */
    int packetId();

    /** PUBACK, PUBREC, PUBREL, PUBCOMP in MQTT 5: reason code; 0 in 3.1.1. */
    int reason();

    /**
     * SUBSCRIBE, UNSUBSCRIBE, DISCONNECT, AUTH, a second CONNECT: as a value; null for other types. PINGREQ is answered
     * by the transport and never seen here.
     */
    Packet packet();
}
