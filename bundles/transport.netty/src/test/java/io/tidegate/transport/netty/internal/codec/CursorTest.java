package io.tidegate.transport.netty.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Packet;
import io.tidegate.transport.PacketType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final int LIMIT = 1_000_000;

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static Cursor over(byte[] packets) {
        Cursor cursor = new Cursor();
        cursor.set(packets, 0, packets.length, LIMIT, 4, false);
        return cursor;
    }

    private static Cursor one(int... packet) {
        Cursor cursor = over(bytes(packet));
        assertTrue(cursor.advance());
        assertEquals(packet.length, cursor.position());
        return cursor;
    }

    private static ProtocolException refused(int... packet) {
        Cursor cursor = over(bytes(packet));
        ProtocolException problem = assertThrows(ProtocolException.class, cursor::advance);
        assertEquals(0, problem.getStackTrace().length);
        return problem;
    }

    private static String text(Cursor cursor, int from, int length) {
        return new String(cursor.array(), from, length, StandardCharsets.UTF_8);
    }

    @Test
    void publish_qos0_givesTopicAndPayload() {
        Cursor cursor = one(
                0x31,               // PUBLISH, QoS 0, RETAIN
                7,                  // remaining length
                0, 3, 'a', '/', 'b', // topic
                'h', 'i');          // payload
        assertEquals(PacketType.PUBLISH, cursor.type());
        assertEquals(1, cursor.flags());
        assertEquals("a/b", text(cursor, cursor.topic(), cursor.topicLength()));
        assertEquals("hi", text(cursor, cursor.payload(), cursor.payloadLength()));
        assertEquals(0, cursor.packetId());
        assertEquals(0, cursor.propertiesLength());
        assertEquals(-1, cursor.expirySeconds());
        assertNull(cursor.packet());
    }

    @Test
    void publish_qos2_givesPacketIdentifier() {
        Cursor cursor = one(
                0x3C,           // PUBLISH, DUP, QoS 2
                6,              // remaining length
                0, 1, 't',      // topic
                0xAB, 0xCD,     // packet identifier
                'x');           // payload
        assertEquals(0xC, cursor.flags());
        assertEquals(0xABCD, cursor.packetId());
        assertEquals("x", text(cursor, cursor.payload(), cursor.payloadLength()));
    }

    @Test
    void publish_emptyPayload_isAllowed() {
        assertEquals(0, one(0x30, 3, 0, 1, 't').payloadLength());
    }

    @Test
    void publish_qos3_isMalformed() {
        assertEquals(ReasonCode.MALFORMED_PACKET, refused(0x36, 5, 0, 1, 't', 0, 1).reason());
    }

    @Test
    void publish_dupAtQos0_isMalformed() {
        refused(0x38, 3, 0, 1, 't');
    }

    @Test
    void publish_packetIdentifier0_isMalformed() {
        refused(0x32, 5, 0, 1, 't', 0, 0);
    }

    @Test
    void publish_topicBeyondItsEnd_isMalformed() {
        refused(0x30, 3, 0, 2, 't');
        refused(0x30, 1, 0);
        refused(0x30, 0);
        refused(0x32, 4, 0, 1, 't', 1); // ends within the packet identifier
    }

    @ParameterizedTest
    @CsvSource({"0x40, 4", "0x50, 5", "0x62, 6", "0x70, 7"})
    void acknowledgements_givePacketIdentifier(String first, int type) {
        Cursor cursor = one(Integer.decode(first), 2, 1, 2);
        assertEquals(type, cursor.type());
        assertEquals(0x102, cursor.packetId());
        assertEquals(0, cursor.reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x40", "0x50", "0x62", "0x70"})
    void acknowledgements_ofOtherLengthOrIdentifier0_areMalformed(String first) {
        refused(Integer.decode(first), 2, 0, 0);
        refused(Integer.decode(first), 3, 0, 1, 0);
        refused(Integer.decode(first), 1, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x41, 0x52, 0x60, 0x63, 0x71, 0x80, 0x83, 0xA0, 0xC1, 0xE8, 0x11})
    void reservedFlags_areMalformed(int first) { // MQTT 3.1.1 [MQTT-2.2.2-2]
        assertEquals(ReasonCode.MALFORMED_PACKET, refused(first, 2, 0, 1).reason());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x20, 0x90, 0xB0, 0xD0, 0xF0})
    void typesThatAClientDoesNotSend_areAViolation(int first) {
        assertEquals(ReasonCode.PROTOCOL_ERROR, refused(first, 0).reason());
    }

    @Test
    void mqtt31_mayMarkAResentSubscribeWithDup() {
        byte[] packet = bytes(0x8A, 6, 0, 1, 0, 1, 't', 0);
        Cursor cursor = new Cursor();
        cursor.set(packet, 0, packet.length, LIMIT, 3, false);
        assertTrue(cursor.advance());
        assertEquals(PacketType.SUBSCRIBE, cursor.type());
    }

    @Test
    void subscribe_givesFiltersInOrder() {
        Packet.Subscribe packet = (Packet.Subscribe) one(
                0x82,                   // SUBSCRIBE
                13,                     // remaining length
                0, 9,                   // packet identifier
                0, 3, 'a', '/', '#', 1, // filter, QoS
                0, 2, 0xC3, 0xA4, 2     // "ä", QoS
                ).packet();
        assertEquals(9, packet.packetId());
        assertEquals(List.of(new Packet.Subscribe.Request("a/#", 1, false, false, 0),
                new Packet.Subscribe.Request("ä", 2, false, false, 0)), packet.requests());
    }

    @Test
    void subscribe_broken_isMalformed() {
        refused(0x82, 2, 0, 1);                             // no filter, [MQTT-3.8.3-3]
        refused(0x82, 6, 0, 0, 0, 1, 't', 0);               // packet identifier 0
        refused(0x82, 6, 0, 1, 0, 1, 't', 3);               // QoS 3
        refused(0x82, 6, 0, 1, 0, 1, 't', 4);               // reserved bits
        refused(0x82, 5, 0, 1, 0, 1, 't');                  // no QoS
        refused(0x82, 6, 0, 1, 0, 1, 0, 0);                 // NUL
        refused(0x82, 6, 0, 1, 0, 1, 0xFF, 0);              // ill-formed
        refused(0x82, 7, 0, 1, 0, 2, 0xC0, 0x80, 0);        // overlong NUL
        refused(0x82, 8, 0, 1, 0, 3, 0xED, 0xA0, 0x80, 0);  // surrogate U+D800
        refused(0x82, 1, 0);                                // ends within the packet identifier
    }

    @Test
    void unsubscribe_givesFilters_emptyIsMalformed() {
        Packet.Unsubscribe packet = (Packet.Unsubscribe) one(0xA2, 5, 0, 7, 0, 1, 't').packet();
        assertEquals(new Packet.Unsubscribe(7, List.of("t")), packet);
        refused(0xA2, 2, 0, 7);
        refused(0xA2, 5, 0, 0, 0, 1, 't');
    }

    @Test
    void disconnect_andPing_haveNoBody() {
        assertEquals(ReasonCode.SUCCESS, ((Packet.Disconnect) one(0xE0, 0).packet()).reason());
        assertEquals(PacketType.PINGREQ, one(0xC0, 0).type());
        refused(0xE0, 1, 0);
        refused(0xC0, 1, 0);
    }

    @Test
    void incomplete_saysHowLargeItWillBe() {
        byte[] packet = bytes(0x30, 0x80, 0x01, 0, 1, 't'); // remaining length 128
        Cursor cursor = new Cursor();
        for (int length = 0; length <= packet.length; length++) {
            cursor.set(packet, 0, length, LIMIT, 4, false);
            assertFalse(cursor.advance());
            assertEquals(0, cursor.position());
            assertEquals(length < 3 ? 0 : 131, cursor.needed());
        }
    }

    @Test
    void remainingLength_ofMoreThanFourBytes_isMalformed() {
        refused(0x30, 0x80, 0x80, 0x80, 0x80, 0x01);
        refused(0x30, 0xFF, 0xFF, 0xFF, 0xFF);
    }

    @Test
    void limit_countsTheWholePacket_andIsCheckedBeforeTheBodyIsThere() {
        byte[] header = bytes(0x30, 0xFC, 0xFF, 0x01); // 4 + 32764 = 32768
        Cursor cursor = new Cursor();
        cursor.set(header, 0, 4, 32_768, 4, false);
        assertFalse(cursor.advance());
        assertEquals(32_768, cursor.needed());
        cursor.set(bytes(0x30, 0xFD, 0xFF, 0x01), 0, 4, 32_768, 4, false);
        ProtocolException problem = assertThrows(ProtocolException.class, cursor::advance);
        assertEquals(ReasonCode.PACKET_TOO_LARGE, problem.reason());
        cursor.set(bytes(0x30, 0xFF, 0xFF, 0xFF, 0x7F), 0, 5, 268_435_455, 4, false); // largest there is
        assertThrows(ProtocolException.class, cursor::advance);
    }

    @Test
    void manyPackets_areFoundOneByOne_andAnIncompleteTailIsLeft() {
        byte[] all = bytes(0x30, 4, 0, 1, 'a', '1', 0xC0, 0, 0x40, 2, 0, 5, 0x30, 9, 0);
        Cursor cursor = over(all);
        int[] types = new int[3];
        for (int i = 0; i < 3; i++) {
            assertTrue(cursor.advance());
            types[i] = cursor.type();
        }
        assertArrayEquals(new int[] {3, 12, 4}, types);
        assertFalse(cursor.advance());
        assertEquals(12, cursor.position());
        assertEquals(11, cursor.needed());
    }

    @Test
    void firstPacket_mustBeConnect() {
        Cursor cursor = new Cursor();
        cursor.set(bytes(0x30, 3), 0, 2, LIMIT, 0, true);
        assertThrows(ProtocolException.class, cursor::advance); // before its body came
    }

    @Test
    void secondConnect_isHandedUp() {
        Cursor cursor = over(ConnectDecoderTest.plain());
        assertTrue(cursor.advance());
        assertEquals(PacketType.CONNECT, cursor.type());
        assertTrue(cursor.packet() instanceof Packet.Connect);
    }

    /** Five fields of 65,535 bytes are all that a CONNECT can have: the listener's limit, for messages, is not for it. */
    @Test
    void connect_thatClaimsMoreThanItsFieldsCanHold_isTooLarge() {
        Cursor cursor = new Cursor();
        cursor.set(bytes(
                0x10,                // CONNECT
                0xC0, 0x84, 0x3D),   // remaining length 1,000,000
                0, 4, 16 << 20, 0, true);
        assertEquals(ReasonCode.PACKET_TOO_LARGE, assertThrows(ProtocolException.class, cursor::advance).reason());
    }

    @Test
    void connect_withFiveFieldsOfFullLength_isTaken_andWhatFollowsHasTheListenersLimit() {
        byte[] connect = ConnectDecoderTest.largest();
        byte[] publish = bytes(0x30, 0xC0, 0x84, 0x3D); // remaining length 1,000,000
        byte[] both = Arrays.copyOf(connect, connect.length + publish.length);
        System.arraycopy(publish, 0, both, connect.length, publish.length);
        Cursor cursor = new Cursor();
        cursor.set(both, 0, both.length, 16 << 20, 0, true);
        assertTrue(cursor.advance());
        assertEquals(65_535, ((Packet.Connect) cursor.packet()).will().payload().length);
        cursor.connected(4);
        assertFalse(cursor.advance());
        assertEquals(1_000_004, cursor.needed());
    }

    @Test
    void anyBytes_areAPacketOrAProtocolError_neverAnotherException() {
        java.util.Random random = new java.util.Random(42);
        Cursor cursor = new Cursor();
        for (int round = 0; round < 200_000; round++) {
            byte[] noise = new byte[1 + random.nextInt(24)];
            random.nextBytes(noise);
            noise[0] = (byte) (random.nextInt(16) << 4 | random.nextInt(4));
            if (noise.length > 1) {
                noise[1] = (byte) random.nextInt(noise.length);
            }
            cursor.set(noise, 0, noise.length, LIMIT, 4, false);
            try {
                while (cursor.advance()) {
                    int end = cursor.payload() + cursor.payloadLength();
                    assertTrue(cursor.type() != PacketType.PUBLISH || end <= noise.length, Arrays.toString(noise));
                }
            } catch (ProtocolException expected) {
                assertFalse(expected.getMessage().isEmpty());
            }
        }
    }
}
