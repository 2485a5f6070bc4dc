package io.tidegate.hub.internal.session;

import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.mqtt.Message;
import io.tidegate.mqtt.QoS;
import java.util.Arrays;

/**
 * A message as the store keeps it, big endian:
 * <pre>
 * version u8 = 1 | flags u8: RETAIN 1, QoS 6 | hops u8 | stored u32 | topic length u16 | properties length u16
 * topic | properties | payload
 * </pre>
 * Stored: when, in seconds of {@link io.tidegate.hub.internal.shard.RunningTime}. Properties are those of MQTT 5 as they travel;
 * empty so far.
 */
public final class Entry {
    public static final int VERSION = 1;
    public static final int HEAD = 11;
    public static final int RETAIN = 1;
    /** The store's mark of a client's entry whose PUBREC was stored: only PUBREL is owed. */
    public static final int MARK_RELEASED = 1;

    private Entry() {
    }

    public static int size(int topicLength, int payloadLength) {
        return HEAD + topicLength + payloadLength;
    }

    /** @param stored in seconds of running time */
    public static void write(byte[] to, int at, int flags, int hops, long stored, byte[] a, int topic, int topicLength,
            int payload, int payloadLength) {
        to[at] = VERSION;
        to[at + 1] = (byte) flags;
        to[at + 2] = (byte) hops;
        to[at + 3] = (byte) (stored >> 24);
        to[at + 4] = (byte) (stored >> 16);
        to[at + 5] = (byte) (stored >> 8);
        to[at + 6] = (byte) stored;
        to[at + 7] = (byte) (topicLength >> 8);
        to[at + 8] = (byte) topicLength;
        to[at + 9] = 0;
        to[at + 10] = 0;
        System.arraycopy(a, topic, to, at + HEAD, topicLength);
        System.arraycopy(a, payload, to, at + HEAD + topicLength, payloadLength);
    }

    public static int qos(byte[] e, int at) {
        return e[at + 1] >> 1 & 3;
    }

    public static boolean retain(byte[] e, int at) {
        return (e[at + 1] & RETAIN) != 0;
    }

    public static int hops(byte[] e, int at) {
        return e[at + 2] & 0xFF;
    }

    /** When it was stored, in seconds of running time. */
    public static long stored(byte[] e, int at) {
        return (e[at + 3] & 0xFFL) << 24 | (e[at + 4] & 0xFF) << 16 | (e[at + 5] & 0xFF) << 8 | e[at + 6] & 0xFF;
    }

    public static int topic(int at) {
        return at + HEAD;
    }

    public static int topicLength(byte[] e, int at) {
        return (e[at + 7] & 0xFF) << 8 | e[at + 8] & 0xFF;
    }

    public static int payload(byte[] e, int at) {
        return at + HEAD + topicLength(e, at) + ((e[at + 9] & 0xFF) << 8 | e[at + 10] & 0xFF);
    }

    public static int payloadLength(byte[] e, int at, int length) {
        return at + length - payload(e, at);
    }

    public static boolean isSameTopic(byte[] a, int at, byte[] b, int bt) {
        return Arrays.equals(a, topic(at), topic(at) + topicLength(a, at), b, topic(bt), topic(bt) + topicLength(b, bt));
    }

    public static String topicText(byte[] e, int at) {
        return Bytes.text(e, topic(at), topicLength(e, at));
    }

    /** As a message of at most this QoS. */
    public static Message message(byte[] e, int at, int length, int maxQos) {
        int payload = payload(e, at);
        return Message.to(topicText(e, at)).qos(QoS.of(Math.min(qos(e, at), maxQos))).retain(retain(e, at))
                .payload(Arrays.copyOfRange(e, payload, at + length)).build();
    }

    /** A message as an entry. @param stored in seconds of running time */
    public static byte[] of(byte[] topic, byte[] payload, int flags, int hops, long stored) {
        byte[] entry = new byte[size(topic.length, payload.length)];
        write(entry, 0, flags, hops, stored, topic, 0, topic.length, 0, 0);
        System.arraycopy(payload, 0, entry, HEAD + topic.length, payload.length);
        return entry;
    }
}
