package io.tidegate.hub.internal.packet;

import io.tidegate.hub.internal.session.Route;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.shard.Publishing;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicName;
import io.tidegate.transport.Connection;
import io.tidegate.transport.Inbound;
import io.tidegate.transport.PacketType;

/**
 * PUBLISH from a socket, MQTT 3.1.1 §3.3: the hub's hot path. No object per message; a topic is looked at as text
 * only when its route is made. Owned by its loop.
 */
public final class PublishHandler {
    private final Shard shard;
    private final Publishing publishing;
    private Authorizer authorizer;
    private long permissions;

    public PublishHandler(Shard shard, Publishing publishing) {
        this.shard = shard;
        this.publishing = publishing;
    }

    /** What one read brought is judged by the permissions that are in force now: asked once, not for each of a thousand packets. */
    public void judgeBy(Authorizer now) {
        authorizer = now;
        permissions = now.generation();
    }

    /** After {@link #judgeBy} in the same turn. */
    public void publish(Session s, Connection c, Inbound in) {
        byte[] a = in.array();
        Route r = s.last;
        if (r == null || !r.is(shard.shared.tree.generation(), a, in.topic(), in.topicLength())) {
            r = shard.route(a, in.topic(), in.topicLength());
            s.last = r;
        }
        if (!isAllowed(s, c, r)) {
            return;
        }
        shard.received++;
        int flags = in.flags();
        int qos = flags >> 1 & 3;
        int id = qos == 0 ? 0 : in.packetId();
        if (qos == 2 && !publishing.isNew(s, id)) {
            // MQTT 3.1.1 [MQTT-4.3.3-2]: a resend; answered after what is on its way to the store
            publishing.answer(s, PacketType.PUBREC, id);
            return;
        }
        boolean retain = (flags & 1) != 0;
        if (retain || qos > 0 && (r.queues.length > 0 || s.owed > 0 || qos == 2 && s.isKept())) {
            publishing.viaStore(s, id, r, qos, retain, a, in.topic(), in.topicLength(), in.payload(),
                    in.payloadLength());
            return;
        }
        shard.delivering.deliver(r, a, in.topic(), in.topicLength(), in.payload(), in.payloadLength(), qos);
        if (qos > 0) {
            c.acknowledge(qos == 1 ? PacketType.PUBACK : PacketType.PUBREC, id, 0);
        }
    }

    /** Invalid or forbidden: the connection is closed, for 3.1.1 has no error reply. MQTT 3.1.1 [MQTT-3.3.5-2] */
    private boolean isAllowed(Session s, Connection c, Route r) {
        if (r.problem != null) {
            Closing.close(s, c, ReasonCode.TOPIC_NAME_INVALID, r.problem);
            return false;
        }
        if (r.isPermitted(s.principal, permissions)) {
            return true;
        }
        if (!authorizer.mayPublish(s.principal, TopicName.of(r.name()))) {
            Closing.close(s, c, ReasonCode.NOT_AUTHORIZED,
                    "principal '" + s.principal + "' may not publish to '" + r.name() + "'");
            return false;
        }
        r.permit(s.principal, permissions);
        return true;
    }
}
