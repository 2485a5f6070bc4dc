package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.DeadLetters.DeadLetter;
import io.tidegate.hub.DeadLetters.Summary;
import io.tidegate.hub.Reason;
import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.hub.internal.session.Entry;
import io.tidegate.mqtt.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A dead letter as the store keeps it:
 * <pre>version u8 = 1 | since i64 ms | attempts i32 | delivery id UTF | kind UTF | text length i32 | text | entry (rest)</pre>
 */
final class DeadLetterFormat {
    private static final int VERSION = 1;

    private DeadLetterFormat() {
    }

    static byte[] write(String deliveryId, int attempts, Reason why, Message m) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(System.currentTimeMillis());
            out.writeInt(attempts);
            out.writeUTF(deliveryId);
            out.writeUTF(why.kind());
            byte[] text = Bytes.of(why.text());
            out.writeInt(text.length);
            out.write(text);
            out.write(entry(m, 0));
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    /** @param stored in seconds of running time */
    static byte[] entry(Message m, long stored) {
        return Entry.of(Bytes.of(m.topic().toString()), m.payload(), m.qos().value() << 1, 0, stored);
    }

    static DeadLetter read(String session, long sequence, byte[] a, int offset, int length) {
        Header h = header(session, sequence, a, offset, length);
        return new DeadLetter(h.id, session, h.since, h.why, h.attempts, h.deliveryId,
                Entry.message(a, h.entry, offset + length - h.entry, 2));
    }

    /** The same without its payload. */
    static Summary summary(String session, long sequence, byte[] a, int offset, int length) {
        Header h = header(session, sequence, a, offset, length);
        return new Summary(h.id, session, h.since, h.why, h.attempts, Entry.topicText(a, h.entry),
                Entry.payloadLength(a, h.entry, offset + length - h.entry));
    }

    private static Header header(String session, long sequence, byte[] a, int offset, int length) {
        String id = session + "/" + sequence;
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(a, offset, length))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IOException("dead letter of version " + version + ": known is " + VERSION);
            }
            Instant since = Instant.ofEpochMilli(in.readLong());
            int attempts = in.readInt();
            String deliveryId = in.readUTF();
            String kind = in.readUTF();
            String text = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
            return new Header(id, since, attempts, deliveryId, new Reason(kind, text), offset + length - in.available());
        } catch (IOException cut) {
            throw new IllegalStateException("dead letter " + id + " is not readable", cut);
        }
    }

    /** What stands before the entry, which begins at that index of the array. */
    private record Header(String id, Instant since, int attempts, String deliveryId, Reason why, int entry) {
    }
}
