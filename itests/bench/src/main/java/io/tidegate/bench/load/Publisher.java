package io.tidegate.bench.load;

import static io.tidegate.bench.wire.Frames.PUBACK;
import static io.tidegate.bench.wire.Frames.PUBCOMP;
import static io.tidegate.bench.wire.Frames.PUBREC;
import static io.tidegate.bench.wire.Frames.PUBREL;

import io.tidegate.bench.wire.PublishTemplate;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Publishes as much as its two windows allow, in one batch a turn. Owned by the thread of the run. */
final class Publisher extends Link {

    private static final byte FREE = 0, SENT = 1, RELEASED = 2;

    private final int number;
    private final int qos;
    private final int window;
    private final int flow;
    private final int worthwhile;
    private final PublishTemplate template;
    private final List<Validator> receivers = new ArrayList<>();
    private final byte[] states = new byte[0x10000];
    private int encoded;                                        // bytes of out that hold whole PUBLISH packets, from 0
    private int packetId;
    private int unacknowledged;
    private long sent;

    Publisher(int number, Scenario scenario, SocketChannel channel, SelectionKey key) {
        super("publisher " + number, channel, key);
        this.number = number;
        this.qos = scenario.qos();
        this.window = scenario.window();
        this.flow = scenario.flow();
        this.template = new PublishTemplate(number, scenario.topics().get(number), qos);
        // At QoS 0 a short wait for a larger batch saves small writes; with acknowledgements the window paces by itself.
        this.worthwhile = qos == 0 ? Math.max(1, Math.min(flow / 8, BATCH_BYTES / template.frameLength() / 4)) : 1;
    }

    void heardBy(Validator receiver) {
        receivers.add(receiver);
    }

    /** Adds the messages that may go now; nothing while the kernel still owes an earlier batch. */
    void publish() {
        if (blocked()) {
            return;
        }
        int count = allowed();
        if (count < worthwhile) {
            return;
        }
        for (int i = Math.min(count, BATCH_BYTES / template.frameLength()); i > 0; i--) {
            if (qos > 0) {
                takeIdentifier();
            }
            append();
        }
    }

    /** A packet's place in the buffer mostly holds an earlier one; only QoS 2 puts anything else (PUBREL) between them. */
    private void append() {
        if (tail < encoded) {
            tail = template.renew(out, tail, sent++, packetId);
        } else {
            tail = template.write(out, tail, sent++, packetId);
            encoded = qos < 2 ? tail : 0;
        }
    }

    private int allowed() {
        long slowest = sent;
        for (int i = 0; i < receivers.size(); i++) {
            slowest = Math.min(slowest, receivers.get(i).next(number));
        }
        int credit = (int) (flow - (sent - slowest));
        return qos == 0 ? credit : Math.min(credit, window - unacknowledged);
    }

    private void takeIdentifier() {
        do {
            packetId = packetId == 0xFFFF ? 1 : packetId + 1;
        } while (states[packetId] != FREE);
        states[packetId] = SENT;
        unacknowledged++;
    }

    @Override
    void packet(ByteBuffer in, int first, int body, int end) {
        if (end - body != 2) {
            throw unexpected(first);
        }
        int id = unsignedShort(in, body);
        if (first == PUBACK && qos == 1) {
            move(first, id, SENT, FREE);
        } else if (first == PUBREC && qos == 2) {
            move(first, id, SENT, RELEASED);
            acknowledge(PUBREL, id);
        } else if (first == PUBCOMP && qos == 2) {
            move(first, id, RELEASED, FREE);
        } else {
            throw unexpected(first);
        }
    }

    private void move(int first, int id, byte from, byte to) {
        if (states[id] != from) {
            throw unknown(first, id);
        }
        states[id] = to;
        if (to == FREE) {
            unacknowledged--;
        }
    }

    long sent() {
        return sent;
    }

    /** Whether everything sent is acknowledged by the broker and received by every subscriber, as far as numbers tell. */
    boolean settled() {
        return unacknowledged == 0 && head == tail && receivers.stream().allMatch(receiver -> receiver.next(number) >= sent);
    }

    int unacknowledged() {
        return unacknowledged;
    }
}
