package io.tidegate.transport.netty.internal.codec;

import io.tidegate.mqtt.ReasonCode;

/** The peer broke the protocol. Carries no stack trace: it says something about the peer, not about this code. */
public final class ProtocolException extends RuntimeException {
    private final transient ReasonCode reason;

    private ProtocolException(ReasonCode reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public static ProtocolException malformed(String message) {
        return new ProtocolException(ReasonCode.MALFORMED_PACKET, message);
    }

    /** Well formed, but not allowed here. */
    public static ProtocolException violation(String message) {
        return new ProtocolException(ReasonCode.PROTOCOL_ERROR, message);
    }

    public static ProtocolException tooLarge(long bytes, int limit) {
        return new ProtocolException(ReasonCode.PACKET_TOO_LARGE,
                "packet of " + bytes + " bytes, at most " + limit + " are allowed");
    }

    public static ProtocolException unsupportedVersion(String name, int level) {
        return new ProtocolException(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
                "protocol " + name + " level " + level + ", supported are MQIsdp 3 and MQTT 4");
    }

    public ReasonCode reason() {
        return reason;
    }
}
