package io.tidegate.itests.durability.client;

import io.tidegate.bench.wire.Frames;
import io.tidegate.itests.durability.history.Event;
import io.tidegate.itests.durability.history.History;
import io.tidegate.itests.durability.history.Message;
import io.tidegate.itests.durability.wire.Packet;
import io.tidegate.itests.durability.wire.Packets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A careful MQTT 3.1.1 client: it keeps on its side what the standard asks of a client, over any number of connections, and
 * writes down all it does and sees. Every failure of a connection is an {@link IOException} of whatever is tried next; the
 * caller connects again. State is guarded by this; a thread per connection reads.
 */
public final class Client implements AutoCloseable {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int CONNACK_MILLIS = 30_000;
    private static final int SMALL_BUFFER = 4 << 10;
    private static final int UNSUBACK = 0xB0;
    private static final int PINGRESP = 0xD0;

    private final ClientSpec spec;
    private final InetSocketAddress broker;
    private final History history;
    private final Outbox outbox;
    private final Inbox inbox;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private Link link;                  // null: not connected
    private int connection;
    private boolean dropped;
    private int controlId;
    private int awaited = -1;           // SUBACK or UNSUBACK that somebody waits for; -1: none
    private int granted;
    private boolean ponged;
    private IOException broken;         // why the connection ended
    private Link closed;                // the last whose end was seen
    private volatile boolean hurrying;

    public Client(ClientSpec spec, InetSocketAddress broker, History history) {
        this.spec = spec;
        this.broker = broker;
        this.history = history;
        outbox = new Outbox(spec, history, gathered::writeBytes, this::fault);
        inbox = new Inbox(spec.holdBack(), history, gathered::writeBytes, this::fault);
    }

    public String clientId() {
        return spec.clientId();
    }

    public boolean slow() {
        return spec.slowMillis() > 0;
    }

    /** As in the history: a session that ends with its connection has a name for each. */
    public synchronized String session() {
        return spec.kept() ? spec.clientId() : spec.clientId() + "#" + connection;
    }

    public synchronized boolean connected() {
        return link != null;
    }

    /** One attempt. Resends what the broker has not taken over. @return whether the broker says that the session is present */
    public boolean connect() throws IOException {
        String before = session();
        Link made = new Link(broker, spec.slowMillis() > 0 ? SMALL_BUFFER : 0);
        try {
            Packet connack = handshake(made);
            return accepted(made, (connack.body()[0] & 1) != 0, before);
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    private Packet handshake(Link made) throws IOException {
        Message will;
        synchronized (this) {
            connection++;
            will = spec.willTopic() == null ? null : new Message(spec.clientId(), spec.willTopic(), connection);
            history.add(new Event.Connecting(session(), connection, will, spec.willQos()));
        }
        made.write(Packets.connect(spec.clientId(), !spec.kept(), 0, "test", "hahaha", spec.willTopic(),
            will == null ? null : will.payload(0), spec.willQos()));
        Packet connack = made.read(CONNACK_MILLIS);
        if (connack.type() != Frames.CONNACK || connack.body().length != 2) {
            fault("instead of CONNACK: " + connack);
            throw new IOException("no CONNACK");
        }
        if (connack.body()[1] != 0) {
            throw new IOException(spec.clientId() + " is refused with code " + connack.body()[1]);
        }
        return connack;
    }

    private synchronized boolean accepted(Link made, boolean present, String before) throws IOException {
        Link earlier = link;
        if (earlier != null) {
            history.add(new Event.Ended(before, connection - 1, true)); // taken over
        }
        link = made;
        dropped = false;
        broken = null;
        history.add(new Event.Connected(session(), connection, spec.kept(), present));
        gathered.reset();
        inbox.connected(spec.kept());
        outbox.connected();
        int number = connection;
        Thread reader = new Thread(() -> read(made, number), spec.clientId() + "-" + number);
        reader.setDaemon(true);
        reader.start();
        flush();
        return present;
    }

    // ---- doing

    /** Publishes unless so many are unsettled. @return whether it did */
    public synchronized boolean publish(Message message, int qos, boolean retain, int window) throws IOException {
        open();
        if (outbox.unsettled() >= window) {
            return false;
        }
        outbox.send(message, qos, retain);
        flush();
        return true;
    }

    /** Publishes all in one write. */
    public synchronized void publishAtOnce(Iterable<Message> messages, int qos) throws IOException {
        open();
        messages.forEach(message -> outbox.send(message, qos, false));
        flush();
    }

    public synchronized int unsettled() {
        return outbox.unsettled();
    }

    /** @return the granted QoS, or 0x80 */
    public synchronized int subscribe(String filter, int qos) throws IOException {
        open();
        history.add(new Event.Subscribing(session(), filter, qos));
        control(Frames.subscribe(nextControlId(), List.of(filter), qos));
        history.add(new Event.Subscribed(session(), filter, granted));
        return granted;
    }

    public synchronized void unsubscribe(String filter) throws IOException {
        open();
        history.add(new Event.Unsubscribing(session(), filter));
        control(Packets.unsubscribe(nextControlId(), filter));
        history.add(new Event.Unsubscribed(session(), filter));
    }

    /** From a range that publishing reaches last. */
    private int nextControlId() {
        controlId = 0xFF00 + (controlId + 1) % 0xFF;
        return controlId;
    }

    private void control(byte[] packet) throws IOException {
        awaited = controlId;
        gathered.writeBytes(packet);
        flush();
        await("the answer to a SUBSCRIBE or UNSUBSCRIBE", () -> awaited < 0);
    }

    /** Waits for the answer to a PINGREQ. */
    public synchronized void ping() throws IOException {
        open();
        ponged = false;
        gathered.writeBytes(Packets.pingreq());
        flush();
        await("PINGRESP", () -> ponged);
    }

    /** Leaves with DISCONNECT and waits until the broker has closed. */
    public synchronized void leave() throws IOException {
        open();
        history.add(new Event.Leaving(session(), connection));
        gathered.writeBytes(Frames.disconnect());
        flush();
        awaitEnd();
    }

    /**
     * Connects again without ending the connection that there is, and waits until the broker has: MQTT 3.1.1 [MQTT-3.1.4-2].
     *
     * @return whether the broker says that the session is present
     */
    public boolean takeOver() throws IOException {
        Link earlier;
        synchronized (this) {
            open();
            earlier = link;
            dropped = true;
        }
        boolean present = connect();
        synchronized (this) {
            await("the end of the connection that was taken over", () -> closed != null && closed == earlier);
        }
        return present;
    }

    /** Reads as fast as anybody from now on, and writes the answers that were held back. */
    public synchronized void hurry() throws IOException {
        hurrying = true;
        open();
        inbox.answer(0);
        flush();
    }

    /** Breaks the connection without a word. */
    public synchronized void drop() throws IOException {
        open();
        dropped = true;
        link.drop();
        awaitEnd();
    }

    private void await(String what, BooleanSupplier done) throws IOException {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (true) {
            open();
            if (done.getAsBoolean()) {
                return;
            }
            pause(what, end);
        }
    }

    private void awaitEnd() throws IOException {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (link != null) {
            pause("the end of the connection", end);
        }
    }

    private void pause(String what, long end) throws IOException {
        try {
            wait(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (System.nanoTime() > end) {
            fault("not within 30 s: " + what);
            throw new IOException("no " + what);
        }
    }

    private void open() throws IOException {
        if (link == null) {
            throw new IOException(spec.clientId() + " is not connected", broken);
        }
    }

    private void flush() throws IOException {
        byte[] bytes = gathered.toByteArray();
        gathered.reset();
        if (bytes.length > 0) {
            link.write(bytes);
        }
    }

    private void fault(String what) {
        history.add(new Event.Fault(session(), what));
    }

    // ---- seeing

    private void read(Link from, int number) {
        IOException end = null;
        while (end == null) {
            try {
                Packet packet = from.read(0);
                if (spec.slowMillis() > 0 && !hurrying) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(spec.slowMillis()));
                }
                took(packet, number, from);
            } catch (IOException e) {
                end = e;
            } catch (RuntimeException e) {
                end = new IOException("not understood", e);
                fault("a packet that cannot be read: " + e);
            }
        }
        ended(from, number, end);
    }

    private synchronized void took(Packet packet, int number, Link from) throws IOException {
        if (link != from) {
            return; // taken over: what was not answered here is sent again there
        }
        switch (packet.type()) {
            case Frames.PUBLISH -> arrived(packet, number);
            case Frames.PUBACK, Frames.PUBREC, Frames.PUBCOMP -> outbox.acknowledged(packet.type(), packet.packetId());
            case Frames.PUBREL -> inbox.release(packet.packetId());
            case Frames.SUBACK, UNSUBACK -> answered(packet);
            case PINGRESP -> ponged = true;
            default -> fault("unexpected: " + packet);
        }
        if (!from.hasMore()) {
            flush();
        }
        notifyAll();
    }

    private void arrived(Packet packet, int number) {
        byte[] payload = packet.payload();
        Message message = payload.length == 0 ? new Message("", packet.topic(), 0) : spec.payloads().read(packet.topic(), payload);
        if (message == null) {
            fault("nobody publishes such a payload: " + packet);
        }
        String call = message == null || payload.length == 0 ? "" : spec.payloads().call(payload);
        inbox.publish(session(), number, message != null ? message : new Message("?", packet.topic(), 0), call, packet);
    }

    private void answered(Packet packet) {
        if (packet.packetId() != awaited) {
            fault("the answer to a SUBSCRIBE or UNSUBSCRIBE with identifier " + packet.packetId() + ", awaited " + awaited);
            return;
        }
        if (packet.type() == Frames.SUBACK) {
            granted = packet.body()[2] & 0xFF;
        }
        awaited = -1;
    }

    private synchronized void ended(Link from, int number, IOException why) {
        if (link == from) {
            history.add(new Event.Ended(session(), number, dropped));
            link = null;
            broken = why;
        }
        closed = from;
        try {
            from.close();
        } catch (IOException e) {
            fault("closing: " + e);
        }
        notifyAll();
    }

    /** Gives up without a word to the broker; for the end of a run. */
    @Override
    public synchronized void close() throws IOException {
        if (link != null) {
            link.close();
        }
    }

    @Override
    public synchronized String toString() {
        return session() + (link == null ? " away" : "") + " unsettled=" + outbox;
    }
}
