package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.routing.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the store keeps of a session beside its queue:
 * <pre>version u8 = 1 | queue i64 | principal UTF | subscriptions i32 × { filter UTF, qos u8 }</pre>
 * (UTF: length u16, then UTF-8).
 *
 * @param principal empty for in-process sessions
 */
public record SessionRecord(long queue, String principal, Map<String, Integer> subscriptions) {
    private static final int VERSION = 1;

    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(queue);
            Bytes.write(out, principal);
            out.writeInt(subscriptions.size());
            for (Map.Entry<String, Integer> s : subscriptions.entrySet()) {
                Bytes.write(out, s.getKey());
                out.writeByte(s.getValue());
            }
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException when the bytes are not a record of a known version */
    public static SessionRecord of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("session record of version " + version + ": known is " + VERSION);
            }
            long queue = in.readLong();
            String principal = Bytes.read(in);
            Map<String, Integer> subscriptions = new LinkedHashMap<>();
            for (int n = in.readInt(); n > 0; n--) {
                subscriptions.put(Bytes.read(in), in.readUnsignedByte());
            }
            return new SessionRecord(queue, principal, subscriptions);
        } catch (IOException cut) {
            throw new IllegalArgumentException("session record is cut short", cut);
        }
    }
}
