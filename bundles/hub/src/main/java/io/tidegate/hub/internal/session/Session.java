package io.tidegate.hub.internal.session;

import io.tidegate.hub.internal.routing.Subscriber;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.store.Page;
import io.tidegate.transport.Connection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of one client with a socket: what it subscribed, what is in flight in both directions, what waits. With
 * a {@link #queue() queue} it is kept over connections, and what it is owed is in the store; without, it ends with its
 * connection. Every field is owned by the thread of the loop that {@link #shard()} names.
 */
public final class Session extends Subscriber {
    /** The principal that made it; the same String object for as long as it is connected. */
    public volatile String principal;
    /** By what its principal was let in, as its authenticator told; empty: it told nothing. */
    public String proof = "";
    /** Whether its client sent no identifier and the hub made one. */
    public boolean assigned;
    /** Topic Filter to granted QoS. */
    public final Map<String, Integer> subscriptions = new LinkedHashMap<>();
    /** Outgoing QoS 1 and 2. */
    public Window window = new Window();
    /** What was in flight on the connection before, for the QoS of what is sent again; null when nothing is known. */
    public Window earlier;
    /** QoS 0 messages that it did not get because it did not read. */
    public long dropped;
    public Instant since = Instant.now();
    public String reason = "";
    /** Entries in its queue, by what was committed. */
    public long queued;
    /** Retained messages by topic that the store had no room for; null: none. */
    public Map<String, OwedRetained> owedRetained;
    /** Subscriptions by filter that have yet to get retained messages; null: none. */
    public Map<String, NewSubscription> newSubscriptions;
    /** The record that the store was last asked to keep; null: none. */
    public Recorded asked;
    /** The record that the store has; null: none. Written on the store's thread, in the order of commits. */
    public volatile Recorded stored;
    /** Whether it was ended: nothing may be stored for it any more. Read by the store's thread. */
    public volatile boolean ended;

    // valid for one connection
    public Connection connection;
    /** A connection whose CONNACK awaits a commit; nothing is delivered to it yet. */
    public Connection arriving;
    /** The last route that it published to. */
    public Route last;
    public Will will;
    private int windowLimit;
    /** Answers to its peer that await a commit; while there are any, later ones wait in the same line. */
    public int owed;
    /** Whether its reading is paused because too much awaits the store. */
    public boolean paused;
    /** Whether it has so much unread that it is counted among the slow ones. */
    public boolean slow;
    /** Whether it is in the list of those that have something to send when the turn's packets are done. */
    public boolean pumping;
    /** Sequence numbers below this were sent on an earlier connection: DUP. */
    public long resendBelow;

    // the queue's cursor; unused without a queue
    /** Next sequence number to send. */
    public long cursor = 1;
    /** Sequence number after the last one known to be in the queue. */
    public long end = 1;
    /** What was read ahead, with the index of the first entry not sent; null when nothing is. */
    public Page page;
    public int pageIndex;
    /** Whether a read is under way. */
    public boolean reading;
    /** Whether old entries are being removed: nothing is read meanwhile. */
    public boolean expiring;
    /** Late answers of the store for an earlier connection are told by this. */
    public int epoch;

    private PacketIdentifiers incoming;
    private Waiting waiting;
    private int mostHeld;

    public Session(String clientId, int shard) {
        super(clientId, shard);
    }

    @Override
    public boolean maySubscribe(Authorizer authorizer, TopicFilter filter) {
        return authorizer.maySubscribe(principal, filter);
    }

    public boolean isKept() {
        return queue() != 0;
    }

    /** Most messages in flight towards it. */
    public int windowLimit() {
        return windowLimit;
    }

    /** A window for what is sent from now on; what is in flight beyond it is not taken back. */
    public void windowLimit(int limit) {
        windowLimit = limit;
        mostHeld = Math.max(mostHeld, Math.max(limit, window.open()));
    }

    /** As many messages as its client may hold unacknowledged at most, connected or not; 0 before its first connection to this hub. */
    public int mostHeld() {
        return mostHeld;
    }

    /** Incoming QoS 2 identifiers not yet released. */
    public PacketIdentifiers incoming() {
        if (incoming == null) {
            incoming = new PacketIdentifiers();
        }
        return incoming;
    }

    public boolean isWaiting() {
        return waiting != null && !waiting.isEmpty();
    }

    /** What waits for window or socket; made when first needed. */
    public Waiting waiting(int limit) {
        if (waiting == null) {
            waiting = new Waiting(limit);
        }
        return waiting;
    }

    /** Gives the memory back once nothing waits. */
    public void doneWaiting() {
        waiting = null;
    }

    public int waitingCount() {
        return waiting == null ? 0 : waiting.count();
    }

    public int waitingBytes() {
        return waiting == null ? 0 : waiting.bytes();
    }

    /** Nobody knows any more what of its queue was sent, as after a restart. */
    public void flightUnknown() {
        window = new Window();
        earlier = null;
        cursor = 1;
        resendBelow = end;
    }

    /** Forgets what belonged to the connection that is gone. */
    public void disconnected(String why) {
        connection = null;
        last = null;
        will = null;
        arriving = null;
        paused = false;
        owed = 0;
        page = null;
        reading = false;
        epoch++;
        waiting = null;
        since = Instant.now();
        reason = why;
    }
}
