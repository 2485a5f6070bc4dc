package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.routing.Subscriber;
import io.tidegate.hub.internal.session.Route;
import io.tidegate.hub.internal.session.RouteTable;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.transport.Loop;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hub's half of one loop: sessions, routes and the two ways out, towards receivers ({@link Delivering}) and towards
 * the store ({@link Committing}). Everything is owned by the loop's thread but {@link #post}.
 */
public final class Shard {
    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    public final Shared shared;
    public final Loop loop;
    public final RouteTable routes;
    public final HandOver handOver = new HandOver(this);
    public final Delivering delivering;
    public final Committing committing;
    public final Publishing publishing;
    public final RetainedToQueues retainedToQueues = new RetainedToQueues(this);
    public final Review review = new Review(this);
    /** Sessions with sockets. */
    public final Sessions clients;
    /** −1: not asked in this turn. */
    private long seconds = -1;
    private final ArrayDeque<Runnable> untilOpen = new ArrayDeque<>();
    private final ArrayDeque<Runnable> untilSubmitted = new ArrayDeque<>();
    /** Connected sessions that have something waiting; looked at when the turn's packets are done. */
    final ArrayDeque<Session> toPump = new ArrayDeque<>();

    private final ConcurrentLinkedQueue<Runnable> mailbox = new ConcurrentLinkedQueue<>(); // any thread
    private final AtomicBoolean signalled = new AtomicBoolean(); // any thread
    private volatile boolean left;
    private final Thread thread = Thread.currentThread();

    // counters, read by other threads without order
    public long received;
    public long sent;
    public long dropped;
    /** Messages that became too old in a queue. */
    public long expired;

    public Shard(Shared shared, Loop loop) {
        this.shared = shared;
        this.loop = loop;
        this.routes = new RouteTable(shared.tree, loop.index(), t -> shared.settings().topicProblem(t));
        this.committing = new Committing(this);
        this.delivering = new Delivering(this, handOver);
        this.publishing = new Publishing(this);
        this.clients = new Sessions(this, publishing);
    }

    public int index() {
        return loop.index();
    }

    /** Runs a task on this loop: at once when called on it, else in its next turn. Any thread. */
    public void run(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
        } else {
            post(task);
        }
    }

    /**
     * Runs a task in one of this loop's next turns, in order of posting. Any thread.
     *
     * @return false once the loop has let go of the hub: then the task is not run
     */
    public boolean post(Runnable task) {
        if (left) {
            return false;
        }
        mailbox.add(task);
        if (left && mailbox.remove(task)) {
            return false; // it came behind the last look
        }
        if (!signalled.getAndSet(true)) {
            loop.wake();
        }
        return true;
    }

    /** Runs a task once every loop is there and has joined what it held. Loop thread. */
    public void whenOpen(Runnable task) {
        if (shared.isOpen()) {
            task.run();
        } else {
            untilOpen.add(task);
        }
    }

    /** Every loop is there. Loop thread. */
    public void opened() {
        new Retention(this).begin();
        if (index() == 0) {
            shared.refusedWills.opened(this);
            new Readmission(this).begin();
        }
        review.look(); // what changed while there was no hub, or no transport
        for (Runnable task; (task = untilOpen.poll()) != null;) {
            task.run();
        }
    }

    /** Takes what was posted. A failing task is our bug; the others go on. */
    public void drainMailbox() {
        signalled.set(false);
        for (Runnable task; (task = mailbox.poll()) != null;) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("this is a bug: task failed on loop={}", index(), e);
            }
        }
    }

    /** Hands batches and pending messages over; the transport flushes after it. */
    public void turnEnd() {
        for (Session s; (s = toPump.poll()) != null;) {
            s.pumping = false;
            delivering.pump(s);
        }
        handOver.pass();
        committing.submit();
        for (Runnable task; (task = untilSubmitted.poll()) != null;) {
            task.run();
        }
        seconds = -1;
    }

    /** The loop lets go of the hub. */
    public void leave() {
        List.copyOf(toPump).forEach(this::pumpNoMore); // what was posted since the last turn's end
        committing.letGo();
        left = true;
        for (Runnable task; (task = mailbox.poll()) != null;) {
            if (task instanceof Told told) {
                shared.untold.add(told);
            }
        }
    }

    /** Whether the loop has let go: what is done here then is done on another one. Any thread. */
    public boolean hasLeft() {
        return left;
    }

    /** Runs a task at the end of this turn, behind the submission of what was gathered. Loop thread. */
    public void whenSubmitted(Runnable task) {
        untilSubmitted.add(task);
    }

    /** Looks at a session at the end of this turn; at one without a connection when it has one. Loop thread. */
    public void pumpLater(Session s) {
        if (!s.pumping && s.connection != null) { // else it may be on its way to a loop that has it by the end of the turn
            s.pumping = true;
            toPump.add(s);
        }
    }

    /** A session leaves this loop, perhaps in the turn at whose end it was to be looked at: whoever has it then does. Loop thread. */
    void pumpNoMore(Session s) {
        if (s.pumping) {
            toPump.remove(s);
            s.pumping = false;
        }
    }

    /** Running time, the same for all of a turn. Loop thread. */
    long seconds() {
        if (seconds < 0) {
            seconds = shared.time.seconds();
        }
        return seconds;
    }

    /** The route of a topic given as bytes. */
    public Route route(byte[] a, int offset, int length) {
        return routes.route(a, offset, length);
    }

    /** The loop that tells who owns a client identifier; null while there is no transport. */
    public Shard home(String clientId) {
        Shard[] all = shared.shards();
        return all.length == 0 ? null : all[Math.floorMod(clientId.hashCode(), all.length)];
    }

    /** Where a session lives now; null while there is no transport. */
    public Shard of(Subscriber subscriber) {
        Shard[] all = shared.shards();
        int at = subscriber.shard();
        return at >= 0 && at < all.length ? all[at] : null;
    }
}
