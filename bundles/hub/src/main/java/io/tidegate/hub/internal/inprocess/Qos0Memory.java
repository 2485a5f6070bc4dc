package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.mqtt.Message;
import io.tidegate.mqtt.QoS;
import io.tidegate.mqtt.TopicName;
import java.util.ArrayDeque;
import java.util.Arrays;

/** The QoS 0 messages that nobody takes now, bounded: the oldest goes first. Owned by the session's loop. */
final class Qos0Memory {
    private static final int MESSAGES = 1000;
    private static final int BYTES = 1 << 20;

    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private int bytes;

    /**
     * One message.
     *
     * @param hops through how many rules and routes it has come
     */
    record Held(Message message, int hops) {
        private int size() {
            return message.payload().length + message.topic().toString().length();
        }
    }

    /** Keeps a copy. */
    void add(byte[] a, int topic, int topicLength, int payload, int payloadLength, int hops) {
        Message m = Message.to(TopicName.of(Bytes.text(a, topic, topicLength))).qos(QoS.AT_MOST_ONCE)
                .payload(Arrays.copyOfRange(a, payload, payload + payloadLength)).build();
        Held h = new Held(m, hops);
        held.add(h);
        bytes += h.size();
    }

    /** The oldest, which is no longer kept; null when there is none. */
    Held take() {
        Held h = held.poll();
        bytes -= h == null ? 0 : h.size();
        return h;
    }

    /** Forgets what is over the bounds; returns how many that were. A single message is never over them. */
    int trim() {
        int forgotten = 0;
        for (; held.size() > MESSAGES || bytes > BYTES && held.size() > 1; forgotten++) {
            take();
        }
        return forgotten;
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Any thread, without order. */
    int size() {
        return held.size();
    }
}
