package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Entry;
import io.tidegate.hub.internal.session.NewSubscription;
import io.tidegate.hub.internal.session.RetainedMessage;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.session.Window;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.transport.Connection;
import io.tidegate.transport.Packet;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Retained messages for new subscriptions, MQTT 3.1.1 [MQTT-3.3.1-6], as fast as their receivers and the store take them: window and
 * backlog hold here as for any message, but what they do not let through is not kept a second time. Owned by its loop.
 *
 * <p>A topic whose retained message is being changed has to wait until the store has answered: the publisher's route may be older than
 * the subscription, which then gets the new one from here or from nobody; or it is younger, and the old one must not come behind the
 * new one.
 */
public final class RetainedToSubscribers {
    private final Shard shard;
    private final Pressure pressure;
    private final Retained all;

    RetainedToSubscribers(Shard shard, Pressure pressure) {
        this.shard = shard;
        this.pressure = pressure;
        this.all = shard.shared.retained;
    }

    /**
     * Each SUBSCRIBE gets them, MQTT 3.1.1 [MQTT-3.8.4-3]; one with a filter that still gets them begins anew.
     *
     * @param since {@link Retained#now} behind the change of the tree
     */
    public void begin(Session s, List<Packet.Subscribe.Request> granted, long since) {
        for (Packet.Subscribe.Request r : granted) {
            TopicFilter filter = TopicFilter.of(r.filter());
            Collection<String> changing = all.changing(filter); // before the line of all is made: what is answered by then is in there
            NewSubscription n = new NewSubscription(r.qos(), since, all.matching(filter));
            changing.forEach(n::unsettled);
            if (s.newSubscriptions == null) {
                s.newSubscriptions = new LinkedHashMap<>();
            }
            s.newSubscriptions.remove(r.filter());
            s.newSubscriptions.put(r.filter(), n);
        }
        go(s);
    }

    /** It is on this loop now, with what it has yet to get. */
    void moved(Session s) {
        if (s.newSubscriptions != null) {
            s.newSubscriptions.values().forEach(NewSubscription::answered); // where nobody was there to say so: asked again
            go(s);
        }
    }

    /** The hub leaves. */
    public void finish() {
        shard.clients.all().values().forEach(this::go);
    }

    /** Gives as much as can be given now. */
    void go(Session s) {
        if (s.newSubscriptions == null || s.ended || !isHere(s) || shard.hasLeft()) {
            return;
        }
        Iterator<Map.Entry<String, NewSubscription>> each = s.newSubscriptions.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<String, NewSubscription> one = each.next();
            NewSubscription n = one.getValue();
            boolean wanted = s.subscriptions.containsKey(one.getKey());
            if (wanted && !giveAll(s, n)) {
                return;
            }
            if (!wanted || n.isDone()) {
                each.remove();
            } else if (n.await()) {
                int epoch = s.epoch;
                shard.shared.afterAllLoops(shard, () -> answered(s, n, epoch));
            }
        }
        if (s.newSubscriptions.isEmpty()) {
            s.newSubscriptions = null;
        }
    }

    /** One that was released is nobody's until the next loop has it, which asks again. */
    private boolean isHere(Session s) {
        return s.shard() == shard.index() && shard.clients.all().get(s.name()) == s;
    }

    private boolean giveAll(Session s, NewSubscription n) {
        for (String topic; (topic = n.next()) != null; n.given()) {
            boolean changing = all.isChanging(topic); // first: what is answered in between is seen below
            RetainedMessage m = all.get(topic);
            if (m != null && m.since() > n.since || m == null && !changing) {
                continue; // it came, or comes, like any message; or there is none any more
            }
            if (changing) {
                n.unsettled(topic);
            } else if (!give(s, n, m.entry())) {
                return false;
            }
        }
        return true;
    }

    /** Whether it took it. With RETAIN, MQTT 3.1.1 [MQTT-3.3.1-8]. */
    private boolean give(Session s, NewSubscription n, byte[] entry) {
        int qos = Math.min(Entry.qos(entry, 0), n.qos);
        boolean leaving = !shard.shared.isOpen(); // then a kept session's go at once, however many: afterwards nobody knows of them
        if (qos > 0 && s.isKept()) {
            if (!leaving && shard.committing.isBehind(s)) {
                return false;
            }
            shard.retainedToQueues.queue(s, entry, qos);
            return true;
        }
        Connection c = s.connection;
        if (c == null) {
            return true; // QoS 0 is not kept for a session that is away
        }
        Window w = s.window;
        if (pressure.isOver(s, c.backlog()) || qos > 0 && (s.isWaiting() || w.isFull(s.windowLimit(), w.next()))) {
            return leaving && s.isKept();
        }
        int payload = Entry.payload(entry, 0);
        c.publish(shard.loop.outgoing().of(entry, Entry.topic(0), Entry.topicLength(entry, 0), 0, 0, payload, entry.length - payload, -1),
                qos << 1 | Entry.RETAIN, qos == 0 ? 0 : w.send(w.next(), Window.sent(qos)));
        return true;
    }

    /** What was under way when it began to wait is stored or refused. */
    private void answered(Session s, NewSubscription n, int epoch) {
        if (s.epoch != epoch && !s.isKept()) {
            return;
        }
        if (s.shard() != shard.index()) {
            Shard there = shard.of(s);
            if (there != null) { // else it asks again when it has a loop
                there.post(() -> there.delivering.retained.answered(s, n, epoch));
            }
            return;
        }
        if (isHere(s)) {
            n.answered();
            go(s);
        }
    }
}
