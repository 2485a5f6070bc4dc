package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Entry;
import java.util.Arrays;

/**
 * The messages that one loop has for another in one turn: entries, each after its length (i32). Filled by the one,
 * then read by the other.
 */
final class HandOff {
    private byte[] bytes = new byte[4096];
    private int length;

    /** Bytes in it. */
    int length() {
        return length;
    }

    void add(int qos, int hops, byte[] a, int topic, int topicLength, int payload, int payloadLength) {
        int size = Entry.size(topicLength, payloadLength);
        if (bytes.length - length < size + 4) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + size + 4));
        }
        bytes[length] = (byte) (size >> 24);
        bytes[length + 1] = (byte) (size >> 16);
        bytes[length + 2] = (byte) (size >> 8);
        bytes[length + 3] = (byte) size;
        Entry.write(bytes, length + 4, qos << 1, hops, 0, a, topic, topicLength, payload, payloadLength);
        length += size + 4;
    }

    /** On the receiving loop: to its own receivers, by its own routes. */
    void deliver(Shard there) {
        for (int at = 0; at < length;) {
            int size = bytes[at] << 24 | (bytes[at + 1] & 0xFF) << 16 | (bytes[at + 2] & 0xFF) << 8
                    | bytes[at + 3] & 0xFF;
            int e = at + 4;
            int topic = Entry.topic(e);
            int topicLength = Entry.topicLength(bytes, e);
            there.delivering.deliverHere(there.route(bytes, topic, topicLength), bytes, topic, topicLength,
                    Entry.payload(bytes, e), Entry.payloadLength(bytes, e, size), Entry.qos(bytes, e),
                    Entry.hops(bytes, e));
            at = e + size;
        }
    }
}
