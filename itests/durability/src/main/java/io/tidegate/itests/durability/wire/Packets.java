package io.tidegate.itests.durability.wire;

import io.tidegate.bench.wire.Frames;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** MQTT 3.1.1 packets as a client writes them. Topics and names are ASCII. */
public final class Packets {
    private static final int UNSUBSCRIBE = 0xA2;
    private static final int PINGREQ = 0xC0;

    private Packets() { }

    /**
     * §3.1.
     *
     * @param willTopic null: no will
     */
    public static byte[] connect(String clientId, boolean clean, int keepAliveSeconds, String user, String password, String willTopic,
            byte[] will, int willQos) {
        return body(out -> {
            out.writeUTF("MQTT");
            out.write(4);
            out.write(0xC0 | (clean ? 2 : 0) | (willTopic == null ? 0 : 4 | willQos << 3));
            out.writeShort(keepAliveSeconds);
            out.writeUTF(clientId);
            if (willTopic != null) {
                out.writeUTF(willTopic);
                out.writeShort(will.length);
                out.write(will);
            }
            out.writeUTF(user);
            out.writeUTF(password);
        }, Frames.CONNECT);
    }

    /** §3.3. @param packetId not written at QoS 0 */
    public static byte[] publish(String topic, byte[] payload, int qos, int packetId, boolean dup, boolean retain) {
        return body(out -> {
            out.writeUTF(topic);
            if (qos > 0) {
                out.writeShort(packetId);
            }
            out.write(payload);
        }, Frames.PUBLISH | (dup ? 8 : 0) | qos << 1 | (retain ? 1 : 0));
    }

    /** PUBACK, PUBREC, PUBREL, PUBCOMP and UNSUBACK: an identifier alone. @param first the packet's first byte */
    public static byte[] identifier(int first, int packetId) {
        return body(out -> out.writeShort(packetId), first);
    }

    /** §3.10. */
    public static byte[] unsubscribe(int packetId, String filter) {
        return body(out -> {
            out.writeShort(packetId);
            out.writeUTF(filter);
        }, UNSUBSCRIBE);
    }

    public static byte[] pingreq() {
        return Frames.frame(PINGREQ, new byte[0]);
    }

    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] body(Body body, int first) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            body.write(new DataOutputStream(bytes));
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return Frames.frame(first, bytes.toByteArray());
    }
}
