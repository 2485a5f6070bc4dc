package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.routing.Subscriber;
import io.tidegate.hub.internal.session.Entry;
import io.tidegate.hub.internal.session.InProcess;
import io.tidegate.hub.internal.session.Route;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.session.Waiting;
import io.tidegate.hub.internal.session.Window;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.store.Batch;
import io.tidegate.transport.Connection;
import io.tidegate.transport.Outgoing;
import io.tidegate.transport.Packet;

/**
 * One loop's way to receivers. A message goes straight into the receivers' out buffers; what a session cannot take
 * now waits: in the store when it has a queue there, else in the session's bounded ring. Owned by its loop.
 */
public final class Delivering {
    private final Shard shard;
    private final QueueReading queues;
    private final Pressure pressure = new Pressure();
    private final HandOver handOver;
    public final RetainedToSubscribers retained;

    Delivering(Shard shard, HandOver handOver) {
        this.shard = shard;
        this.queues = new QueueReading(shard, pressure);
        this.handOver = handOver;
        this.retained = new RetainedToSubscribers(shard, pressure);
    }

    /** Delivers a message that no queue gets: to this loop's receivers, and by hand-over to other loops'. */
    public void deliver(Route r, byte[] a, int topic, int topicLength, int payload, int payloadLength, int qos) {
        deliver(r, a, topic, topicLength, payload, payloadLength, qos, 0);
    }

    /** The same for a message that has come through rules and routes. */
    public void deliver(Route r, byte[] a, int topic, int topicLength, int payload, int payloadLength, int qos, int hops) {
        deliverHere(r, a, topic, topicLength, payload, payloadLength, qos, hops);
        for (int other : r.otherShards) {
            handOver.add(other, qos, hops, a, topic, topicLength, payload, payloadLength);
        }
    }

    /** Delivers to those receivers on this loop that it does not reach by their queue. */
    void deliverHere(Route r, byte[] a, int topic, int topicLength, int payload, int payloadLength, int qos, int hops) {
        Session[] to = r.sessions;
        if (to.length > 0) {
            Outgoing out = shard.loop.outgoing().of(a, topic, topicLength, 0, 0, payload, payloadLength, -1);
            for (int i = 0; i < to.length; i++) {
                int q = Math.min(qos, r.sessionQos[i]);
                if (q == 0) {
                    direct(to[i], out);
                } else if (!to[i].isKept()) {
                    direct(to[i], q, out, a, topic, topicLength, payload, payloadLength);
                }
            }
        }
        for (int i = 0; i < r.locals.length; i++) {
            if (qos == 0 || r.localQos[i] == 0) {
                r.locals[i].direct(a, topic, topicLength, payload, payloadLength, hops);
            }
        }
    }

    private void direct(Session s, Outgoing out) {
        Connection c = s.connection;
        if (c == null) {
            return; // QoS 0 is not kept for a session that is away
        }
        if (pressure.isOver(s, c.backlog())) {
            s.dropped++;
            shard.dropped++;
        } else {
            c.publish(out, 0, 0);
            shard.sent++;
        }
    }

    private void direct(Session s, int q, Outgoing out, byte[] a, int topic, int topicLength, int payload,
            int payloadLength) {
        Connection c = s.connection;
        if (c == null) {
            return;
        }
        Window w = s.window;
        if (s.isWaiting() || pressure.isOver(s, c.backlog()) || w.isFull(s.windowLimit(), w.next())) {
            await(s, q << 1, a, topic, topicLength, payload, payloadLength);
        } else {
            c.publish(out, q << 1, w.send(w.next(), Window.sent(q)));
            shard.sent++;
        }
    }

    /** Keeps a message in memory for a session that cannot take it now. */
    private void await(Session s, int flags, byte[] a, int topic, int topicLength, int payload, int payloadLength) {
        Waiting waiting = s.waiting(shard.shared.settings().waitingBytes());
        int before = waiting.bytes();
        boolean kept = waiting.add(flags, a, topic, topicLength, payload, payloadLength);
        if (!pressure.held(waiting.bytes() - before) || !kept) {
            // the session ends with its connection: ending both loses nothing behind anybody's back
            s.reason = "closed: more waits for it than may (waiting.bytes.max, or all slow clients together)";
            s.connection.close(new Packet.Disconnect(ReasonCode.QUOTA_EXCEEDED, 0));
        }
    }

    /** Its backlog is small again. */
    public void writable(Session s) {
        pressure.relieved(s);
        shard.pumpLater(s);
    }

    /** It came from the hub before, with what waited for it. */
    public void adopted(Session s) {
        pressure.held(s.waitingBytes());
    }

    /** Its connection is gone, and with it what waited in memory. */
    void disconnected(Session s) {
        forgetPage(s);
        pressure.relieved(s);
        pressure.freed(s.waitingBytes());
    }

    /** What was read ahead of its queue is not to be sent: it is read again. */
    void forgetPage(Session s) {
        queues.forgetPage(s);
    }

    /** Delivers a message that was stored, from the batch's own bytes. */
    void deliverStored(Route r, Batch b, int operation) {
        byte[] a = b.array();
        int at = b.entry(operation);
        int length = b.entryLength(operation);
        int qos = Entry.qos(a, at);
        int payload = Entry.payload(a, at);
        int payloadLength = Entry.payloadLength(a, at, length);
        int hops = Entry.hops(a, at);
        if (!shard.hasLeft()) {
            deliverHere(r, a, Entry.topic(at), Entry.topicLength(a, at), payload, payloadLength, qos, hops);
        }
        for (int i = b.queues(operation) - 1; i >= 0; i--) {
            long sequence = b.sequence(operation, i);
            if (sequence != 0) { // 0: its queue was dropped meanwhile
                offer(r.owners[i], sequence, r.queueQos[i], a, at, length);
            }
        }
        for (int k = 0; k < r.otherShards.length && !shard.hasLeft(); k++) {
            handOver.add(r.otherShards[k], qos, hops, a, Entry.topic(at), Entry.topicLength(a, at), payload, payloadLength);
        }
    }

    /** Tells the owner of a queue that it has a new entry, with the entry's bytes where the owner is on this loop. */
    public void offer(Subscriber owner, long sequence, int qos, byte[] a, int at, int length) {
        if (owner.shard() == shard.index() && !shard.hasLeft()) {
            offerHere(owner, sequence, qos, a, at, length);
        } else if (owner instanceof InProcess local) {
            local.told(sequence + 1);
        } else {
            Told.tell(shard, (Session) owner, sequence + 1);
        }
    }

    private void offerHere(Subscriber owner, long sequence, int qos, byte[] a, int at, int length) {
        if (owner instanceof InProcess local) {
            local.offer(sequence, qos, a, at, length);
        } else {
            queues.offer((Session) owner, sequence, qos, a, at, length);
        }
    }

    /** Sends what waits for a session, as far as window and socket allow. */
    public void pump(Session s) {
        if (s.connection == null) {
            return;
        }
        if (s.isKept()) {
            queues.pump(s);
        } else if (s.isWaiting()) {
            pumpWaiting(s);
        }
        retained.go(s); // behind what waits, for that takes memory of its own
    }

    private void pumpWaiting(Session s) {
        Waiting w = s.waiting(0);
        int before = w.bytes();
        while (!w.isEmpty() && !pressure.isOver(s, s.connection.backlog())
                && !s.window.isFull(s.windowLimit(), s.window.next())) {
            Outgoing out = shard.loop.outgoing().of(w.array(), w.topic(), w.topicLength(), 0, 0, w.payload(),
                    w.payloadLength(), -1);
            s.connection.publish(out, w.flags(), s.window.send(s.window.next(), Window.sent(w.flags() >> 1 & 3)));
            shard.sent++;
            w.remove();
        }
        pressure.freed(before - w.bytes());
        if (w.isEmpty()) {
            s.doneWaiting();
        }
    }
}
