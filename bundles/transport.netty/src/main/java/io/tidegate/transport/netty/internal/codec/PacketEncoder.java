package io.tidegate.transport.netty.internal.codec;

import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Packet;
import io.tidegate.transport.PacketType;
import java.util.List;

/** The rare packets that a server sends, as the bytes of MQTT 3.1 and 3.1.1. */
public final class PacketEncoder {
    private static final byte[] NOTHING = {};
    private static final int FAILURE = 0x80;
    private static final int UNACCEPTABLE_VERSION = 1;
    private static final int IDENTIFIER_REJECTED = 2;
    private static final int SERVER_UNAVAILABLE = 3;
    private static final int BAD_CREDENTIALS = 4;
    private static final int NOT_AUTHORIZED = 5;

    private PacketEncoder() {
    }

    /** PINGRESP, the same in every version. Not to be changed. */
    public static byte[] pingResponse() {
        return new byte[] {(byte) (PacketType.PINGRESP << 4), 0};
    }

    /**
     * @param version 3 or 4; 0 where no CONNECT was understood, answered in the form of 3.1.1
     * @return empty where that version has no such packet (DISCONNECT and AUTH from the server)
     * @throws IllegalArgumentException for a packet that a server does not send: a mistake of the caller
     */
    public static byte[] encode(Packet packet, int version) {
        if (packet instanceof Packet.Connack connack) {
            return connack(connack);
        }
        if (packet instanceof Packet.Suback suback) {
            return suback(suback);
        }
        if (packet instanceof Packet.Unsuback unsuback) {
            return identified(PacketType.UNSUBACK, unsuback.packetId());
        }
        if (packet instanceof Packet.Disconnect || packet instanceof Packet.Auth) {
            return NOTHING;
        }
        throw new IllegalArgumentException("a server does not send " + packet.getClass().getSimpleName());
    }

    /** Writes a PUBACK, PUBREC, PUBREL or PUBCOMP of four bytes. */
    public static void acknowledge(byte[] out, int at, int type, int packetId) {
        int flags = type == PacketType.PUBREL ? 2 : 0; // MQTT 3.1.1 [MQTT-3.6.1-1]
        out[at] = (byte) (type << 4 | flags);
        out[at + 1] = 2;
        out[at + 2] = (byte) (packetId >> 8);
        out[at + 3] = (byte) packetId;
    }

    private static byte[] connack(Packet.Connack connack) {
        int code = returnCode(connack.reason());
        // MQTT 3.1.1 [MQTT-3.2.2-4]: session present is 0 with any code but 0
        int present = connack.sessionPresent() && code == 0 ? 1 : 0;
        return new byte[] {(byte) (PacketType.CONNACK << 4), 2, (byte) present, (byte) code};
    }

    /** MQTT 3.1.1 §3.2.2.3. */
    private static int returnCode(ReasonCode reason) {
        return switch (reason) {
            case UNSUPPORTED_PROTOCOL_VERSION -> UNACCEPTABLE_VERSION;
            case CLIENT_IDENTIFIER_NOT_VALID -> IDENTIFIER_REJECTED;
            case BAD_USER_NAME_OR_PASSWORD -> BAD_CREDENTIALS;
            case NOT_AUTHORIZED -> NOT_AUTHORIZED;
            default -> reason.isError() ? SERVER_UNAVAILABLE : 0;
        };
    }

    private static byte[] suback(Packet.Suback suback) {
        List<ReasonCode> reasons = suback.reasons();
        int remaining = 2 + reasons.size();
        byte[] bytes = new byte[1 + OutgoingPublish.lengthBytes(remaining) + remaining];
        bytes[0] = (byte) (PacketType.SUBACK << 4);
        int at = OutgoingPublish.length(bytes, 1, remaining);
        bytes[at++] = (byte) (suback.packetId() >> 8);
        bytes[at++] = (byte) suback.packetId();
        for (ReasonCode reason : reasons) {
            bytes[at++] = (byte) (reason.isError() ? FAILURE : reason.value());
        }
        return bytes;
    }

    private static byte[] identified(int type, int packetId) {
        return new byte[] {(byte) (type << 4), 2, (byte) (packetId >> 8), (byte) packetId};
    }
}
