package io.tidegate.hub.internal;

import io.tidegate.hub.internal.packet.AcknowledgementHandler;
import io.tidegate.hub.internal.packet.Adoption;

import io.tidegate.hub.internal.packet.Closing;
import io.tidegate.hub.internal.packet.ConnectHandler;
import io.tidegate.hub.internal.packet.PublishHandler;
import io.tidegate.hub.internal.packet.SubscribeHandler;
import io.tidegate.hub.internal.packet.Undecided;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Cause;
import io.tidegate.transport.ConnectFacts;
import io.tidegate.transport.Connection;
import io.tidegate.transport.Inbound;
import io.tidegate.transport.LoopHandler;
import io.tidegate.transport.Packet;
import io.tidegate.transport.PacketType;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a loop calls: hands each packet to whom it concerns. One per loop, on its thread. */
final class HubLoop implements LoopHandler {
    private static final Logger LOG = LoggerFactory.getLogger("io.tidegate.hub.connection");
    /** Why a connection ended that its client left, also where the client closes before the hub does. */
    private static final String LEFT = "disconnected";

    private final Shard shard;
    private final HubCore core;
    private final PublishHandler publishes;
    private final AcknowledgementHandler acknowledgements;
    private final SubscribeHandler subscriptions;
    private final ConnectHandler connects;
    private final Adoption adoption;
    private final Undecided undecided;
    private boolean adopting;
    private boolean finishing;

    HubLoop(Shard shard, HubCore core) {
        this.shard = shard;
        this.core = core;
        this.publishes = new PublishHandler(shard, shard.publishing);
        this.acknowledgements = new AcknowledgementHandler(shard, shard.publishing);
        this.subscriptions = new SubscribeHandler(shard);
        this.connects = new ConnectHandler(shard);
        this.adoption = new Adoption(shard);
        this.undecided = new Undecided(shard);
    }

    /** The first task of this loop, after {@link #adopt} if there is anything to adopt. */
    void begun() {
        if (!adopting) {
            core.adopted();
        }
    }

    @Override
    public void connect(Connection c, Packet.Connect packet) {
        connects.connect(c, packet);
    }

    @Override
    public void received(Connection c, Inbound in) {
        Session s = (Session) c.attachment();
        if (s == null || finishing || shard.handOver.holds(c)) {
            return; // if held, offered again later
        }
        Authorizer authorizer = undecided.authorizer(c);
        if (authorizer == null) {
            return; // offered again later
        }
        publishes.judgeBy(authorizer);
        while (in.next()) {
            switch (in.type()) {
                case PacketType.PUBLISH -> publishes.publish(s, c, in);
                case PacketType.PUBACK -> acknowledgements.puback(s, in.packetId());
                case PacketType.PUBREC -> acknowledgements.pubrec(s, c, in.packetId());
                case PacketType.PUBREL -> acknowledgements.pubrel(s, in.packetId());
                case PacketType.PUBCOMP -> acknowledgements.pubcomp(s, in.packetId());
                default -> rare(s, c, in.packet(), authorizer);
            }
        }
        if (s.isWaiting() || s.isKept() || s.newSubscriptions != null) {
            shard.pumpLater(s);
        }
    }

    private void rare(Session s, Connection c, Packet packet, Authorizer authorizer) {
        if (packet instanceof Packet.Subscribe p) {
            subscriptions.subscribe(s, c, p, authorizer);
        } else if (packet instanceof Packet.Unsubscribe p) {
            subscriptions.unsubscribe(s, c, p);
        } else if (packet instanceof Packet.Disconnect) {
            s.reason = LEFT;
            c.read(false); // nothing that comes behind it counts
            s.owed++; // the end is what it is owed
            shard.clients.wills().forget(s, () -> c.close(null)); // MQTT 3.1.1 [MQTT-3.14.4-3]
        } else { // a second CONNECT, MQTT 3.1.1 [MQTT-3.1.0-2]; AUTH, which 3.1.1 does not have
            Closing.close(s, c, ReasonCode.PROTOCOL_ERROR, packet instanceof Packet.Connect
                    ? "a second CONNECT on one connection" : "a packet that a client does not send");
        }
    }

    @Override
    public void writable(Connection c) {
        if (c.attachment() instanceof Session s) {
            shard.delivering.writable(s);
        }
    }

    @Override
    public void closed(Connection c, Cause why) {
        Session s = (Session) c.attachment();
        if (s == null || s.connection != c && s.arriving != c) {
            return;
        }
        ConnectFacts facts = c.facts();
        boolean known = why == Cause.LOCAL ? !s.reason.isEmpty() : s.connection == c && s.reason.equals(LEFT);
        String reason = known ? s.reason : words(why);
        LOG.info("event=disconnected client={} address={} reason={} will={}", s.name(), facts.address(), reason,
                s.will != null);
        c.attach(null);
        if (finishing && s.will != null) { // what it says might find other loops gone; it is in the store
            shard.shared.overdueWills.add(s.principal, s.will);
            s.will = null;
        }
        shard.clients.lost(s, reason);
    }

    private static String words(Cause why) {
        return switch (why) {
            case LOST -> "connection lost";
            case KEEP_ALIVE -> "nothing heard for one and a half times the keep alive";
            case PROTOCOL -> "malformed packet";
            case TOO_LARGE -> "packet larger than message.length.max";
            case LOCAL -> "closed by the hub";
            case STOPPING -> "the listener stopped";
        };
    }

    @Override
    public void woken() {
        shard.drainMailbox();
    }

    @Override
    public void turnEnd() {
        shard.turnEnd();
    }

    @Override
    public void adopt(List<Connection> held) {
        adopting = true;
        adoption.adopt(held, core::adopted);
    }

    @Override
    public void finish(Runnable done) {
        finishing = true;
        core.leaving(shard);
        shard.delivering.retained.finish();
        shard.committing.whenIdle(() -> {
            shard.handOver.pass(); // before the other loops are told that this one is done
            core.idle(shard, done);
        });
    }

    @Override
    public void detach() {
        core.detached(shard);
    }
}
