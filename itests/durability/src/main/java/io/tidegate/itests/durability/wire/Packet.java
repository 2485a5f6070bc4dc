package io.tidegate.itests.durability.wire;

import io.tidegate.bench.wire.Frames;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One packet as it came. @param first its first byte @param body what follows the Remaining Length */
public record Packet(int first, byte[] body) {

    /** Reads a whole one. @throws EOFException when the other side has closed */
    public static Packet read(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int length = 0;
        int shift = 0;
        int digit;
        do {
            digit = in.readUnsignedByte();
            length |= (digit & 127) << shift;
            shift += 7;
        } while (digit > 127);
        byte[] body = new byte[length];
        in.readFully(body);
        return new Packet(first, body);
    }

    /** The first byte without the flags of a PUBLISH, comparable with the constants of {@link Frames}. */
    public int type() {
        return isPublish() ? Frames.PUBLISH : first;
    }

    public boolean isPublish() {
        return (first & 0xF0) == Frames.PUBLISH;
    }

    public int qos() {
        return first >> 1 & 3;
    }

    public boolean dup() {
        return (first & 8) != 0;
    }

    public boolean retain() {
        return (first & 1) != 0;
    }

    /** Of any packet that has one. */
    public int packetId() {
        return !isPublish() ? number(0) : qos() == 0 ? 0 : number(2 + number(0));
    }

    /** Of a PUBLISH. */
    public String topic() {
        return text(0);
    }

    /** Of a PUBLISH. */
    public byte[] payload() {
        return Arrays.copyOfRange(body, 2 + number(0) + (qos() == 0 ? 0 : 2), body.length);
    }

    /** The string whose length stands at that place. */
    public String text(int at) {
        return new String(body, at + 2, number(at), StandardCharsets.UTF_8);
    }

    /** Two bytes, high one first. */
    public int number(int at) {
        return (body[at] & 0xFF) << 8 | body[at + 1] & 0xFF;
    }

    @Override
    public String toString() {
        return String.format("packet 0x%02X of %d bytes%s", first, body.length, isPublish() ? " on " + topic() : "");
    }
}
