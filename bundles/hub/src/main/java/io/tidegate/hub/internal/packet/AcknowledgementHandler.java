package io.tidegate.hub.internal.packet;

import io.tidegate.hub.internal.session.Entry;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.session.Window;
import io.tidegate.hub.internal.shard.Publishing;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.store.Claim;
import io.tidegate.transport.Connection;
import io.tidegate.transport.PacketType;

/**
 * PUBACK, PUBREC, PUBREL and PUBCOMP, MQTT 3.1.1 §3.4 to §3.7. A kept session's facts are stored before the answer:
 * a received PUBREC before PUBREL, else the message would be sent twice after a crash. Owned by its loop.
 */
public final class AcknowledgementHandler {
    private final Shard shard;
    private final Publishing publishing;

    public AcknowledgementHandler(Shard shard, Publishing publishing) {
        this.shard = shard;
        this.publishing = publishing;
    }

    public void puback(Session s, int id) {
        long sequence = s.window.sequence(id);
        if (sequence >= 0 && s.window.state(sequence) == Window.SENT_QOS_1) {
            done(s, sequence);
        } // an unknown identifier belongs to an earlier connection: nothing to do
    }

    public void pubrec(Session s, Connection c, int id) {
        long sequence = s.window.sequence(id);
        if (sequence < 0) {
            c.acknowledge(PacketType.PUBREL, id, 0); // the peer still holds it: let it finish
        } else if (s.isKept() && s.window.state(sequence) == Window.SENT_QOS_2) {
            s.window.state(sequence, Window.RELEASED);
            var commit = shard.committing.open(Claim.RELEASE);
            commit.batch.mark(s.queue(), sequence, Entry.MARK_RELEASED);
            commit.answer(s, PacketType.PUBREL, id);
        } else if (s.isKept()) {
            shard.committing.open(Claim.RELEASE).answer(s, PacketType.PUBREL, id); // after the mark, if that is under way
        } else {
            s.window.state(sequence, Window.RELEASED);
            c.acknowledge(PacketType.PUBREL, id, 0);
        }
    }

    public void pubrel(Session s, int id) {
        publishing.released(s, id);
    }

    public void pubcomp(Session s, int id) {
        long sequence = s.window.sequence(id);
        if (sequence >= 0 && s.window.state(sequence) == Window.RELEASED) {
            done(s, sequence);
        }
    }

    private void done(Session s, long sequence) {
        s.window.free(sequence);
        if (s.isKept()) {
            s.queued--;
            shard.committing.open(Claim.RELEASE).batch.remove(s.queue(), sequence);
        }
    }
}
