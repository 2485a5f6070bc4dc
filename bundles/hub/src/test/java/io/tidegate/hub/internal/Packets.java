package io.tidegate.hub.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** MQTT 3.1.1 packets, byte by byte as the standard draws them. Knows nothing of the hub's codec. */
final class Packets {
    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBREL = 6;
    static final int PUBCOMP = 7;
    static final int SUBACK = 9;
    static final int UNSUBACK = 11;
    static final int PINGRESP = 13;

    private Packets() {
    }

    /** §2.2: fixed header with the remaining length of §2.2.3, then the rest. */
    static byte[] packet(int first, byte[]... parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            body.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int length = body.size();
        do {
            out.write(length % 128 | (length > 127 ? 128 : 0));
            length /= 128;
        } while (length > 0);
        out.writeBytes(body.toByteArray());
        return out.toByteArray();
    }

    /** §1.5.3: UTF-8 after its length. */
    static byte[] text(String text) {
        return field(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] field(byte[] bytes) {
        byte[] out = new byte[bytes.length + 2];
        out[0] = (byte) (bytes.length >> 8);
        out[1] = (byte) bytes.length;
        System.arraycopy(bytes, 0, out, 2, bytes.length);
        return out;
    }

    static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }

    static byte[] id(int packetId) {
        return bytes(packetId >> 8, packetId);
    }

    /** §3.1. Null leaves a part out. */
    static byte[] connect(String clientId, boolean clean, int keepAlive, Will will, String user, String password) {
        int flags = (clean ? 2 : 0) | (will == null ? 0 : 4 | will.qos << 3 | (will.retain ? 32 : 0))
                | (password == null ? 0 : 64) | (user == null ? 0 : 128);
        byte[] none = new byte[0];
        return packet(0x10, text("MQTT"), bytes(4, flags), id(keepAlive), text(clientId),
                will == null ? none : text(will.topic), will == null ? none : text(will.payload),
                user == null ? none : text(user), password == null ? none : text(password));
    }

    /** §3.3. The packet identifier is left out at QoS 0. */
    static byte[] publish(String topic, String payload, int qos, int packetId, boolean dup, boolean retain) {
        return packet(0x30 | (dup ? 8 : 0) | qos << 1 | (retain ? 1 : 0), text(topic),
                qos == 0 ? new byte[0] : id(packetId), payload.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] puback(int packetId) {
        return packet(0x40, id(packetId));
    }

    static byte[] pubrec(int packetId) {
        return packet(0x50, id(packetId));
    }

    static byte[] pubrel(int packetId) {
        return packet(0x62, id(packetId));
    }

    static byte[] pubcomp(int packetId) {
        return packet(0x70, id(packetId));
    }

    /** §3.8, with filters and their QoS by turns. */
    static byte[] subscribe(int packetId, Object... filterAndQos) {
        byte[][] parts = new byte[filterAndQos.length + 1][];
        parts[0] = id(packetId);
        for (int i = 0; i < filterAndQos.length; i += 2) {
            parts[i + 1] = text((String) filterAndQos[i]);
            parts[i + 2] = bytes((Integer) filterAndQos[i + 1]);
        }
        return packet(0x82, parts);
    }

    /** §3.10. */
    static byte[] unsubscribe(int packetId, String... filters) {
        byte[][] parts = new byte[filters.length + 1][];
        parts[0] = id(packetId);
        for (int i = 0; i < filters.length; i++) {
            parts[i + 1] = text(filters[i]);
        }
        return packet(0xA2, parts);
    }

    static byte[] pingreq() {
        return bytes(0xC0, 0);
    }

    static byte[] disconnect() {
        return bytes(0xE0, 0);
    }

    /** The will of a CONNECT. */
    record Will(String topic, String payload, int qos, boolean retain) {
    }

    /** One packet as it came: first byte and what follows the remaining length. */
    record Got(int first, byte[] body) {
        int type() {
            return first >> 4;
        }

        int qos() {
            return first >> 1 & 3;
        }

        boolean dup() {
            return (first & 8) != 0;
        }

        boolean retain() {
            return (first & 1) != 0;
        }

        private int number(int at) {
            return (body[at] & 0xFF) << 8 | body[at + 1] & 0xFF;
        }

        /** Of any packet that has one. */
        int packetId() {
            return type() != PUBLISH ? number(0) : qos() == 0 ? 0 : number(2 + number(0));
        }

        String topic() {
            return new String(body, 2, number(0), StandardCharsets.UTF_8);
        }

        String payload() {
            int at = 2 + number(0) + (qos() == 0 ? 0 : 2);
            return new String(body, at, body.length - at, StandardCharsets.UTF_8);
        }

        /** SUBACK: return codes; CONNACK: flags and code. */
        java.util.List<Integer> codes() {
            java.util.List<Integer> codes = new java.util.ArrayList<>();
            for (int i = type() == CONNACK ? 0 : 2; i < body.length; i++) {
                codes.add(body[i] & 0xFF);
            }
            return codes;
        }

        @Override
        public String toString() {
            return switch (type()) {
                case PUBLISH -> "PUBLISH " + topic() + " '" + (body.length > 100 ? body.length + " bytes" : payload())
                        + "' qos=" + qos() + " id=" + packetId() + (dup() ? " dup" : "") + (retain() ? " retain" : "");
                default -> "packet type=" + type() + " body=" + java.util.HexFormat.of().formatHex(body);
            };
        }
    }
}
