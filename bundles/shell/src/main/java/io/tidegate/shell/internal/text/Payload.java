package io.tidegate.shell.internal.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A payload for people: text where it is text, else a table of bytes. Pure. */
public final class Payload {
    private static final int BYTES_PER_LINE = 16;
    private static final int MOST_BYTES = 64 * 1024;

    private Payload() {
    }

    /** Text with control characters (other than line feed and tab) escaped, or hexadecimal; cut at 64 KiB, saying so. */
    public static String shown(byte[] payload) {
        byte[] part = payload.length > MOST_BYTES ? java.util.Arrays.copyOf(payload, MOST_BYTES) : payload;
        String rest = payload.length > MOST_BYTES ? "\n... " + (payload.length - MOST_BYTES) + " bytes more" : "";
        return isText(part) ? escaped(new String(part, StandardCharsets.UTF_8)) + rest : hex(part) + rest;
    }

    private static boolean isText(byte[] payload) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
        } catch (CharacterCodingException binary) {
            return false;
        }
        for (byte b : payload) {
            if (b == 0) {
                return false;
            }
        }
        return true;
    }

    private static String escaped(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            boolean control = c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0;
            shown.append(control ? String.format("\\x%02x", c) : String.valueOf((char) c));
        });
        return shown.toString();
    }

    private static String hex(byte[] payload) {
        StringBuilder lines = new StringBuilder();
        for (int at = 0; at < payload.length; at += BYTES_PER_LINE) {
            int end = Math.min(payload.length, at + BYTES_PER_LINE);
            lines.append(String.format("%06x  %s%n", at, HexFormat.ofDelimiter(" ").formatHex(payload, at, end)));
        }
        return lines.toString().stripTrailing();
    }
}
