package io.tidegate.bench.change;

import io.tidegate.bench.load.Handshake;
import io.tidegate.bench.load.Target;
import io.tidegate.bench.wire.Frames;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A client that publishes at QoS 1 and hears what it has subscribed to. A thread of its own reads and calls back; any thread
 * may publish.
 */
final class Peer implements AutoCloseable {

    private final SocketChannel channel;
    private final Thread reader;
    private final BiConsumer<String, String> heard;
    private int packetId;                                       // guarded by this
    private volatile String lost = "";
    private volatile boolean closing;

    /**
     * Connects and subscribes.
     *
     * @param heard gets topic and payload of each message, on the reader's thread
     */
    Peer(Target target, String clientId, String filter, BiConsumer<String, String> heard) throws IOException {
        this.heard = heard;
        this.channel = Handshake.connect(target, clientId, Handshake.Session.CLEAN);
        Handshake.subscribe(channel, List.of(filter), 1);
        channel.socket().setSoTimeout(0);
        reader = new Thread(this::read, "tidegate-bench-" + clientId + "-1");
        reader.setDaemon(true);
        reader.start();
    }

    synchronized void publish(String topic, String payload) throws IOException {
        packetId = packetId == 0xFFFF ? 1 : packetId + 1;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        body.write(name.length >>> 8);
        body.write(name.length);
        body.writeBytes(name);
        body.write(packetId >>> 8);
        body.write(packetId);
        body.writeBytes(payload.getBytes(StandardCharsets.UTF_8));
        send(Frames.frame(Frames.PUBLISH | 1 << 1, body.toByteArray()));
    }

    private synchronized void send(byte[] packet) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(packet);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    private void read() {
        try {
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
            while (!closing) {
                int first = in.readUnsignedByte();
                byte[] body = in.readNBytes(remaining(in));
                if ((first & 0xF0) == Frames.PUBLISH) {
                    published(first, ByteBuffer.wrap(body));
                }
            }
        } catch (IOException | RuntimeException e) {
            lost = closing ? "" : "connection lost: " + e;
        }
    }

    private static int remaining(DataInputStream in) throws IOException {
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int digit = in.readUnsignedByte();
            length |= (digit & 0x7F) << shift;
            if (digit < 0x80) {
                return length;
            }
        }
    }

    private void published(int first, ByteBuffer body) throws IOException {
        byte[] topic = new byte[body.getShort() & 0xFFFF];
        body.get(topic);
        if ((first & 6) != 0) {
            short id = body.getShort();
            send(Frames.frame(Frames.PUBACK, new byte[] {(byte) (id >>> 8), (byte) id}));
        }
        heard.accept(new String(topic, StandardCharsets.UTF_8), StandardCharsets.UTF_8.decode(body).toString());
    }

    /** Why it no longer hears anything, or an empty text. */
    String lost() {
        return lost;
    }

    @Override
    public void close() throws IOException {
        closing = true;
        Handshake.disconnect(channel);
    }
}
