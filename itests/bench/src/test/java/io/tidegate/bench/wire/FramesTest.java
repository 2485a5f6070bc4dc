package io.tidegate.bench.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {

    @Test
    void connect_isAsTheStandardDrawsIt() {
        byte[] expected = bytes("10 13" + "00 04 4D 51 54 54" + "04" + "C2" + "00 00"   // fixed header, "MQTT", level, flags, keep alive
                + "00 01 63" + "00 01 75" + "00 01 70");                                // client id c, user u, password p
        assertArrayEquals(expected, Frames.connect("c", false, "u", "p"));
        expected[9] = (byte) 0xC0;                              // the same without clean session
        assertArrayEquals(expected, Frames.connect("c", true, "u", "p"));
    }

    @Test
    void subscribe_isAsTheStandardDrawsIt() {
        assertArrayEquals(bytes("82 0C" + "01 02" + "00 03 61 2F 23" + "02" + "00 01 62" + "02"),
                Frames.subscribe(0x0102, List.of("a/#", "b"), 2));
    }

    @Test
    void remainingLength_takesOneToFourBytes() {
        assertArrayEquals(bytes("00"), remaining(0));
        assertArrayEquals(bytes("7F"), remaining(127));
        assertArrayEquals(bytes("80 01"), remaining(128));
        assertArrayEquals(bytes("FF 7F"), remaining(16_383));
        assertArrayEquals(bytes("80 80 01"), remaining(16_384));
        assertArrayEquals(bytes("FF FF FF 7F"), remaining(268_435_455));
        assertThrows(IllegalArgumentException.class, () -> remaining(268_435_456));
    }

    @Test
    void publish_qos1_carriesTopicIdentifierAndPayload() {
        ByteBuffer out = buffer();
        int end = new PublishTemplate(3, new Topic("a/b"), 1).write(out, 5, 77, 0x1234);
        assertArrayEquals(bytes("32 87 01" + "00 03 61 2F 62" + "12 34"), slice(out, 5, 10));
        assertEquals(5 + 10 + Payload.LENGTH, end);
        assertEquals(3, Payload.publisher(out, 15));
        assertEquals(77, Payload.sequence(out, 15));
        assertTrue(new Payload(3).intact(out, 15, out.duplicate()));
    }

    @Test
    void publish_qos0_hasNoIdentifier() {
        ByteBuffer out = buffer();
        new PublishTemplate(0, new Topic("a/b"), 0).write(out, 0, 0, 99);
        assertArrayEquals(bytes("30 85 01" + "00 03 61 2F 62"), slice(out, 0, 8));
        assertEquals(0, Payload.sequence(out, 8));
    }

    @Test
    void publish_renewed_equalsOneWrittenAnew() {
        PublishTemplate template = new PublishTemplate(7, new Topic("bench/pair/7"), 2);
        ByteBuffer renewed = buffer();
        template.write(renewed, 0, 1, 1);
        template.renew(renewed, 0, Long.MAX_VALUE, 65_535);
        ByteBuffer written = buffer();
        template.write(written, 0, Long.MAX_VALUE, 65_535);
        assertEquals(written, renewed);
    }

    @Test
    void payload_anyBitChanged_isNotIntact() {
        ByteBuffer out = buffer();
        Payload payload = new Payload(1);
        payload.write(out, 8, 42);
        for (int bit = 0; bit < Payload.LENGTH * 8; bit++) {
            int at = 8 + bit / 8;
            byte was = out.get(at);
            out.put(at, (byte) (was ^ 1 << bit % 8));
            assertFalse(payload.intact(out, 8, out.duplicate()), "bit " + bit);
            out.put(at, was);
        }
        assertTrue(payload.intact(out, 8, out.duplicate()));
        assertFalse(new Payload(2).intact(out, 8, out.duplicate()), "another publisher's");
    }

    @Test
    void topic_matchesItselfOnly() {
        ByteBuffer in = ByteBuffer.wrap(".bench/pair/12.".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN);
        assertTrue(new Topic("bench/pair/12").matches(in, 1, 13));
        assertFalse(new Topic("bench/pair/13").matches(in, 1, 13));
        assertFalse(new Topic("bench/pair/1").matches(in, 1, 13));
        assertFalse(new Topic("cench/pair/12").matches(in, 1, 13));
    }

    private static byte[] remaining(int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Frames.remaining(out, length);
        return out.toByteArray();
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(512).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] slice(ByteBuffer buffer, int at, int length) {
        byte[] bytes = new byte[length];
        buffer.get(at, bytes);
        return bytes;
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
