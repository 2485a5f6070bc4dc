package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.session.Will;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.TopicName;
import io.tidegate.store.Claim;
import io.tidegate.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Wills of the connections of one loop. Each is in the store before its CONNACK, for the end of the process ends its
 * connection too; published and removed in one batch. Owned by its loop.
 *
 * <p>The key: client identifier, zero byte, 8 random bytes. The value, big endian:
 * <pre>version u8 = 1 | flags u8: RETAIN 1, QoS 6 | principal UTF | topic length u16 | topic | payload</pre>
 */
public final class Wills {
    private static final int VERSION = 1;

    private final Shard shard;
    private final Publishing publishing;

    Wills(Shard shard, Publishing publishing) {
        this.shard = shard;
        this.publishing = publishing;
    }

    /** A key for a new connection's will. */
    public static byte[] key(String clientId) {
        byte[] id = Bytes.of(clientId);
        return ByteBuffer.allocate(id.length + 1 + Long.BYTES).put(id).put((byte) 0)
                .putLong(ThreadLocalRandom.current().nextLong()).array();
    }

    /** Stores the will of a session whose CONNACK waits for this commit. */
    public void store(Commit c, Session s) {
        c.batch.put(Maps.WILLS, s.will.key(), bytes(s.principal, s.will));
    }

    /**
     * MQTT 3.1.1 [MQTT-3.1.2-10]: after DISCONNECT it is nobody's.
     *
     * @param then once nothing can bring it back: at once when there is none, else when the store has answered
     */
    public void forget(Session s, Runnable then) {
        if (s.will == null) {
            then.run();
        } else {
            forget(s).then(failure -> then.run());
        }
    }

    private Commit forget(Session s) {
        // while CONNACK is awaited, behind what stores it
        Commit c = shard.committing.open(s.arriving != null ? Claim.WORK : Claim.RELEASE);
        delete(c, s.will);
        s.will = null;
        return c;
    }

    /** The connection has ended without DISCONNECT: publishes, as far as its principal may. MQTT 3.1.1 [MQTT-3.1.2-8] */
    void due(Session s) {
        Authorizer authorizer = shard.shared.authorizer();
        if (authorizer == null || authorizer.mayPublish(s.principal, topic(s.will))) {
            publish(s.will);
            s.will = null;
        } else {
            forget(s);
        }
    }

    /** Publishes one that nobody's connection has any more. */
    void due(Stored stored) {
        Authorizer authorizer = shard.shared.authorizer();
        if (authorizer != null && authorizer.mayPublish(stored.principal, topic(stored.will))) {
            publish(stored.will);
        } else {
            delete(shard.committing.open(Claim.RELEASE), stored.will);
        }
    }

    private void publish(Will will) {
        if (publishing.isStored(will.topic(), will.qos(), will.retain())) {
            remove(will); // first: the batch may leave with the message
            publishing.publish(will.topic(), will.payload(), will.qos(), will.retain());
        } else {
            publishing.publish(will.topic(), will.payload(), will.qos(), will.retain());
            // behind what stores it, where that is under way
            delete(shard.committing.open(Claim.WORK), will);
        }
    }

    /** From the store, in the batch that is to have its message. */
    private void remove(Will will) {
        Commit c = shard.committing.open(Claim.INTAKE);
        delete(c, will);
        c.then(failure -> {
            if (failure == null) {
                shard.shared.refusedWills.taken();
            } else if (failure.kind() == StoreException.Kind.FULL) {
                shard.shared.refusedWills.add(shard, will);
            }
        });
    }

    /** Publishes one that was refused before. At QoS 0 whoever was there has it already: it is only to be retained. */
    void again(Will will) {
        if (will.qos() > 0) {
            publish(will);
            return;
        }
        remove(will);
        byte[] a = Arrays.copyOf(will.topic(), will.topic().length + will.payload().length);
        System.arraycopy(will.payload(), 0, a, will.topic().length, will.payload().length);
        if (publishing.hasRoom(topic(will).toString(), will.topic().length, will.payload().length)) {
            publishing.retain(shard.committing.open(Claim.INTAKE), topic(will).toString(), 0, a, 0, will.topic().length,
                    will.topic().length, will.payload().length);
        } else {
            shard.shared.publishRefused.incrementAndGet();
        }
    }

    /** A client is back whose last connection's will was refused: it is not to be said any more. */
    public void back(String clientId) {
        Will refused = shard.shared.refusedWills.take(clientId);
        if (refused != null) {
            delete(shard.committing.open(Claim.RELEASE), refused);
        }
    }

    private static void delete(Commit c, Will will) {
        c.batch.delete(Maps.WILLS, will.key(), 0, will.key().length);
    }

    private static TopicName topic(Will will) {
        return TopicName.of(Bytes.text(will.topic(), 0, will.topic().length));
    }

    private static byte[] bytes(String principal, Will will) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(will.qos() << 1 | (will.retain() ? 1 : 0));
            Bytes.write(out, principal);
            out.writeShort(will.topic().length);
            out.write(will.topic());
            out.write(will.payload());
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    /** A will as the store has it. */
    public record Stored(String principal, Will will) {
        /** @throws IllegalArgumentException when the bytes are not a will of a known version */
        public static Stored of(byte[] key, byte[] value) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
                int version = in.readUnsignedByte();
                if (version != VERSION) {
                    throw new IllegalArgumentException("will of version " + version + ": known is " + VERSION);
                }
                int flags = in.readUnsignedByte();
                String principal = Bytes.read(in).intern();
                byte[] topic = in.readNBytes(in.readUnsignedShort());
                return new Stored(principal, new Will(key, topic, in.readAllBytes(), flags >> 1 & 3, (flags & 1) != 0));
            } catch (IOException cut) {
                throw new IllegalArgumentException("will is cut short", cut);
            }
        }
    }
}
