package io.tidegate.bench.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * One publisher's PUBLISH, encoded once: per message only the packet identifier and the payload are new. Immutable; hot path:
 * no allocation, the header is stored as whole words that run over into the payload, which is written after them.
 */
public final class PublishTemplate {

    private final Payload payload;
    private final int qos;
    private final long[] head;
    private final int headLength;

    /**
     * @param publisher number that the payloads carry, from 0
     * @param topic     Topic Name
     * @param qos       0, 1 or 2
     */
    public PublishTemplate(int publisher, Topic topic, int qos) {
        this(new Payload(publisher), topic, qos);
    }

    private PublishTemplate(Payload payload, Topic topic, int qos) {
        this.payload = payload;
        this.qos = qos;
        ByteArrayOutputStream variable = new ByteArrayOutputStream();
        Frames.string(variable, topic.name());
        if (qos > 0) {
            variable.write(0);                                  // place of the packet identifier
            variable.write(0);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(Frames.PUBLISH | qos << 1);
        Frames.remaining(out, variable.size() + Payload.LENGTH);
        out.writeBytes(variable.toByteArray());
        this.headLength = out.size();
        this.head = new long[(headLength + Long.BYTES - 1) / Long.BYTES];
        out.writeBytes(new byte[head.length * Long.BYTES - headLength]);
        ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(head);
    }

    /** One for each topic of a publisher. */
    public static PublishTemplate[] of(int publisher, List<Topic> topics, int qos) {
        Payload payload = new Payload(publisher);
        return topics.stream().map(topic -> new PublishTemplate(payload, topic, qos)).toArray(PublishTemplate[]::new);
    }

    /** Length of one whole PUBLISH in bytes. */
    public int frameLength() {
        return headLength + Payload.LENGTH;
    }

    /**
     * Writes one PUBLISH at {@code at} of a little-endian buffer, which has room for {@link #frameLength()} bytes there.
     *
     * @param packetId ignored at QoS 0
     * @return the offset behind it
     */
    public int write(ByteBuffer out, int at, long sequence, int packetId) {
        for (int i = 0; i < head.length; i++) {
            out.putLong(at + i * Long.BYTES, head[i]);
        }
        identify(out, at, packetId);
        payload.write(out, at + headLength, sequence);
        return at + frameLength();
    }

    /** Turns a PUBLISH that {@link #write} put at {@code at} earlier into another one; a fraction of the work. */
    public int renew(ByteBuffer out, int at, long sequence, int packetId) {
        identify(out, at, packetId);
        payload.renew(out, at + headLength, sequence);
        return at + frameLength();
    }

    private void identify(ByteBuffer out, int at, int packetId) {
        if (qos > 0) {
            out.put(at + headLength - 2, (byte) (packetId >>> 8));
            out.put(at + headLength - 1, (byte) packetId);
        }
    }
}
