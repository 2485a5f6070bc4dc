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
import java.util.Arrays;
import java.util.List;

/** Publishes as much as its two windows allow, in one batch a turn. Owned by the thread of the run. */
final class Publisher extends Link {

    private static final byte FREE = 0, SENT = 1, RELEASED = 2;

    private final int number;
    private final int qos;
    private final int window;
    private final int flow;
    private final int batch;
    private final int worthwhile;
    private final long quota;
    private final long stepNanos;                               // between two of its messages; 0 where nothing is paced
    private final PublishTemplate[] templates;
    private final Stopwatch stopwatch;                          // null where nothing is timed
    private final List<Validator> receivers = new ArrayList<>();
    private final byte[] states = new byte[0x10000];
    private int encoded;                                        // bytes of out that hold whole PUBLISH packets, from 0
    private int packetId;
    private int unacknowledged;
    private long sent;
    private long firstDue;

    Publisher(int number, Scenario scenario, SocketChannel channel, SelectionKey key, Stopwatch stopwatch) {
        super("publisher " + number, channel, key);
        Limits limits = scenario.limits();
        int publishers = scenario.topics().size();
        this.number = number;
        this.qos = scenario.qos();
        this.window = limits.window();
        this.flow = limits.flow();
        this.quota = limits.backlog() == 0 ? Long.MAX_VALUE : limits.backlog() / publishers;
        this.stepNanos = limits.perSecond() == 0 ? 0 : publishers * 1_000_000_000L / limits.perSecond();
        this.stopwatch = stopwatch;
        this.templates = PublishTemplate.of(number, scenario.topics().get(number), qos);
        // At QoS 0 a short wait for a larger batch saves small writes; with acknowledgements the window paces by itself.
        this.batch = BATCH_BYTES / Arrays.stream(templates).mapToInt(PublishTemplate::frameLength).max().orElseThrow();
        this.worthwhile = qos == 0 ? Math.max(1, Math.min(flow / 8, batch / 4)) : 1;
        this.firstDue = stepNanos * number / publishers;
    }

    /** From now on: a paced message is due each {@code stepNanos}, and those of all publishers are evenly spaced. */
    void begin(long nanos) {
        firstDue += nanos;
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
        for (int i = Math.min(count, batch); i > 0; i--) {
            if (qos > 0) {
                takeIdentifier();
            }
            if (stopwatch != null) {
                stopwatch.departed(number, sent, stepNanos == 0 ? System.nanoTime() : firstDue + sent * stepNanos);
            }
            append();
        }
    }

    /** A packet's place in the buffer mostly holds an earlier one; only QoS 2 puts anything else (PUBREL) between them. */
    private void append() {
        boolean single = templates.length == 1;
        PublishTemplate template = templates[single ? 0 : (int) (sent % templates.length)];
        if (tail < encoded) {
            tail = template.renew(out, tail, sent++, packetId);
        } else {
            tail = template.write(out, tail, sent++, packetId);
            encoded = qos < 2 && single ? tail : 0;
        }
    }

    private int allowed() {
        long slowest = sent;
        for (int i = 0; i < receivers.size(); i++) {
            slowest = Math.min(slowest, receivers.get(i).next(number));
        }
        int credit = (int) Math.min(flow - (sent - slowest), quota - sent);
        if (stepNanos > 0) {
            credit = (int) Math.min(credit, Math.floorDiv(System.nanoTime() - firstDue, stepNanos) + 1 - sent);
        }
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

    /** Whether everything that it is to send has been sent and acknowledged; never where there is no quota. */
    boolean done() {
        return sent == quota && unacknowledged == 0;
    }

    /** Messages that are the broker's now. */
    long acknowledged() {
        return sent - unacknowledged;
    }
}
