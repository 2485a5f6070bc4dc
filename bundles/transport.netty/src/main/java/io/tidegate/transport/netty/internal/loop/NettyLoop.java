package io.tidegate.transport.netty.internal.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Cause;
import io.tidegate.transport.Loop;
import io.tidegate.transport.LoopHandler;
import io.tidegate.transport.Outgoing;
import io.tidegate.transport.Packet;
import io.tidegate.transport.netty.internal.codec.OutgoingPublish;
import io.tidegate.transport.netty.internal.loop.SocketConnection.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of the transport: its connections, its buffers and its turn. A turn is: every ready channel is read once
 * and offered → closed connections are told → {@code writable} → {@code woken} → what may be read again is offered →
 * {@code turnEnd} → each dirty connection is flushed once. Netty runs tasks after all ready channels, so the first event
 * of a turn submits its end as a task.
 *
 * <p>All fields but {@code signalled} belong to the loop's thread.
 */
public final class NettyLoop implements Loop {
    /** One read of one connection. */
    static final int READ_BYTES = 64 * 1024;
    /** For a CONNECT to come, and for a hub to come back. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Logger LOG = LoggerFactory.getLogger(NettyLoop.class);
    private static final int LOW_MARK = 256 * 1024;
    private static final long POOL_BYTES = 8L * 1024 * 1024;
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TICK_MILLIS = 250;

    private final int index;
    private final int count;
    private final EventLoop thread;
    private final ByteBufAllocator allocator;
    private final LongSupplier clock;
    private final AtomicLong orders;
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final Runnable endTurn = this::endTurn;
    private final Residency residency = new Residency(this);
    private final BytePool pool = new BytePool(POOL_BYTES);
    private final OutgoingPublish outgoing = new OutgoingPublish();
    private final ReadBuffer readBuffer;
    private final Intake intake;

    private final ArrayList<SocketConnection> connections = new ArrayList<>();
    private final ArrayList<SocketConnection> dirty = new ArrayList<>();
    private final ArrayList<SocketConnection> resuming = new ArrayList<>();
    private final ArrayList<SocketConnection> relieved = new ArrayList<>();
    private final ArrayList<SocketConnection> gone = new ArrayList<>();
    private ByteBuf writeBuffer;
    private boolean serving; // what residency says, kept here because it is asked for each packet
    private boolean turning;
    private boolean ending;
    private long now;

    public NettyLoop(int index, int count, EventLoop thread, ByteBufAllocator allocator, LongSupplier clock,
            AtomicLong orders) {
        this.index = index;
        this.count = count;
        this.thread = thread;
        this.allocator = allocator;
        this.clock = clock;
        this.orders = orders;
        this.now = clock.getAsLong();
        this.readBuffer = new ReadBuffer(allocator, READ_BYTES);
        this.intake = new Intake(this);
        thread.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    // ---- Loop

    @Override
    public int index() {
        return index;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void wake() {
        if (!signalled.get() && signalled.compareAndSet(false, true)) {
            thread.execute(endTurn);
        }
    }

    @Override
    public void schedule(Duration in, Runnable task) {
        residency.schedule(in, task);
    }

    @Override
    public Outgoing outgoing() {
        return outgoing;
    }

    // ---- for the transport

    public EventLoop thread() {
        return thread;
    }

    public RecvByteBufAllocator readBuffer() {
        return readBuffer;
    }

    /** Who serves this loop, and how that changes. */
    public Residency residency() {
        return residency;
    }

    /** A socket was accepted; loop thread. */
    public void open(Door door, Channel channel) {
        SocketConnection connection = new SocketConnection(this, door, channel);
        turn();
        connection.clocksFrom(now);
        connection.index = connections.size();
        connections.add(connection);
        door.opened();
        channel.pipeline().addLast(connection);
    }

    /** Ends every connection of a listener that goes; loop thread. */
    public void close(Door door) {
        turn();
        for (SocketConnection connection : List.copyOf(connections)) {
            if (connection.door() == door) {
                connection.end(Cause.STOPPING, new Packet.Disconnect(ReasonCode.SERVER_SHUTTING_DOWN, -1));
            }
        }
    }

    /** Gives back buffers; last call, loop thread. */
    public void release() {
        for (SocketConnection connection : List.copyOf(connections)) {
            connection.channel().close();
        }
        readBuffer.close();
        giveUpWriteBuffer();
    }

    // ---- the turn

    /** Something happened: from here to the end of the turn. One clock reading each. */
    void turn() {
        if (!turning && !ending) {
            turning = true;
            now = clock.getAsLong();
            thread.execute(endTurn);
        }
    }

    private void endTurn() {
        if (!turning && !signalled.get()) {
            return; // a wake that an earlier end of turn has answered
        }
        if (!turning) {
            now = clock.getAsLong();
        }
        turning = false;
        ending = true;
        try {
            tellGone();
            tellRelieved();
            LoopHandler handler = residency.handler();
            if (signalled.getAndSet(false) && handler != null) {
                handler.woken();
            }
            offerAgain();
            if (handler != null) {
                handler.turnEnd();
            }
        } catch (Throwable bug) { // top of the loop
            LOG.error("event=handler-failed loop={} text=\"this is a bug\"", index, bug);
        }
        flushAll();
        ending = false;
        residency.turnEnded();
        if (!gone.isEmpty() || !relieved.isEmpty() || !resuming.isEmpty() || !dirty.isEmpty()) {
            turn();
        }
    }

    /** Tells whoever is there of the connections that have ended; at the end of a turn at the latest. */
    void tellGone() {
        for (int i = 0; i < gone.size(); i++) {
            SocketConnection connection = gone.get(i);
            connection.in().release();
            residency.gone(connection);
        }
        gone.clear();
    }

    private void tellRelieved() {
        for (int i = 0; i < relieved.size(); i++) {
            SocketConnection connection = relieved.get(i);
            connection.relieved = false;
            dirty(connection);
            if (connection.isOpen() && connection.isToldConnect() && connection.backlog() < LOW_MARK
                    && residency.handler() != null) {
                residency.writable(connection);
            }
        }
        relieved.clear();
    }

    private void offerAgain() {
        int waiting = resuming.size(); // what is added meanwhile has its turn in the next one
        for (int i = 0; i < waiting; i++) {
            SocketConnection connection = resuming.get(i);
            connection.resuming = false;
            if (connection.isTaking() || !isServing() && connection.isOpen()) {
                intake.resume(connection);
            }
            applyRead(connection);
        }
        resuming.subList(0, waiting).clear();
    }

    private void flushAll() {
        for (int i = 0; i < dirty.size(); i++) {
            SocketConnection connection = dirty.get(i);
            connection.dirty = false;
            flush(connection);
        }
        dirty.clear();
    }

    /** Writes as far as the kernel takes; a failure stays with this connection. */
    void flush(SocketConnection connection) {
        Channel channel = connection.channel();
        try {
            connection.out().flush(channel);
            if (connection.out().isBlocked()) {
                connection.pressed = true;
            } else if (connection.pressed) { // the kernel took the rest at once: no event of Netty's says so
                connection.pressed = false;
                relieved(connection);
            }
            if (connection.state() == State.CLOSING && connection.out().isEmpty()) {
                connection.state(State.LINGERING);
                ((SocketChannel) channel).shutdownOutput();
            }
        } catch (Throwable problem) { // among others OutOfDirectMemoryError: must not stop the others' flush
            LOG.warn("event=flush-failed client={} address={}", connection.name(), connection.address(), problem);
            connection.out().discard();
            channel.close();
        }
    }

    private void tick() {
        if (connections.isEmpty()) {
            return;
        }
        if (!turning) {
            now = clock.getAsLong();
        }
        for (int i = connections.size() - 1; i >= 0; i--) {
            Clocks.look(connections.get(i), now, serving, residency.handler() != null);
        }
    }

    // ---- what connections report

    void dirty(SocketConnection connection) {
        if (!connection.dirty) {
            connection.dirty = true;
            dirty.add(connection);
        }
    }

    void resume(SocketConnection connection) {
        if (!connection.resuming) {
            connection.resuming = true;
            resuming.add(connection);
            turn();
        }
    }

    void relieved(SocketConnection connection) {
        if (!connection.relieved) {
            connection.relieved = true;
            relieved.add(connection);
            turn();
        }
    }

    /** It ended here; while its socket is there, it still writes what it has. */
    void closing(SocketConnection connection, Cause why, boolean socketIsThere) {
        connection.cause = why;
        gone.add(connection);
        if (socketIsThere) {
            connection.deadline(now + LINGER_NANOS);
            dirty(connection);
            connection.channel().config().setAutoRead(true); // to see the peer's end
        } else {
            remove(connection);
        }
        turn();
    }

    /** Its socket is gone. */
    void ended(SocketConnection connection) {
        connection.out().discard();
        connection.door().closed();
        if (connection.state() == State.OPEN && connection.isAccepted() && !connection.in().isEmpty()) {
            connection.state(State.ENDED);
            resume(connection);
        } else if (connection.state() == State.OPEN) {
            gone(connection);
        } else {
            connection.state(State.GONE);
            remove(connection);
        }
    }

    /** The peer's end, and nothing of it is left to take. */
    void gone(SocketConnection connection) {
        connection.state(State.GONE);
        connection.cause = Cause.LOST;
        gone.add(connection);
        remove(connection);
        turn();
    }

    /** Lets Netty read, or not, as everything together says. */
    void applyRead(SocketConnection connection) {
        boolean read = switch (connection.state()) {
            case OPEN -> isServing() ? connection.isWanted() : connection.isWanted() && !Intake.isWaiting(connection);
            case CLOSING, LINGERING -> true;
            case ENDED, GONE -> false;
        };
        connection.channel().config().setAutoRead(read);
    }

    private void remove(SocketConnection connection) {
        int at = connection.index;
        if (at >= 0) {
            SocketConnection last = connections.remove(connections.size() - 1);
            if (last != connection) {
                connections.set(at, last);
                last.index = at;
            }
            connection.index = -1;
        }
    }

    // ---- shared by its parts

    List<SocketConnection> connections() {
        return connections;
    }

    LoopHandler handler() {
        return residency.handler();
    }

    /** Whether packets may be given to a handler. */
    boolean isServing() {
        return serving;
    }

    void serving(boolean serving) {
        this.serving = serving;
    }

    Intake intake() {
        return intake;
    }

    BytePool pool() {
        return pool;
    }

    long now() {
        return now;
    }

    long nextOrder() {
        return orders.incrementAndGet();
    }

    /** The one direct buffer that writes go through, empty. */
    ByteBuf writeBuffer() {
        if (writeBuffer == null) {
            writeBuffer = allocator.directBuffer(OutBuffer.UNIT, OutBuffer.UNIT);
        }
        return writeBuffer.clear();
    }

    /** Netty keeps it until the kernel took it all. */
    void giveUpWriteBuffer() {
        if (writeBuffer != null) {
            writeBuffer.release();
            writeBuffer = null;
        }
    }

    /** What the last handler left in the loop's own objects. */
    void forgetMessages() {
        outgoing.of(new byte[0], 0, 0, 0, 0, 0, 0, -1);
    }
}
