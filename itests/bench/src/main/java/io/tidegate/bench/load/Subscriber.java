package io.tidegate.bench.load;

import static io.tidegate.bench.wire.Frames.PUBACK;
import static io.tidegate.bench.wire.Frames.PUBCOMP;
import static io.tidegate.bench.wire.Frames.PUBLISH;
import static io.tidegate.bench.wire.Frames.PUBREC;
import static io.tidegate.bench.wire.Frames.PUBREL;

import io.tidegate.bench.wire.Payload;
import io.tidegate.bench.wire.Topic;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.stream.IntStream;

/** Receives, checks every byte and acknowledges. Owned by the thread of the run. */
final class Subscriber extends Link {

    private final int qos;
    private final int publishFirst;
    private final List<List<Topic>> topics;
    private final Payload[] payloads;
    private final ByteBuffer view;
    private final Validator validator;
    private final Stopwatch stopwatch;                          // null where nothing is timed
    private final boolean[] unreleased = new boolean[0x10000];

    /** @param in the buffer that {@link #packet} will be called with */
    Subscriber(int number, Scenario scenario, SocketChannel channel, SelectionKey key, ByteBuffer in, Stopwatch stopwatch) {
        super("subscriber " + number, channel, key);
        this.qos = scenario.qos();
        this.publishFirst = PUBLISH | qos << 1;
        this.topics = scenario.topics();
        this.payloads = IntStream.range(0, topics.size()).mapToObj(Payload::new).toArray(Payload[]::new);
        this.view = in.duplicate();
        this.stopwatch = stopwatch;
        this.validator = new Validator(topics.size());
    }

    Validator validator() {
        return validator;
    }

    @Override
    void packet(ByteBuffer in, int first, int body, int end) {
        if ((first & 0xF0) == PUBLISH) {
            published(in, first, body, end);
        } else if (first == PUBREL && qos == 2 && end - body == 2) {
            int id = unsignedShort(in, body);
            if (!unreleased[id]) {
                throw unknown(first, id);
            }
            unreleased[id] = false;
            acknowledge(PUBCOMP, id);
        } else {
            throw unexpected(first);
        }
    }

    private void published(ByteBuffer in, int first, int body, int end) {
        int topicLength = end - body < 2 ? 0 : unsignedShort(in, body);
        int payload = body + 2 + topicLength + (qos > 0 ? 2 : 0);
        if (first != publishFirst || payload + Payload.LENGTH != end) {
            validator.corrupted();                              // other flags or length: where its identifier is, is anyone's guess
            return;
        }
        if (qos > 0) {
            answer(unsignedShort(in, payload - 2));
        }
        int publisher = Payload.publisher(in, payload);
        long sequence = Payload.sequence(in, payload);
        if (publisher < 0 || publisher >= topics.size() || !payloads[publisher].intact(in, payload, view)
                || !topic(publisher, sequence).matches(in, body + 2, topicLength)) {
            validator.corrupted();
            return;
        }
        validator.received(publisher, sequence);
        if (stopwatch != null) {
            stopwatch.arrived(publisher, sequence);
        }
    }

    private Topic topic(int publisher, long sequence) {
        List<Topic> all = topics.get(publisher);
        return all.get(all.size() == 1 ? 0 : (int) Long.remainderUnsigned(sequence, all.size()));
    }

    private void answer(int id) {
        if (qos == 1) {
            acknowledge(PUBACK, id);
        } else {
            unreleased[id] = true;
            acknowledge(PUBREC, id);
        }
    }
}
