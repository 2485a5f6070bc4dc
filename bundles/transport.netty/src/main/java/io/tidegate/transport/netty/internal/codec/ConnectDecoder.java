package io.tidegate.transport.netty.internal.codec;

import io.tidegate.transport.Packet;
import java.util.List;

/**
 * CONNECT of MQTT 3.1 and 3.1.1.
 *
 * <pre>
 * 2+n  protocol name   "MQIsdp" (3.1) or "MQTT" (3.1.1)
 * 1    protocol level  3 or 4
 * 1    flags           80 user name, 40 password, 20 will retain, 18 will QoS, 04 will, 02 clean session, 01 reserved
 * 2    keep alive      seconds
 * 2+n  client identifier, then as the flags say: will topic, will message, user name, password
 * </pre>
 */
final class ConnectDecoder {
    private static final int USERNAME = 0x80;
    private static final int PASSWORD = 0x40;
    private static final int WILL_RETAIN = 0x20;
    private static final int WILL_QOS = 0x18;
    private static final int WILL = 0x04;
    private static final int CLEAN = 0x02;
    private static final int RESERVED = 0x01;
    private static final int MQTT_3_1 = 3;
    private static final int MQTT_3_1_1 = 4;
    private static final long NEVER = 0xFFFF_FFFFL;

    private ConnectDecoder() {
    }

    static Packet.Connect decode(byte[] array, int from, int end) {
        Body body = new Body(array, from, end);
        int version = version(body);
        int flags = flags(body, version);
        int keepAlive = body.twoBytes("keep alive");
        String clientId = body.text("client identifier");
        Packet.Will will = (flags & WILL) == 0 ? null : will(body, flags);
        String username = (flags & USERNAME) == 0 ? null : body.text("user name");
        byte[] password = (flags & PASSWORD) == 0 ? null : body.binary("password");
        body.end("CONNECT");
        boolean clean = (flags & CLEAN) != 0;
        return new Packet.Connect(version, clientId, clean, clean ? 0 : NEVER, keepAlive, 65_535, Integer.MAX_VALUE,
                will, username, password);
    }

    private static int version(Body body) {
        String name = body.text("protocol name");
        if (!name.equals("MQTT") && !name.equals("MQIsdp")) {
            throw ProtocolException.malformed("protocol name is not MQTT"); // MQTT 3.1.1 [MQTT-3.1.2-1]
        }
        int level = body.oneByte("protocol level");
        if (level != (name.equals("MQTT") ? MQTT_3_1_1 : MQTT_3_1)) {
            throw ProtocolException.unsupportedVersion(name, level); // MQTT 3.1.1 [MQTT-3.1.2-2]
        }
        return level;
    }

    private static int flags(Body body, int version) {
        int flags = body.oneByte("connect flags");
        if ((flags & RESERVED) != 0 && version > MQTT_3_1) {
            throw ProtocolException.malformed("CONNECT's reserved flag is set"); // MQTT 3.1.1 [MQTT-3.1.2-3]
        }
        if ((flags & WILL) == 0 && (flags & (WILL_QOS | WILL_RETAIN)) != 0) {
            // MQTT 3.1.1 [MQTT-3.1.2-11], [MQTT-3.1.2-13], [MQTT-3.1.2-15]
            throw ProtocolException.malformed("CONNECT has will QoS or will retain without a will");
        }
        if ((flags & WILL_QOS) == WILL_QOS) {
            throw ProtocolException.malformed("CONNECT has will QoS 3"); // MQTT 3.1.1 [MQTT-3.1.2-14]
        }
        if ((flags & (USERNAME | PASSWORD)) == PASSWORD) {
            throw ProtocolException.malformed("CONNECT has a password without a user name"); // MQTT 3.1.1 [MQTT-3.1.2-22]
        }
        return flags;
    }

    private static Packet.Will will(Body body, int flags) {
        String topic = body.text("will topic");
        byte[] payload = body.binary("will message");
        return new Packet.Will(topic, payload, (flags & WILL_QOS) >> 3, (flags & WILL_RETAIN) != 0, 0, List.of());
    }
}
