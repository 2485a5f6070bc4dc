package io.tidegate.transport;

import org.osgi.annotation.versioning.ProviderType;

/** A socket with a decoder, used on its loop's thread only. Writing copies: what was passed may be reused at once. */
@ProviderType
public interface Connection {
    Loop loop();

    /** Protocol version of its CONNECT: 3 (MQTT 3.1), 4 (3.1.1) or 5. */
    int version();

    ConnectFacts facts();

    /** False after {@link #close} and once the peer's end was told; writing to it does nothing then. */
    boolean isOpen();

    /** What the hub before left here, or null. */
    byte[] luggage();

    /** Leaves what the next hub needs of a session that ends with its connection; null clears. */
    void luggage(byte[] state);

    /** The direct way to the session; cleared by the transport on detach. */
    Object attachment();

    void attach(Object session);

    /**
     * Appends a PUBLISH to the out buffer.
     *
     * @param flags    fixed header flags: DUP 8, QoS 6, RETAIN 1
     * @param packetId 0 at QoS 0
     */
    void publish(Outgoing message, int flags, int packetId);

    /**
     * Appends PUBACK, PUBREC, PUBREL or PUBCOMP.
     *
     * @param type   {@link PacketType}
     * @param reason MQTT 5 reason code; not sent in 3.1.1
     */
    void acknowledge(int type, int packetId, int reason);

    /**
     * Appends CONNACK, SUBACK, UNSUBACK, DISCONNECT, AUTH. A CONNACK without error means that the connection is accepted:
     * its assigned client identifier, where there is one, enters {@link #facts()}, and packets are read from then on.
     */
    void send(Packet packet);

    /** Bytes accepted here that the kernel has not taken. */
    int backlog();

    /** Largest packet this peer takes, in bytes; {@link Integer#MAX_VALUE} without limit. */
    int maximumPacketBytes();

    /** Whether packets are wanted. False takes effect at once, also in the middle of a read: the rest is kept and offered later. */
    void read(boolean wanted);

    /**
     * Starts the keep alive clock: one and a half times this many seconds without a packet end the connection with
     * {@link Cause#KEEP_ALIVE}. 0: none. MQTT 3.1.1 [MQTT-3.1.2-24]
     */
    void keepAlive(int seconds);

    /** Sends a farewell (null: none; a Connack or Disconnect) after what was written, then closes. {@code closed} follows with {@link Cause#LOCAL}. */
    void close(Packet farewell);
}
