package io.tidegate.transport.netty.internal.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads the fields of one rare packet in order and never beyond its end. */
final class Body {
    private final byte[] array;
    private final int end;
    private int at;

    Body(byte[] array, int from, int end) {
        this.array = array;
        this.at = from;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    int oneByte(String field) {
        need(1, field);
        return array[at++] & 0xFF;
    }

    int twoBytes(String field) {
        need(2, field);
        int value = (array[at] & 0xFF) << 8 | array[at + 1] & 0xFF;
        at += 2;
        return value;
    }

    /** A length of two bytes and that many bytes, copied. */
    byte[] binary(String field) {
        int length = twoBytes(field);
        need(length, field);
        byte[] value = new byte[length];
        System.arraycopy(array, at, value, 0, length);
        at += length;
        return value;
    }

    /** A UTF-8 encoded string. MQTT 3.1.1 [MQTT-1.5.3-1] (surrogates, ill-formed), [MQTT-1.5.3-2] (NUL). */
    String text(String field) {
        int length = twoBytes(field);
        need(length, field);
        String value = decode(length, field);
        at += length;
        if (value.indexOf('\0') >= 0) {
            throw ProtocolException.malformed(field + " contains the NUL character");
        }
        return value;
    }

    void end(String packet) {
        if (at != end) {
            throw ProtocolException.malformed(packet + " has " + (end - at) + " bytes too many");
        }
    }

    private String decode(int length, String field) {
        try {
            return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(array, at, length)).toString();
        } catch (CharacterCodingException e) {
            throw ProtocolException.malformed(field + " is not well-formed UTF-8");
        }
    }

    private void need(int bytes, String field) {
        if (end - at < bytes) {
            throw ProtocolException.malformed("packet ends within " + field);
        }
    }
}
