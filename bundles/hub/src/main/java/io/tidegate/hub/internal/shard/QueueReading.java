package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Entry;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.session.Subscriptions;
import io.tidegate.hub.internal.session.Window;
import io.tidegate.store.Claim;
import io.tidegate.store.Page;
import io.tidegate.transport.Outgoing;
import io.tidegate.transport.PacketType;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a kept session empties its queue: an entry that is next in line goes out from the bytes of its commit; one that
 * is not is read from the store when its turn comes. Owned by the loop.
 */
final class QueueReading {
    private static final Logger LOG = LoggerFactory.getLogger(QueueReading.class);
    private static final int PAGE_ENTRIES = 1024;
    private static final int PAGE_BYTES = 256 << 10;
    private static final int LEAST_PAGE_BYTES = 16 << 10;
    /** Shared by all sessions of a loop that have something read ahead: the more there are, the less the next one reads. */
    private static final int ALL_PAGES_BYTES = 8 << 20;
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Shard shard;
    private final Pressure pressure;
    /** How many sessions have one. */
    private int pages;

    QueueReading(Shard shard, Pressure pressure) {
        this.shard = shard;
        this.pressure = pressure;
    }

    void offer(Session s, long sequence, int qos, byte[] a, int at, int length) {
        s.queued++;
        s.end = Math.max(s.end, sequence + 1);
        boolean next = s.connection != null && s.page == null && !s.reading && s.cursor == sequence;
        if (next && canSend(s, sequence)) {
            send(s, sequence, 0, qos, a, at, length);
            s.cursor = sequence + 1;
        } else if (s.connection != null) {
            shard.pumpLater(s);
        }
    }

    private boolean canSend(Session s, long sequence) {
        return !pressure.isOver(s, s.connection.backlog()) && !s.window.isFull(s.windowLimit(), sequence);
    }

    void pump(Session s) {
        Page judged = null; // the entry before, whose topic most often is the next one's too
        int judgedAt = 0;
        int asked = 0;
        while (s.connection != null) {
            Page p = s.page;
            if (p == null) {
                if (!s.reading && !s.expiring && s.cursor < s.end && canSend(s, s.cursor)) {
                    read(s);
                }
                return;
            }
            if (s.pageIndex == p.count()) {
                s.cursor = Math.max(s.cursor, p.next());
                forgetPage(s);
                continue;
            }
            long sequence = p.sequence(s.pageIndex);
            if (!canSend(s, sequence)) {
                return;
            }
            byte[] a = p.array(s.pageIndex);
            int at = p.offset(s.pageIndex);
            if (judged != p || !Entry.isSameTopic(p.array(judgedAt), p.offset(judgedAt), a, at)) {
                asked = Subscriptions.qos(s.subscriptions, Entry.topicText(a, at));
                judged = p;
            }
            judgedAt = s.pageIndex;
            send(s, sequence, p.mark(s.pageIndex), asked, a, at, p.length(s.pageIndex));
            s.pageIndex++;
            s.cursor = sequence + 1;
        }
    }

    void forgetPage(Session s) {
        pages -= s.page == null ? 0 : 1;
        s.page = null;
    }

    private void read(Session s) {
        s.reading = true;
        int epoch = s.epoch;
        long upTo = s.end;
        int bytes = Math.max(LEAST_PAGE_BYTES, Math.min(PAGE_BYTES, ALL_PAGES_BYTES / (pages + 1)));
        shard.shared.store.read(s.queue(), s.cursor, PAGE_ENTRIES, bytes, page -> shard.post(() -> {
            if (s.epoch == epoch) {
                arrived(s, page, upTo);
            }
        }));
    }

    private void arrived(Session s, Page page, long upTo) {
        s.reading = false;
        if (page.failure() != null) {
            LOG.error("event=queue-unreadable client={} from={} then=\"again in {} ms\"", s.name(), s.cursor, AGAIN.toMillis(),
                    page.failure());
            shard.loop.schedule(AGAIN, () -> pump(s));
            return;
        }
        if (page.count() == 0) {
            s.cursor = Math.max(s.cursor, page.atEnd() ? upTo : page.next());
        } else {
            pages += s.page == null ? 1 : 0;
            s.page = page;
            s.pageIndex = 0;
        }
        pump(s);
    }

    private void send(Session s, long sequence, int mark, int qosAsked, byte[] a, int at, int length) {
        if (mark == Entry.MARK_RELEASED) {
            s.connection.acknowledge(PacketType.PUBREL, s.window.send(sequence, Window.RELEASED), 0);
            return;
        }
        Outgoing out = shard.loop.outgoing().of(a, Entry.topic(at), Entry.topicLength(a, at), 0, 0,
                Entry.payload(a, at), Entry.payloadLength(a, at, length), -1);
        // what was begun is finished as it was begun, whatever was subscribed since, MQTT 3.1.1 [MQTT-4.4.0-1]
        int begun = s.earlier != null && sequence < s.resendBelow ? s.earlier.qosSent(sequence) : 0;
        int qos = begun > 0 ? begun : Math.min(Entry.qos(a, at), qosAsked);
        int retain = Entry.retain(a, at) ? 1 : 0;
        shard.sent++;
        if (qos == 0) {
            s.connection.publish(out, retain, 0);
            s.queued--;
            shard.committing.open(Claim.RELEASE).batch.remove(s.queue(), sequence);
        } else {
            int dup = sequence < s.resendBelow ? 8 : 0; // MQTT 3.1.1 [MQTT-3.3.1-1]
            s.connection.publish(out, dup | qos << 1 | retain, s.window.send(sequence, Window.sent(qos)));
        }
    }
}
