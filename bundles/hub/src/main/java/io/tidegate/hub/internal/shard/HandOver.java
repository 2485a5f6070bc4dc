package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Session;
import io.tidegate.transport.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One loop's way to the other loops' receivers: a batch per loop and turn. What waits on a loop that does not keep up is bounded:
 * above that, the loops that publish to it read none of their connections until half of it or more was taken; what comes from
 * elsewhere is dropped at QoS 0. Owned by its loop but for what it says.
 */
public final class HandOver {
    /** Bytes from all other loops that may wait on one before those stop reading. */
    static final long MOST_BYTES = 8 << 20;

    private final Shard shard;
    private HandOff[] gathered = new HandOff[0];
    /** Bytes that wait on each other loop, as of the last turn's end. */
    private long[] waiting = new long[0];
    private final List<Connection> held = new ArrayList<>();
    private volatile boolean holding; // read by the loops that are behind

    private final AtomicLong arriving = new AtomicLong(); // any thread

    HandOver(Shard shard) {
        this.shard = shard;
    }

    /** Bytes that other loops have for this one. Any thread. */
    public long arriving() {
        return arriving.get();
    }

    void add(int other, int qos, int hops, byte[] a, int topic, int topicLength, int payload, int payloadLength) {
        if (other >= gathered.length) {
            gathered = Arrays.copyOf(gathered, shard.loop.count());
            waiting = new long[gathered.length];
        }
        if (gathered[other] == null) {
            gathered[other] = new HandOff();
        }
        if (qos == 0 && waiting[other] + gathered[other].length() > 2 * MOST_BYTES) {
            shard.dropped++;
        } else {
            gathered[other].add(qos, hops, a, topic, topicLength, payload, payloadLength);
        }
    }

    /** Passes the turn's messages for other loops over, one batch per loop. */
    public void pass() {
        Shard[] all = shard.shared.shards();
        for (int i = 0; i < gathered.length && i < all.length; i++) {
            HandOff batch = gathered[i];
            HandOver there = all[i].handOver;
            if (batch != null) {
                Shard receiver = all[i];
                gathered[i] = null;
                there.arriving.addAndGet(batch.length());
                receiver.post(() -> {
                    try {
                        batch.deliver(receiver);
                    } finally {
                        there.arrived(batch.length());
                    }
                });
            }
            waiting[i] = there.arriving.get();
        }
    }

    private void arrived(int bytes) {
        if (arriving.addAndGet(-bytes) > MOST_BYTES / 2) {
            return;
        }
        for (Shard other : shard.shared.shards()) { // whosever bytes these were: all of them wait for the same
            HandOver waits = other.handOver;
            if (waits.holding) {
                other.post(waits::release);
            }
        }
    }

    /** Whether a connection is not to be read now, because another loop is behind with what this one's publish; it is read again by itself. */
    public boolean holds(Connection c) {
        if (!holding && !isBehind(MOST_BYTES)) {
            return false;
        }
        holding = true; // first: whoever catches up after the look below sees it
        if (!isBehind(MOST_BYTES / 2)) {
            release();
            return false;
        }
        c.read(false);
        held.add(c);
        return true;
    }

    private boolean isBehind(long bytes) {
        if (waiting.length == 0) {
            return false;
        }
        boolean behind = false;
        for (long w : waiting) {
            behind |= w > bytes;
        }
        if (!behind && !holding) {
            return false; // as of the last turn's end: no look at what other threads write
        }
        for (Shard other : shard.shared.shards()) {
            if (other != shard && other.handOver.arriving() > bytes) {
                return true;
            }
        }
        return false;
    }

    private void release() {
        if (!holding || isBehind(MOST_BYTES / 2)) {
            return;
        }
        holding = false;
        List<Connection> all = List.copyOf(held);
        held.clear();
        for (Connection c : all) {
            if (c.isOpen() && c.attachment() instanceof Session s && !s.paused) {
                c.read(true);
            }
        }
    }
}
