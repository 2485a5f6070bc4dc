package io.tidegate.transport.netty.internal.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Packet;
import io.tidegate.transport.PacketType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodersTest {
    private static byte[] write(OutgoingPublish publish, int flags, int packetId) {
        byte[] out = new byte[publish.size(packetId != 0) + 3];
        int end = publish.write(out, 3, flags, packetId);
        assertEquals(out.length, end);
        return Arrays.copyOfRange(out, 3, end);
    }

    @Test
    void publish_isTheSameForEveryReceiver() {
        byte[] source = "..topic-payload..".getBytes();
        OutgoingPublish publish = new OutgoingPublish();
        publish.of(source, 2, 5, 0, 0, 8, 7, -1);
        byte[] plain = {0x31, 14, 0, 5, 't', 'o', 'p', 'i', 'c', 'p', 'a', 'y', 'l', 'o', 'a', 'd'};
        byte[] identified = {0x3A, 16, 0, 5, 't', 'o', 'p', 'i', 'c', 1, 2, 'p', 'a', 'y', 'l', 'o', 'a', 'd'};
        for (int receiver = 0; receiver < 5; receiver++) {
            assertArrayEquals(plain, write(publish, 1, 0));
            assertArrayEquals(identified, write(publish, 0xA, 0x102));
        }
        identified[9] = 3;
        identified[10] = 4;
        assertArrayEquals(identified, write(publish, 0xA, 0x304));
    }

    @Test
    void publish_topicAndPayloadSideBySide_areCopiedAtOnce() {
        OutgoingPublish publish = new OutgoingPublish();
        publish.of("tx".getBytes(), 0, 1, 0, 0, 1, 1, -1);
        assertArrayEquals(new byte[] {0x30, 4, 0, 1, 't', 'x'}, write(publish, 0, 0));
        assertArrayEquals(new byte[] {0x32, 6, 0, 1, 't', 0, 9, 'x'}, write(publish, 2, 9));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 124, 125, 126, 16_380, 16_381, 16_382, 100_000, 2_097_148, 2_097_149})
    void publish_ofAnySize_isReadBackByTheCursor(int payload) {
        byte[] source = new byte[1 + payload];
        Arrays.fill(source, (byte) 'p');
        OutgoingPublish publish = new OutgoingPublish();
        publish.of(source, 0, 1, 0, 0, 1, payload, -1);
        for (int receiver = 0; receiver < 4; receiver++) {
            byte[] packet = write(publish, 4, 77);
            Cursor cursor = new Cursor();
            cursor.set(packet, 0, packet.length, Integer.MAX_VALUE, 4, false);
            cursor.advance();
            assertEquals(packet.length, cursor.position());
            assertEquals(77, cursor.packetId());
            assertEquals(payload, cursor.payloadLength());
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 0x40", "5, 0x50", "6, 0x62", "7, 0x70"})
    void acknowledgements_haveTheirFlags(int type, String first) {
        byte[] out = new byte[4];
        PacketEncoder.acknowledge(out, 0, type, 0xABCD);
        assertArrayEquals(new byte[] {(byte) (int) Integer.decode(first), 2, (byte) 0xAB, (byte) 0xCD}, out);
    }

    @ParameterizedTest
    @CsvSource({"SUCCESS, 0", "UNSUPPORTED_PROTOCOL_VERSION, 1", "CLIENT_IDENTIFIER_NOT_VALID, 2",
        "SERVER_UNAVAILABLE, 3", "SERVER_BUSY, 3", "UNSPECIFIED_ERROR, 3", "BAD_USER_NAME_OR_PASSWORD, 4",
        "NOT_AUTHORIZED, 5"})
    void connack_saysTheReturnCodeOf311(ReasonCode reason, int code) {
        byte[] expected = {0x20, 2, 0, (byte) code};
        assertArrayEquals(expected, PacketEncoder.encode(new Packet.Connack(reason, false, "x", 5), 4));
    }

    @Test
    void connack_sessionPresent_onlyWithSuccess() {
        assertArrayEquals(new byte[] {0x20, 2, 1, 0},
                PacketEncoder.encode(new Packet.Connack(ReasonCode.SUCCESS, true, null, -1), 4));
        assertArrayEquals(new byte[] {0x20, 2, 0, 5},
                PacketEncoder.encode(new Packet.Connack(ReasonCode.NOT_AUTHORIZED, true, null, -1), 4));
    }

    @Test
    void suback_saysGrantedQosOrFailure() {
        Packet suback = new Packet.Suback(0x102, List.of(ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_1,
                ReasonCode.GRANTED_QOS_2, ReasonCode.NOT_AUTHORIZED, ReasonCode.TOPIC_FILTER_INVALID));
        assertArrayEquals(new byte[] {(byte) 0x90, 7, 1, 2, 0, 1, 2, (byte) 0x80, (byte) 0x80},
                PacketEncoder.encode(suback, 4));
    }

    @Test
    void suback_ofManyReasons_hasALongerHeader() {
        byte[] bytes = PacketEncoder.encode(new Packet.Suback(1, Collections.nCopies(200, ReasonCode.SUCCESS)), 4);
        assertEquals(205, bytes.length);
        assertEquals((byte) 0xCA, bytes[1]); // 202 = 74 + 1 * 128
        assertEquals(1, bytes[2]);
    }

    @Test
    void unsuback_hasNoReasonsIn311() {
        assertArrayEquals(new byte[] {(byte) 0xB0, 2, 0, 9},
                PacketEncoder.encode(new Packet.Unsuback(9, List.of(ReasonCode.SUCCESS)), 4));
    }

    @Test
    void disconnect_isNotSentIn311() {
        assertEquals(0, PacketEncoder.encode(new Packet.Disconnect(ReasonCode.SESSION_TAKEN_OVER, -1), 4).length);
    }

    @Test
    void pingResponse_isTwoBytes() {
        assertArrayEquals(new byte[] {(byte) (PacketType.PINGRESP << 4), 0}, PacketEncoder.pingResponse());
    }

    @Test
    void packetOfAClient_isRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> PacketEncoder.encode(new Packet.Unsubscribe(1, List.of("t")), 4));
    }
}
