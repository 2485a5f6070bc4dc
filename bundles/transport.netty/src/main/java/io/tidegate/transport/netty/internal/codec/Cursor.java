package io.tidegate.transport.netty.internal.codec;

import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Packet;
import io.tidegate.transport.PacketType;

/**
 * Walks over the packets in a byte array. One per loop, pointed at each read anew; makes no object for PUBLISH and the
 * acknowledgements. What a packet claims is checked as soon as its fixed header is there, before any of it is stored.
 *
 * <pre>
 * 1    type (high four bits), flags (low four)
 * 1-4  remaining length, seven bits a byte, least significant first, 80 = another byte follows
 * n    remaining length bytes
 * </pre>
 */
public class Cursor {
    private static final int MAX_HEADER = 5;
    /** A CONNECT's ten bytes (twelve in MQTT 3.1) and five fields of at most 65,535: nobody who is not let in yet may claim more. */
    private static final int LARGEST_CONNECT = MAX_HEADER + 12 + 5 * (2 + 65_535);

    private byte[] array;
    private int start;
    private int next;
    private int end;
    private int needed;
    /** Of the next packet. */
    private int limit;
    /** Of packets that may carry a message. */
    private int limitBytes;
    private int version;
    private boolean connectExpected;
    // of the current packet
    private int type;
    private int flags;
    private int topic;
    private int topicLength;
    private int payload;
    private int payloadLength;
    private int packetId;
    private Packet packet;

    /**
     * @param limitBytes      largest packet allowed, fixed header included
     * @param version         0 while no CONNECT was read, else that of the CONNECT
     * @param connectExpected the first packet must be, and no other packet is expected to be, a CONNECT
     */
    public final void set(byte[] array, int from, int to, int limitBytes, int version, boolean connectExpected) {
        this.array = array;
        this.start = from;
        this.next = from;
        this.end = to;
        this.needed = 0;
        this.limitBytes = limitBytes;
        this.limit = connectExpected ? Math.min(limitBytes, LARGEST_CONNECT) : limitBytes;
        this.version = version;
        this.connectExpected = connectExpected;
        this.packet = null;
    }

    /** From here on the packets of a connection that said which version it speaks. */
    public final void connected(int version) {
        this.version = version;
        this.limit = limitBytes;
        this.connectExpected = false;
    }

    /**
     * Moves to the next complete packet.
     *
     * @return false when the rest is incomplete; {@link #needed()} says how large it will be
     * @throws ProtocolException the peer broke the protocol; the cursor is of no further use
     */
    public final boolean advance() {
        start = next;
        int available = end - start;
        if (available == 0) {
            needed = 0;
            return false;
        }
        int first = array[start];
        checkFirst(first >> 4 & 0x0F, first & 0x0F);
        int header = headerLength(available);
        if (header == 0) {
            needed = 0;
            return false;
        }
        int total = header + remaining(header);
        if (total > limit) {
            throw ProtocolException.tooLarge(total, limit);
        }
        if (total > available) {
            needed = total;
            return false;
        }
        type = first >> 4 & 0x0F;
        flags = first & 0x0F;
        next = start + total;
        decode(start + header, next);
        return true;
    }

    /** Puts the current packet back: {@link #position()} is before it, and {@link #advance()} finds it again. */
    protected final void pushBack() {
        next = start;
    }

    /** Where the first packet stands that was not passed yet. */
    public final int position() {
        return next;
    }

    public final int end() {
        return end;
    }

    /** Size of the incomplete packet at {@link #position()}, fixed header included; 0: not known yet, or nothing there. */
    public final int needed() {
        return needed;
    }

    /** Length of the fixed header, 0 when it is not complete. */
    private int headerLength(int available) {
        for (int i = 1; i < MAX_HEADER; i++) {
            if (i >= available) {
                return 0;
            }
            if (array[start + i] >= 0) {
                return i + 1;
            }
        }
        throw ProtocolException.malformed("remaining length of more than four bytes"); // MQTT 3.1.1 §2.2.3
    }

    private int remaining(int header) {
        int value = 0;
        for (int i = header - 1; i > 0; i--) {
            value = value << 7 | array[start + i] & 0x7F;
        }
        return value;
    }

    private void checkFirst(int type, int flags) {
        if (connectExpected && type != PacketType.CONNECT) { // MQTT 3.1.1 [MQTT-3.1.0-1]
            throw ProtocolException.violation("first packet is of type " + type + ", not CONNECT");
        }
        if (type == PacketType.PUBLISH) {
            checkPublish(flags);
            return;
        }
        boolean known = switch (type) {
            case 0, PacketType.CONNACK, PacketType.SUBACK, PacketType.UNSUBACK, PacketType.PINGRESP, PacketType.AUTH -> false;
            default -> true;
        };
        if (!known) {
            throw ProtocolException.violation("packet of type " + type + " from a client");
        }
        int wanted = type == PacketType.PUBREL || type == PacketType.SUBSCRIBE || type == PacketType.UNSUBSCRIBE ? 2 : 0;
        int given = version == 3 ? flags & ~0x9 : flags; // MQTT 3.1 marks a resend with DUP and leaves bit 0 open
        if (given != wanted) { // MQTT 3.1.1 [MQTT-2.2.2-2]
            throw ProtocolException.malformed("flags " + flags + " in packet of type " + type);
        }
    }

    private static void checkPublish(int flags) {
        if ((flags & 6) == 6) { // MQTT 3.1.1 [MQTT-3.3.1-4]
            throw ProtocolException.malformed("PUBLISH with QoS 3");
        }
        if ((flags & 0xE) == 8) { // MQTT 3.1.1 [MQTT-3.3.1-2]
            throw ProtocolException.malformed("PUBLISH with DUP at QoS 0");
        }
    }

    private void decode(int from, int to) {
        packet = null;
        packetId = 0;
        switch (type) {
            case PacketType.PUBLISH -> publish(from, to);
            case PacketType.PUBACK, PacketType.PUBREC, PacketType.PUBREL, PacketType.PUBCOMP -> {
                if (to - from != 2) {
                    throw ProtocolException.malformed("acknowledgement of type " + type + " with length " + (to - from));
                }
                packetId = identifier(from);
            }
            case PacketType.SUBSCRIBE -> packet = SubscribeDecoder.subscribe(array, from, to);
            case PacketType.UNSUBSCRIBE -> packet = SubscribeDecoder.unsubscribe(array, from, to);
            case PacketType.CONNECT -> packet = ConnectDecoder.decode(array, from, to);
            case PacketType.DISCONNECT -> {
                empty(from, to);
                packet = new Packet.Disconnect(ReasonCode.SUCCESS, -1);
            }
            default -> empty(from, to);
        }
    }

    private void publish(int from, int to) {
        int length = to - from < 2 ? to : (array[from] & 0xFF) << 8 | array[from + 1] & 0xFF;
        int at = from + 2 + length;
        int after = (flags & 6) == 0 ? at : at + 2;
        if (after > to) {
            throw ProtocolException.malformed("PUBLISH ends within its topic or packet identifier");
        }
        topic = from + 2;
        topicLength = length;
        if (after != at) {
            packetId = identifier(at);
        }
        payload = after;
        payloadLength = to - after;
    }

    private int identifier(int at) {
        int id = (array[at] & 0xFF) << 8 | array[at + 1] & 0xFF;
        if (id == 0) { // MQTT 3.1.1 [MQTT-2.3.1-1]
            throw ProtocolException.malformed("packet identifier 0");
        }
        return id;
    }

    private void empty(int from, int to) {
        if (from != to) {
            throw ProtocolException.malformed("packet of type " + type + " with length " + (to - from) + ", allowed is 0");
        }
    }

    public final int type() {
        return type;
    }

    public final int flags() {
        return flags;
    }

    public final byte[] array() {
        return array;
    }

    public final int topic() {
        return topic;
    }

    public final int topicLength() {
        return topicLength;
    }

    public final int properties() {
        return payload;
    }

    public final int propertiesLength() {
        return 0;
    }

    public final int payload() {
        return payload;
    }

    public final int payloadLength() {
        return payloadLength;
    }

    public final long expirySeconds() {
        return -1;
    }

    public final int packetId() {
        return packetId;
    }

    public final int reason() {
        return 0;
    }

    public final Packet packet() {
        return packet;
    }
}
