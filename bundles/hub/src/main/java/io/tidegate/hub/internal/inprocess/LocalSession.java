package io.tidegate.hub.internal.inprocess;

import io.tidegate.hub.Outcome;
import io.tidegate.hub.Reason;
import io.tidegate.hub.internal.routing.Bytes;
import io.tidegate.hub.internal.session.Entry;
import io.tidegate.hub.internal.session.InProcess;
import io.tidegate.hub.internal.session.Subscriptions;
import io.tidegate.hub.internal.shard.Commit;
import io.tidegate.hub.internal.shard.Maps;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.hub.internal.shard.Shared;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.Message;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.store.Claim;
import io.tidegate.store.Page;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session without a socket. Its state belongs to the loop that it is attached to, see {@link OwnLoop}; what is asked of it while there is
 * no loop waits, in order, until there is one again. What its owner gets is a {@link Handle}.
 */
public final class LocalSession extends InProcess {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSession.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    final Shared shared;
    final OwnLoop loop = new OwnLoop();
    private volatile boolean discarded;

    // owned by the loop
    final Map<String, Integer> subscriptions = java.util.Collections.synchronizedMap(new LinkedHashMap<>());
    final Outcomes outcomes = new Outcomes(this);
    private final LocalQueue queue = new LocalQueue();
    private final Map<Long, LocalDelivery> outstanding = new java.util.concurrent.ConcurrentHashMap<>(); // read by others for its size
    /** Entries whose outcome is on its way to the store; they are lent to nobody, also not after a new opening. */
    private final Map<Long, LocalDelivery> settling = new HashMap<>();
    private final Runnable again = () -> loop.run(here -> pump());
    private final Qos0Memory qos0 = new Qos0Memory();
    private long qos0Sequence;
    private long highestDelivered;
    private int credit;
    /** What the store knows: no more than this was ever lent at once. */
    private int mostLent;
    private int turn; // of handles: late timers of an earlier one are told by it
    private volatile Handle handle; // written on the loop

    // owned by the loop, read by others without order
    volatile long queued;
    private volatile long dropped;
    private volatile Instant since = Instant.now();
    private volatile boolean open;
    private volatile Instant orphanedSince; // null: somebody configures it, as far as is known
    /** Openings under way: {@link #opened} is to come. Raised under the lock of the table of sessions. */
    final AtomicInteger opening = new AtomicInteger();

    public LocalSession(Shared shared, String name) {
        super(name, -1);
        this.shared = shared;
    }

    /** What the store held of it at start. */
    public void recovered(long queueId, Map<String, Integer> stored, long next, long waiting, int lent) {
        queue(queueId);
        subscriptions.putAll(stored);
        queue.extend(next);
        queued = waiting;
        mostLent = lent;
        highestDelivered = next - 1; // nobody knows any more which of them were delivered
    }

    // --- attaching

    /** On the loop. */
    public void attach(Shard here) {
        shard(here.index());
        shared.tree.invalidate();
        loop.enter(here);
        pump();
    }

    /** The loop ends: what is lent becomes stale and is delivered again on the next one. On the loop. */
    public void detach() {
        loop.leave();
        queue.release();
        takeBack();
        if (handle != null) {
            credit = handle.requested;
        }
    }

    // --- opening and closing, on the loop

    void opened(Shard here, Handle by) {
        opening.decrementAndGet();
        takeBack();
        if (orphanedSince != null) {
            orphanedSince = null;
            byte[] key = Bytes.of(name());
            here.committing.open(Claim.RELEASE).batch.delete(Maps.ORPHANS, key, 0, key.length);
        }
        handle = by;
        turn++;
        open = true;
        since = Instant.now();
    }

    void closed(Handle by) {
        if (handle == by) {
            takeBack();
            handle = null;
            turn++;
            open = false;
            since = Instant.now();
        }
    }

    /** It is gone from the hub; what is still asked of it is answered. On the loop, which it stays on. */
    void discard() {
        discarded = true;
        takeBack();
        if (handle != null) {
            handle.ended();
            handle = null;
        }
        open = false;
    }

    /** Whether somebody has it open or is about to. Any thread. */
    boolean isWanted() {
        return opening.get() > 0 || open;
    }

    /** Nobody configures it any more; keeps an earlier time. On the loop, or before there is one. */
    public void orphaned(Instant when) {
        if (orphanedSince == null) {
            orphanedSince = when;
        }
    }

    private void takeBack() {
        shared.lent.back(outstanding.values().stream().mapToLong(LocalDelivery::bytes).sum());
        outstanding.clear();
        credit = 0;
        queue.rewind();
    }

    boolean isOpenedBy(Handle by) {
        return handle == by;
    }

    void credit(Handle by, int n) {
        if (handle != by) {
            return;
        }
        by.requested += n;
        if (by.requested <= mostLent) {
            credit += n;
            pump();
            return;
        }
        // Stored before it is used: after an unclean end so many, the oldest, count as attempted.
        mostLent = by.requested;
        Shard here = loop.now();
        byte[] key = Bytes.of(name());
        Commit commit = here.committing.open(Claim.RELEASE);
        commit.batch.put(Maps.LENT, key, ByteBuffer.allocate(Integer.BYTES).putInt(mostLent).array());
        commit.then(anyway -> {
            if (handle == by && loop.now() == here) { // else there was a detach(), which gave it
                credit += n;
                pump();
            }
        });
    }

    /** How many of its oldest entries may have been lent when the process ended. */
    public int mostLent() {
        return mostLent;
    }

    // --- delivery, on the loop

    /** Who has it open decides; while nobody has, what was granted stays. */
    @Override
    public boolean maySubscribe(Authorizer authorizer, TopicFilter filter) {
        Handle now = handle;
        return now == null || now.permissions.subscribe(filter) != ReasonCode.NOT_AUTHORIZED;
    }

    @Override
    public void direct(byte[] a, int topic, int topicLength, int payload, int payloadLength, int hops) {
        qos0.add(a, topic, topicLength, payload, payloadLength, hops);
        pump();
        dropped += qos0.trim();
    }

    @Override
    public void offer(long sequence, int qos, byte[] a, int at, int length) {
        queued++;
        if (queue.offered(sequence) && loop.now() != null && handle != null && credit > 0 && mayLend()) {
            queue.delivered(sequence);
            lend(new LocalDelivery(this, sequence, 1, sequence <= highestDelivered,
                    Entry.message(a, at, length, qos), Entry.hops(a, at)));
        } else {
            pump();
        }
    }

    @Override
    public void told(long end) {
        loop.run(here -> offered(end));
    }

    /** It has one more entry, below this. */
    void offered(long end) {
        queued++;
        queue.extend(end);
        pump();
    }

    @Override
    public boolean beginExpiry() {
        return queued > 0 && loop.now() != null && queue.hold();
    }

    @Override
    public boolean isLent(long sequence) {
        return outstanding.containsKey(sequence) || settling.containsKey(sequence);
    }

    @Override
    public void endExpiry(int removed) {
        queued -= removed;
        queue.release();
        pump();
    }

    void pump() {
        while (handle != null && credit > 0 && loop.now() != null && mayLend()) {
            if (!qos0.isEmpty()) {
                Qos0Memory.Held h = qos0.take();
                lend(new LocalDelivery(this, --qos0Sequence, 1, false, h.message(), h.hops()));
            } else if (queue.ready(loop.now(), queue(), this::pump)) {
                lendStored(queue.page(), queue.index());
            } else {
                return;
            }
        }
    }

    private boolean mayLend() {
        return outstanding.isEmpty() || shared.lent.mayLend(again);
    }

    private void lendStored(Page p, int i) {
        long sequence = p.sequence(i);
        if (isLent(sequence)) {
            queue.next();
            return;
        }
        byte[] a = p.array(i);
        int qos = Subscriptions.qos(subscriptions, Entry.topicText(a, p.offset(i)));
        Message m = Entry.message(a, p.offset(i), p.length(i), qos);
        queue.next();
        lend(new LocalDelivery(this, sequence, p.mark(i) + 1, p.mark(i) > 0 || sequence <= highestDelivered, m,
                Entry.hops(a, p.offset(i))));
    }

    private void lend(LocalDelivery d) {
        credit--;
        give(d);
    }

    private void give(LocalDelivery d) {
        outstanding.put(d.sequence, d);
        shared.lent.lent(d.bytes());
        highestDelivered = Math.max(highestDelivered, d.sequence);
        try {
            handle.onDelivery.accept(d);
        } catch (RuntimeException e) {
            LOG.error("this is a bug: delivery callback failed session={}", name(), e);
            retry(d, AFTER_FAILURE);
        }
    }

    String deliveryId(long sequence) {
        return shared.store.identity() + "/" + name() + "/" + sequence;
    }

    // --- outcomes, any thread

    CompletionStage<Outcome> acknowledge(LocalDelivery d, List<Message> outputs) {
        CompletableFuture<Outcome> result = new CompletableFuture<>();
        if (discarded) {
            result.complete(Outcome.stale());
        } else {
            loop.run(here -> outcomes.acknowledge(here, d, outputs, result));
        }
        return result;
    }

    CompletionStage<Outcome> setAside(LocalDelivery d, Reason why) {
        CompletableFuture<Outcome> result = new CompletableFuture<>();
        if (discarded) {
            result.complete(Outcome.stale());
        } else {
            loop.run(here -> outcomes.setAside(here, d, why, result));
        }
        return result;
    }

    void retry(LocalDelivery d, Duration after) {
        loop.run(here -> outcomes.retry(here, d, after));
    }

    // --- for Outcomes, on the loop

    /** Whether this delivery is still lent and has no outcome yet. */
    boolean holds(LocalDelivery d) {
        return outstanding.get(d.sequence) == d && !d.settling;
    }

    /** The permissions of whoever has it open now. */
    Permissions permissions() {
        return handle.permissions;
    }

    /** An outcome is on its way to the store. */
    void settling(LocalDelivery d) {
        d.settling = true;
        if (d.isStored()) {
            settling.put(d.sequence, d);
        }
    }

    /** The store has failed: nothing changed, so the input is given out again. */
    void unsettled(Shard here, LocalDelivery d) {
        settling.remove(d.sequence, d);
        if (outstanding.get(d.sequence) == d) {
            again(here, d, d.sameAgain(), AFTER_FAILURE);
        } else if (d.isStored()) { // closed or opened anew meanwhile, and left out by whoever read the queue since
            queue.rewind();
            pump();
        }
    }

    /** Its input is gone: the credit comes back. */
    void settled(LocalDelivery d) {
        if (d.isStored()) {
            settling.remove(d.sequence, d);
            queued--;
        }
        if (outstanding.remove(d.sequence, d)) {
            shared.lent.back(d.bytes());
            credit++;
            pump();
        }
    }

    /** Gives it out once more after a while, on the same credit. */
    void again(Shard here, LocalDelivery d, LocalDelivery next, Duration after) {
        int mine = turn;
        d.settling = true;
        here.loop.schedule(after, () -> {
            if (turn == mine && loop.now() == here && outstanding.remove(d.sequence, d)) {
                shared.lent.back(d.bytes());
                give(next);
            }
        });
    }

    // --- what it shows of itself; any thread, numbers without order

    public Map<String, Integer> subscriptions() {
        return subscriptions;
    }

    public int subscriptionCount() {
        return subscriptions.size();
    }

    public boolean isOpen() {
        return open;
    }

    public Instant since() {
        return since;
    }

    /** Deliveries without an outcome. */
    public int lent() {
        return outstanding.size();
    }

    /** Messages beyond those that are lent. */
    public long waiting() {
        long lentStored = outstanding.keySet().stream().filter(sequence -> sequence > 0).count();
        return Math.max(0, held() - lentStored);
    }

    /** Messages that would go with it: those in its queue, lent ones included, and those of QoS 0 in memory. */
    long held() {
        return queued + qos0.size();
    }

    /** When it was said that nobody configures it any more; null: that was not said. */
    public Instant orphanedSince() {
        return orphanedSince;
    }

    boolean isDiscarded() {
        return discarded;
    }

    public long dropped() {
        return dropped;
    }
}
