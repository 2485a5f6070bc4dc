package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.routing.Subscriber;
import io.tidegate.hub.internal.routing.TopicTree;
import io.tidegate.hub.spi.Authenticator;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.TopicFilter;
import io.tidegate.store.Claim;
import io.tidegate.store.Store;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all loops of one hub share. Thread-safe; nothing here is touched per message but volatile reads, and {@link #lent} per
 * delivery to an in-process session.
 */
public final class Shared {
    public final Store store;
    public final RunningTime time;
    public final TopicTree tree = new TopicTree();
    public final Retained retained = new Retained();
    /** Owners of queues, whatever their loop. */
    public final Map<Long, Subscriber> owners = new ConcurrentHashMap<>();
    public final Reservations reserved;
    /** Queues of dead letters by the name of the session whose they are. */
    public final Map<String, Long> deadLetterQueues = new ConcurrentHashMap<>();
    final RefusedWills refusedWills = new RefusedWills();
    public final OverdueWills overdueWills = new OverdueWills();
    /** QoS 2 messages that the store refused and whose publishers have yet to send them again. */
    final RefusedMessages refusedMessages = new RefusedMessages();
    public final InDoubt inDoubt = new InDoubt();
    /** What sessions are told when there are loops again. */
    public final Queue<Told> untold = new ConcurrentLinkedQueue<>();
    public final LentBytes lent = new LentBytes();
    public final AtomicLong publishRefused = new AtomicLong();
    private final AtomicLong queues = new AtomicLong();
    private volatile HubSettings settings;
    private volatile Authenticator authenticator;
    private volatile Authorizer authorizer;
    private volatile boolean open;
    private volatile Authorizer permissionsOf;
    private volatile long permissionsGeneration;
    private volatile Shard[] shards = new Shard[0];

    public Shared(Store store, HubSettings settings, RunningTime time) {
        this.time = time;
        this.store = store;
        this.reserved = new Reservations(store);
        this.settings = settings;
    }

    public HubSettings settings() {
        return settings;
    }

    /** New limits; they count from the next packet on, and for who is connected. Any thread. */
    public void settings(HubSettings changed) {
        settings = changed;
        tree.invalidate();
        review();
    }

    /** Every loop looks whether who is connected would be let in now. While there are none: each does when it begins. Any thread. */
    void review() {
        for (Shard shard : shards) {
            shard.post(shard.review::look);
        }
    }

    /**
     * Runs the task on that loop once every message that a loop took before now, by an older route, is stored and shown to its
     * receivers. INTAKE is what a loop submits last. Any thread.
     */
    public void afterAllLoops(Shard here, Runnable task) {
        Shard[] all = shards;
        AtomicInteger left = new AtomicInteger(all.length);
        for (Shard shard : all) {
            shard.post(() -> shard.committing.open(Claim.INTAKE).then(anyway -> {
                if (left.decrementAndGet() == 0) {
                    here.post(task);
                }
            }));
        }
    }

    /** Null while it is away. */
    public Authenticator authenticator() {
        return authenticator;
    }

    public void authenticator(Authenticator now) {
        authenticator = now;
    }

    /** Null while it is away. */
    public Authorizer authorizer() {
        return authorizer;
    }

    public void authorizer(Authorizer now) {
        authorizer = now;
    }

    /** Applies changed permissions to every subscription, at once for all loops. Any thread; cheap while nothing changed. */
    public void noticePermissions(Authorizer now) {
        if (now.generation() == permissionsGeneration && now == permissionsOf) {
            return;
        }
        synchronized (tree) {
            long generation = now.generation();
            if (generation != permissionsGeneration || now != permissionsOf) {
                tree.review((who, filter) -> who.maySubscribe(now, TopicFilter.of(filter)));
                permissionsOf = now;
                permissionsGeneration = generation;
            }
        }
    }

    /** A queue id that was never used. */
    public long newQueue() {
        return queues.incrementAndGet();
    }

    /** Ids up to this are taken. */
    public void queueSeen(long id) {
        queues.accumulateAndGet(id, Math::max);
    }

    /** Whether every loop is attached and has joined what it held: only then is anything read. */
    public boolean isOpen() {
        return open;
    }

    public void open(boolean now) {
        open = now;
    }

    /** The attached shards by index; empty while there is no transport. */
    public Shard[] shards() {
        return shards;
    }

    public void shards(Shard[] attached) {
        shards = attached;
    }
}
