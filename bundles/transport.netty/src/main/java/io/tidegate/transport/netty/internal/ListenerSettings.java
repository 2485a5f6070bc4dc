package io.tidegate.transport.netty.internal;

/**
 * What a listener is to be.
 *
 * @param name           as its user calls it
 * @param host           address or host name to bind to
 * @param port           0: any free one
 * @param maxPacketBytes largest MQTT packet, fixed header included
 */
public record ListenerSettings(String name, String host, int port, int maxPacketBytes) {
    /** Largest packet that MQTT can express and a listener may allow. */
    public static final int LARGEST_PACKET = 268_435_455;
}
