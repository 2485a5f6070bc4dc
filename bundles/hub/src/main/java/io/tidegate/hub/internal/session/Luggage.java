package io.tidegate.hub.internal.session;

import io.tidegate.hub.internal.routing.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a hub leaves with a connection for the hub after it. Of a kept session what the store does not tell: where its
 * cursor is and what is in flight towards it; of one that ends with its connection everything.
 * <pre>
 * version u8 = 3 | kept u8 | principal UTF (length u16, then UTF-8) | proof UTF | assigned u8 | connected since i64 ms | dropped i64
 * will u8 (1: key, topic, payload as length i32 and bytes, qos u8, retain u8)
 * subscriptions i32 × { filter UTF, qos u8 }
 * window: floor i64 | count i32 × state u8 | cursor i64 | resend below i64
 * incoming QoS 2 identifiers i32 × u16
 * waiting i32 × { flags u8, topic and payload as length i32 and bytes }
 * </pre>
 */
public final class Luggage {
    private static final int VERSION = 3;

    private Luggage() {
    }

    /** Packs; empties what waits in memory. */
    public static byte[] pack(Session s) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeBoolean(s.isKept());
            Bytes.write(out, s.principal);
            Bytes.write(out, s.proof);
            out.writeBoolean(s.assigned);
            out.writeLong(s.since.toEpochMilli());
            out.writeLong(s.dropped);
            packWill(out, s.will);
            out.writeInt(s.subscriptions.size());
            for (Map.Entry<String, Integer> e : s.subscriptions.entrySet()) {
                Bytes.write(out, e.getKey());
                out.writeByte(e.getValue());
            }
            out.writeLong(s.window.floor());
            out.writeInt((int) (s.window.next() - s.window.floor()));
            for (long n = s.window.floor(); n < s.window.next(); n++) {
                out.writeByte(s.window.state(n));
            }
            out.writeLong(s.cursor);
            out.writeLong(s.resendBelow);
            List<Integer> incoming = new ArrayList<>();
            if (!s.isKept()) { // else the store knows which it has, this side only which it was given
                s.incoming().forEach(incoming::add);
            }
            out.writeInt(incoming.size());
            for (int id : incoming) {
                out.writeShort(id);
            }
            packWaiting(out, s);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    private static void packWill(DataOutputStream out, Will will) throws IOException {
        out.writeBoolean(will != null);
        if (will != null) {
            for (byte[] part : new byte[][] {will.key(), will.topic(), will.payload()}) {
                out.writeInt(part.length);
                out.write(part);
            }
            out.writeByte(will.qos());
            out.writeBoolean(will.retain());
        }
    }

    private static void packWaiting(DataOutputStream out, Session s) throws IOException {
        out.writeInt(s.waitingCount());
        if (!s.isWaiting()) {
            return;
        }
        for (Waiting w = s.waiting(0); !w.isEmpty(); w.remove()) {
            out.writeByte(w.flags());
            out.writeInt(w.topicLength());
            out.write(w.array(), w.topic(), w.topicLength());
            out.writeInt(w.payloadLength());
            out.write(w.array(), w.payload(), w.payloadLength());
        }
    }

    /** Who it was, without unpacking the rest. */
    public record Owner(boolean kept, String principal) {
    }

    /** @return null when it is of an unknown version, or cut */
    public static Owner owner(byte[] luggage) {
        try (DataInputStream in = open(luggage)) {
            return in == null ? null : new Owner(in.readBoolean(), Bytes.read(in));
        } catch (IOException cut) {
            return null;
        }
    }

    private static DataInputStream open(byte[] luggage) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(luggage == null ? new byte[0] : luggage));
        return in.read() == VERSION ? in : null;
    }

    /**
     * Unpacks into a session that is new, or for a kept one restored from the store.
     *
     * @param waitingLimit for {@link Session#waiting}
     */
    public static void unpack(byte[] luggage, Session into, int waitingLimit) throws IOException {
        try (DataInputStream in = open(luggage)) {
            boolean kept = in.readBoolean();
            into.principal = Bytes.read(in).intern();
            into.proof = Bytes.read(in);
            into.assigned = in.readBoolean();
            into.since = Instant.ofEpochMilli(in.readLong());
            into.dropped = in.readLong();
            into.will = unpackWill(in);
            for (int n = in.readInt(); n > 0; n--) {
                String filter = Bytes.read(in);
                int qos = in.readUnsignedByte();
                if (!kept) {
                    into.subscriptions.put(filter, qos);
                }
            }
            unpackWindow(in, into);
            for (int n = in.readInt(); n > 0; n--) {
                into.incoming().add(in.readUnsignedShort());
            }
            for (int n = in.readInt(); n > 0; n--) {
                int flags = in.readByte();
                byte[] topic = in.readNBytes(in.readInt());
                byte[] payload = in.readNBytes(in.readInt());
                byte[] both = java.util.Arrays.copyOf(topic, topic.length + payload.length);
                System.arraycopy(payload, 0, both, topic.length, payload.length);
                into.waiting(waitingLimit).add(flags, both, 0, topic.length, topic.length, payload.length);
            }
        }
    }

    private static Will unpackWill(DataInputStream in) throws IOException {
        return !in.readBoolean() ? null : new Will(in.readNBytes(in.readInt()), in.readNBytes(in.readInt()), in.readNBytes(in.readInt()),
                in.readUnsignedByte(), in.readBoolean());
    }

    private static void unpackWindow(DataInputStream in, Session into) throws IOException {
        long floor = in.readLong();
        int count = in.readInt();
        into.window.reset(floor);
        for (int i = 0; i < count; i++) {
            byte state = in.readByte();
            if (state != Window.FREE) {
                into.window.send(floor + i, state);
            }
        }
        into.window.skipTo(floor + count);
        into.cursor = in.readLong();
        into.resendBelow = in.readLong();
    }
}
