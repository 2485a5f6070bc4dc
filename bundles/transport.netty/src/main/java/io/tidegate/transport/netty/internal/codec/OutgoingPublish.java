package io.tidegate.transport.netty.internal.codec;

import io.tidegate.transport.Outgoing;
import io.tidegate.transport.PacketType;

/**
 * A PUBLISH for any number of receivers. The first two receivers get it encoded straight from the source: making a
 * template costs more than it saves there. From the third on the encoded form, once with and once without packet
 * identifier, is copied and only flags and identifier are set. One per loop, on its thread.
 */
public final class OutgoingPublish implements Outgoing {
    /** Templates above this are given up after use, so that one large message does not stay in memory. */
    private static final int KEPT_TEMPLATE = 64 * 1024;
    private static final int DIRECT_USES = 2;

    private byte[] array;
    private int topic;
    private int topicLength;
    private int payload;
    private int payloadLength;
    private int uses;
    private final byte[][] template = {new byte[512], new byte[512]};
    private final int[] templateLength = new int[2];

    @Override
    public Outgoing of(byte[] array, int topic, int topicLength, int properties, int propertiesLength, int payload,
            int payloadLength, long expirySeconds) {
        this.array = array;
        this.topic = topic;
        this.topicLength = topicLength;
        this.payload = payload;
        this.payloadLength = payloadLength;
        uses = 0;
        templateLength[0] = 0;
        templateLength[1] = 0;
        return this;
    }

    /** Bytes of the whole packet. */
    public int size(boolean withPacketId) {
        int remaining = 2 + topicLength + (withPacketId ? 2 : 0) + payloadLength;
        return 1 + lengthBytes(remaining) + remaining;
    }

    /**
     * Writes the packet.
     *
     * @param out      has room for {@link #size} bytes from {@code at}
     * @param packetId 0: none is written
     * @return the position after it
     */
    public int write(byte[] out, int at, int flags, int packetId) {
        if (uses++ < DIRECT_USES) {
            return encode(out, at, flags, packetId);
        }
        int which = packetId == 0 ? 0 : 1;
        if (templateLength[which] == 0) {
            prepare(which);
        }
        int length = templateLength[which];
        System.arraycopy(template[which], 0, out, at, length);
        out[at] = (byte) (PacketType.PUBLISH << 4 | flags);
        if (which == 1) {
            int id = at + length - payloadLength - 2;
            out[id] = (byte) (packetId >> 8);
            out[id + 1] = (byte) packetId;
        }
        return at + length;
    }

    private void prepare(int which) {
        int size = size(which == 1);
        boolean oversized = template[which].length > KEPT_TEMPLATE && size <= KEPT_TEMPLATE;
        if (template[which].length < size || oversized) {
            template[which] = new byte[Math.max(512, Integer.highestOneBit(size - 1) << 1)];
        }
        templateLength[which] = encode(template[which], 0, 0, which);
    }

    private int encode(byte[] out, int start, int flags, int packetId) {
        int at = start;
        out[at++] = (byte) (PacketType.PUBLISH << 4 | flags);
        int remaining = 2 + topicLength + (packetId == 0 ? 0 : 2) + payloadLength;
        at = length(out, at, remaining);
        out[at++] = (byte) (topicLength >> 8);
        out[at++] = (byte) topicLength;
        if (packetId == 0 && payload == topic + topicLength) { // as it came in at QoS 0: one copy
            System.arraycopy(array, topic, out, at, topicLength + payloadLength);
            return at + topicLength + payloadLength;
        }
        System.arraycopy(array, topic, out, at, topicLength);
        at += topicLength;
        if (packetId != 0) {
            out[at++] = (byte) (packetId >> 8);
            out[at++] = (byte) packetId;
        }
        System.arraycopy(array, payload, out, at, payloadLength);
        return at + payloadLength;
    }

    static int lengthBytes(int remaining) {
        return remaining < 128 ? 1 : remaining < 16_384 ? 2 : remaining < 2_097_152 ? 3 : 4;
    }

    /** Remaining length, MQTT 3.1.1 §2.2.3. */
    static int length(byte[] out, int start, int remaining) {
        int at = start;
        int rest = remaining;
        while (rest > 127) {
            out[at++] = (byte) (rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
        return at;
    }
}
