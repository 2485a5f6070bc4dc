package io.tidegate.transport.netty.internal.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Cause;
import io.tidegate.transport.ConnectFacts;
import io.tidegate.transport.Connection;
import io.tidegate.transport.Loop;
import io.tidegate.transport.Outgoing;
import io.tidegate.transport.Packet;
import io.tidegate.transport.netty.internal.codec.OutgoingPublish;
import io.tidegate.transport.netty.internal.codec.PacketEncoder;
import io.tidegate.transport.netty.internal.codec.ProtocolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket: the last handler of its channel's pipeline and the hub's {@link Connection} in one, so that a read crosses
 * as few calls as can be. Everything on its loop's thread.
 *
 * <pre>
 * OPEN ──close, protocol error, keep alive──▶ CLOSING (writes out what it has) ──all out──▶ LINGERING (waits for the
 * peer's end, so that the last bytes are not lost) ──end, or time──▶ GONE.        OPEN ──peer's end──▶ ENDED (bytes read
 * before are still offered) ──▶ GONE
 * </pre>
 */
public final class SocketConnection extends ChannelInboundHandlerAdapter implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);
    private static final byte[] PING_RESPONSE = PacketEncoder.pingResponse();
    /** How long a peer that was not listened to is listened to at least, however long it had been silent before. */
    private static final long LISTEN_NANOS = 500_000_000L;

    /** Where a connection is in its life; the transitions stand in the class comment. */
    enum State { OPEN, ENDED, CLOSING, LINGERING, GONE }

    private final NettyLoop loop;
    private final Door door;
    private final Channel channel;
    private final OutBuffer out;
    private final InBuffer in;
    private State state = State.OPEN;
    private boolean wanted = true;

    // what the peer said
    private int version;
    private ConnectFacts facts;
    private Packet.Connect unanswered;
    private boolean accepted;

    // the hub's
    private Object attachment;
    private byte[] luggage;
    private boolean toldConnect;

    // clocks, nanoseconds of the loop's clock
    private long heard;
    /** Since when nobody listens, and the clock stands still; 0: somebody does. */
    private long still;
    private long keepAliveNanos;
    private long deadline;

    // the loop's book-keeping
    int index = -1;
    boolean dirty;
    boolean resuming;
    boolean relieved;
    boolean pressed;
    Cause cause;

    SocketConnection(NettyLoop loop, Door door, Channel channel) {
        this.loop = loop;
        this.door = door;
        this.channel = channel;
        this.out = new OutBuffer(loop);
        this.in = new InBuffer(loop.pool());
    }

    // ---- Netty

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            loop.turn();
            heard = loop.now();
            if (state == State.OPEN) {
                loop.intake().read(this, bytes);
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        // the turn ends once for all connections
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (out.isBlocked() && channel.isWritable()) {
            out.unblocked();
            loop.relieved(this);
        }
    }

    @Override
    public void channelUnregistered(ChannelHandlerContext context) { // comes also where the channel never was active
        loop.turn();
        loop.ended(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
        LOG.debug("event=socket-error client={} address={} problem={}", name(), address(), problem.toString());
        channel.close(); // channelUnregistered follows and tells
    }

    // ---- Connection

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public ConnectFacts facts() {
        return facts;
    }

    @Override
    public boolean isOpen() {
        return state == State.OPEN || state == State.ENDED; // ended: there are bytes of it that nobody took yet
    }

    @Override
    public byte[] luggage() {
        return luggage;
    }

    @Override
    public void luggage(byte[] state) {
        this.luggage = state;
    }

    @Override
    public Object attachment() {
        return attachment;
    }

    @Override
    public void attach(Object session) {
        this.attachment = session;
    }

    @Override
    public void publish(Outgoing message, int flags, int packetId) {
        OutgoingPublish publish = (OutgoingPublish) message;
        int size = publish.size(packetId != 0);
        if (room(size)) {
            publish.write(out.array(), out.position(), flags, packetId);
            out.advance(size);
        }
    }

    @Override
    public void acknowledge(int type, int packetId, int reason) {
        if (room(4)) {
            PacketEncoder.acknowledge(out.array(), out.position(), type, packetId);
            out.advance(4);
        }
    }

    @Override
    public void send(Packet packet) {
        if (packet instanceof Packet.Connack connack && state == State.OPEN) {
            answered(connack);
        }
        write(PacketEncoder.encode(packet, version));
    }

    @Override
    public int backlog() {
        return out.backlog();
    }

    @Override
    public int maximumPacketBytes() {
        return facts == null ? Integer.MAX_VALUE : facts.maximumPacketBytes();
    }

    @Override
    public void read(boolean wanted) {
        if (this.wanted != wanted && isOpen()) {
            this.wanted = wanted;
            if (wanted) {
                clockGoes(loop.now());
            } else {
                clockStands(loop.now());
            }
            loop.resume(this);
        }
    }

    @Override
    public void keepAlive(int seconds) {
        keepAliveNanos = seconds * 1_500_000_000L;
        heard = loop.now();
    }

    @Override
    public void close(Packet farewell) {
        end(Cause.LOCAL, farewell);
    }

    // ---- the loop's side

    Door door() {
        return door;
    }

    Channel channel() {
        return channel;
    }

    OutBuffer out() {
        return out;
    }

    InBuffer in() {
        return in;
    }

    State state() {
        return state;
    }

    void state(State state) {
        this.state = state;
    }

    /** Whether a packet of it may be given to the hub now. */
    boolean isTaking() {
        return wanted && loop.isServing() && isOpen();
    }

    boolean isWanted() {
        return wanted;
    }

    boolean isAccepted() {
        return accepted;
    }

    boolean isToldConnect() {
        return toldConnect;
    }

    /** The CONNECT that waits for its CONNACK; null when there is none. */
    Packet.Connect unanswered() {
        return unanswered;
    }

    /** Its first packet is there; nothing else is read until it is answered. */
    void connecting(Packet.Connect packet, long order) {
        version = packet.protocolVersion();
        facts = new ConnectFacts(packet.clientId(), version, packet.cleanStart(), packet.sessionExpirySeconds(),
                packet.keepAliveSeconds(), packet.receiveMaximum(), packet.maximumPacketBytes(), door.name(), address(),
                order);
        unanswered = packet;
        wanted = false;
        loop.resume(this); // so that Netty does not read on either: nobody knows yet whether it may send anything
        deadline = 0;
    }

    void toldConnect() {
        toldConnect = true;
    }

    /** The hub before is gone and nothing of it may stay, else its class loader would. */
    void forgetHub() {
        attachment = null;
        toldConnect = false;
        relieved = false;
        wanted = unanswered == null;
    }

    void pong() {
        write(PING_RESPONSE);
    }

    /** The peer broke the protocol: the one place where that closes a connection. */
    void fail(ProtocolException problem) {
        LOG.info("event=protocol-error client={} address={} listener={} reason={} text=\"{}\"", name(), address(),
                door.name(), problem.reason(), problem.getMessage());
        Packet farewell = problem.reason() == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION
                ? new Packet.Connack(problem.reason(), false, null, -1) : null;
        end(problem.reason() == ReasonCode.PACKET_TOO_LARGE ? Cause.TOO_LARGE : Cause.PROTOCOL, farewell);
    }

    /** Writes what there is and the farewell, then closes; told at the end of the turn. */
    void end(Cause why, Packet farewell) {
        if (!isOpen()) {
            return;
        }
        if (farewell != null && state == State.OPEN) {
            write(PacketEncoder.encode(farewell, version));
        }
        boolean socketIsThere = state == State.OPEN;
        state = socketIsThere ? State.CLOSING : State.GONE;
        unanswered = null;
        loop.closing(this, why, socketIsThere);
    }

    /** Somebody reads again: the time in which nobody did does not count against the peer. */
    void clocksFrom(long now) {
        if (wanted) { // else whoever asked not to read it goes on with it
            clockGoes(now);
        }
        deadline = facts == null ? now + NettyLoop.PATIENCE_NANOS : 0;
    }

    /** While nobody reads, the peer has no chance to be heard. */
    void clockStands(long now) {
        if (still == 0) {
            still = now;
        }
    }

    /** Its silence from before counts; what it may have sent meanwhile is yet to be read. */
    private void clockGoes(long now) {
        if (still != 0) {
            long silence = Math.max(0, still - heard);
            heard = now - Math.max(0, Math.min(silence, keepAliveNanos - LISTEN_NANOS));
            still = 0;
        }
    }

    long heard() {
        return heard;
    }

    long keepAliveNanos() {
        return keepAliveNanos;
    }

    /** When its patience ends: for its CONNECT while open, for the peer's end while closing; 0: no limit. */
    long deadline() {
        return deadline;
    }

    void deadline(long at) {
        deadline = at;
    }

    String name() {
        return facts == null ? "-" : Text.visible(facts.clientId());
    }

    String address() {
        return facts == null ? Text.address(channel.remoteAddress()) : facts.address();
    }

    private void answered(Packet.Connack connack) {
        if (connack.reason().isError()) {
            return; // close follows
        }
        if (connack.assignedClientId() != null) {
            facts = new ConnectFacts(connack.assignedClientId(), version, facts.cleanStart(),
                    facts.sessionExpirySeconds(), facts.keepAliveSeconds(), facts.receiveMaximum(),
                    facts.maximumPacketBytes(), facts.listener(), facts.address(), facts.order());
        }
        unanswered = null;
        accepted = true;
        read(true);
    }

    private void write(byte[] bytes) {
        if (bytes.length > 0 && room(bytes.length)) {
            System.arraycopy(bytes, 0, out.array(), out.position(), bytes.length);
            out.advance(bytes.length);
        }
    }

    /** Makes room in the out buffer; false when the connection takes no more. */
    private boolean room(int bytes) {
        if (state != State.OPEN) {
            return false;
        }
        if (!dirty) {
            loop.dirty(this);
        }
        if (out.isFullWith(bytes)) {
            if (!out.isBlocked()) {
                loop.flush(this);
            }
            if (!out.hasRoomFor(bytes)) {
                LOG.warn("event=backlog-full client={} address={} backlog={}", name(), address(), out.backlog());
                out.discard();
                channel.close();
                return false;
            }
        }
        out.reserve(bytes);
        return true;
    }
}
