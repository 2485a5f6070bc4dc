package io.tidegate.transport.netty.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Packet;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectDecoderTest {
    /** A CONNECT whose body is put together from the parts. */
    private static byte[] connect(Object... parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof Integer one) {
                body.write(one);
            } else if (part instanceof String text) { // with its length
                body.write(0);
                body.write(text.length());
                body.writeBytes(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0x10);
        packet.write(body.size());
        packet.writeBytes(body.toByteArray());
        return packet.toByteArray();
    }

    static byte[] plain() {
        return connect("MQTT", 4, 0x02, 0, 60, "id");
    }

    /** As large as one can be: each field has 65,535 bytes. */
    static byte[] largest() {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(new byte[] {0x10, (byte) 0x8F, (byte) 0x80, 0x14}); // remaining length 10 + 5 * 65,537 = 327,695
        packet.writeBytes(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 4, (byte) 0xC6, 0, 60}); // user name, password, will, clean session
        for (int field = 0; field < 5; field++) {
            byte[] text = new byte[65_535];
            java.util.Arrays.fill(text, (byte) 'x');
            packet.write(0xFF);
            packet.write(0xFF);
            packet.writeBytes(text);
        }
        return packet.toByteArray();
    }

    private static Packet.Connect decode(byte[] packet) {
        Cursor cursor = new Cursor();
        cursor.set(packet, 0, packet.length, 1000, 0, true);
        assertTrue(cursor.advance());
        return (Packet.Connect) cursor.packet();
    }

    private static ReasonCode refused(Object... parts) {
        byte[] packet = connect(parts);
        return assertThrows(ProtocolException.class, () -> decode(packet)).reason();
    }

    @Test
    void decode_everything() {
        Packet.Connect packet = decode(connect(
                "MQTT", 4,          // protocol name and level
                0xF4,               // user name, password, will retain, will QoS 2, will
                0x01, 0x2C,         // keep alive 300
                "client",           // client identifier
                "will/topic", "gone", // will topic and message
                "me", "secret"));   // user name and password
        assertEquals(4, packet.protocolVersion());
        assertEquals("client", packet.clientId());
        assertFalse(packet.cleanStart());
        assertEquals(0xFFFF_FFFFL, packet.sessionExpirySeconds());
        assertEquals(300, packet.keepAliveSeconds());
        assertEquals(65_535, packet.receiveMaximum());
        assertEquals(Integer.MAX_VALUE, packet.maximumPacketBytes());
        assertEquals("will/topic", packet.will().topic());
        assertArrayEquals("gone".getBytes(), packet.will().payload());
        assertEquals(2, packet.will().qos());
        assertTrue(packet.will().retain());
        assertEquals(List.of(), packet.will().userProperties());
        assertEquals("me", packet.username());
        assertArrayEquals("secret".getBytes(), packet.password());
        assertFalse(packet.toString().contains("secret"));
    }

    @Test
    void decode_leastOfAll() {
        Packet.Connect packet = decode(connect("MQTT", 4, 0x02, 0, 0, ""));
        assertEquals("", packet.clientId());
        assertTrue(packet.cleanStart());
        assertEquals(0, packet.sessionExpirySeconds());
        assertNull(packet.will());
        assertNull(packet.username());
        assertNull(packet.password());
    }

    @Test
    void decode_mqtt31() {
        assertEquals(3, decode(connect("MQIsdp", 3, 0x02, 0, 0, "id")).protocolVersion());
        assertEquals(3, decode(connect("MQIsdp", 3, 0x03, 0, 0, "id")).protocolVersion()); // bit 0 is open in 3.1
    }

    @Test
    void decode_otherVersions_areUnsupported() {
        assertEquals(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, refused("MQTT", 5, 0x02, 0, 0, 0, "id"));
        assertEquals(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, refused("MQTT", 3, 0x02, 0, 0, "id"));
        assertEquals(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, refused("MQIsdp", 4, 0x02, 0, 0, "id"));
        assertEquals(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, refused("MQTT", 0x84, 0x02, 0, 0, "id"));
    }

    @Test
    void decode_otherProtocols_areMalformed() {
        assertEquals(ReasonCode.MALFORMED_PACKET, refused("HTTP", 4, 0x02, 0, 0, "id"));
    }

    @Test
    void decode_flagsThatContradict_areMalformed() {
        refused("MQTT", 4, 0x03, 0, 0, "id");                   // reserved, [MQTT-3.1.2-3]
        refused("MQTT", 4, 0x0A, 0, 0, "id");                   // will QoS without will, [MQTT-3.1.2-13]
        refused("MQTT", 4, 0x22, 0, 0, "id");                   // will retain without will, [MQTT-3.1.2-15]
        refused("MQTT", 4, 0x1E, 0, 0, "id", "t", "m");         // will QoS 3, [MQTT-3.1.2-14]
        refused("MQTT", 4, 0x42, 0, 0, "id", "password");       // password alone, [MQTT-3.1.2-22]
    }

    @Test
    void decode_lengthThatContradicts_isMalformed() {
        refused("MQTT", 4, 0x82, 0, 0, "id");                   // user name announced, not there
        refused("MQTT", 4, 0x02, 0, 0, "id", "extra");
        refused("MQTT", 4, 0x02, 0);                            // ends within keep alive
        refused("MQTT", 4, 0x02, 0, 0, 0, 5, 'i');              // client identifier beyond the end
    }

    @Test
    void decode_textThatIsNone_isMalformed() {
        refused("MQTT", 4, 0x02, 0, 0, "i\0d");
        refused("MQTT", 4, 0x02, 0, 0, "\u00ED\u00A0\u0080");   // surrogate
        refused("MQTT", 4, 0x82, 0, 0, "id", "\u00FF");
        refused("MQTT", 4, 0x06, 0, 0, "id", "\u00C0\u0080", "m");
    }

    @Test
    void decode_passwordAndWillMessage_areAnyBytes() {
        Packet.Connect packet = decode(connect("MQTT", 4, 0xC6, 0, 0, "id", "t", "\0\u00FF", "u", "\u00FF\0"));
        assertArrayEquals(new byte[] {0, (byte) 0xFF}, packet.will().payload());
        assertArrayEquals(new byte[] {(byte) 0xFF, 0}, packet.password());
    }
}
