package io.tidegate.transport.netty.internal.loop;

import io.netty.util.concurrent.ScheduledFuture;
import io.tidegate.transport.ConnectionHandler;
import io.tidegate.transport.LoopHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who handles the connections of one loop, and the change of it under open sockets.
 *
 * <pre>
 * ABSENT ──arrive──▶ SERVING ──leave──▶ FINISHING (at most 2 s; takes no packet, answers what it took) ──▶ ABSENT
 * </pre>
 * Loop thread only.
 */
public final class Residency {
    private static final Logger LOG = LoggerFactory.getLogger(Residency.class);
    private static final long FINISH_MILLIS = 2_000;

    private final NettyLoop loop;
    private final Set<Timer> timers = new HashSet<>();
    private final List<CompletableFuture<Void>> leaving = new ArrayList<>();
    /** Accepted connections that closed while nobody was there to be told. */
    private final List<SocketConnection> lost = new ArrayList<>();
    private LoopHandler handler;
    private ConnectionHandler upcoming;
    private boolean finishing;
    private boolean finished;
    /** Which stay this is: a late done of an earlier one means nothing. */
    private int stay;
    private ScheduledFuture<?> limit;

    Residency(NettyLoop loop) {
        this.loop = loop;
    }

    /** Has connections handled by this one; whoever did so before finishes first. Any thread. */
    public void arrive(ConnectionHandler next) {
        loop.thread().execute(() -> {
            upcoming = next;
            loop.turn();
            if (handler == null) {
                finished = true;
            } else {
                finish();
            }
        });
    }

    /** Has whoever is there leave, and nobody follow. The stage completes on the loop, after its last call. Any thread. */
    public CompletableFuture<Void> leave() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        loop.thread().execute(() -> {
            upcoming = null;
            if (handler == null) {
                left.complete(null);
                return;
            }
            leaving.add(left);
            loop.turn();
            finish();
        });
        return left;
    }

    LoopHandler handler() {
        return handler;
    }

    private void finish() {
        if (finishing) {
            return;
        }
        finishing = true;
        loop.tellGone(); // what is done for these is to be finished too: their wills
        loop.serving(false);
        int thisStay = stay;
        limit = loop.thread().schedule(() -> {
            LOG.warn("event=hub-finish-timeout loop={} millis={}", loop.index(), FINISH_MILLIS);
            done(thisStay);
        }, FINISH_MILLIS, TimeUnit.MILLISECONDS);
        try {
            handler.finish(() -> loop.thread().execute(() -> done(thisStay)));
        } catch (Throwable bug) { // plug-in boundary: it leaves all the same
            LOG.error("event=hub-finish-failed loop={} text=\"this is a bug\"", loop.index(), bug);
            done(thisStay);
        }
    }

    private void done(int ofStay) {
        if (ofStay == stay && finishing) {
            finished = true;
            loop.turn(); // leaves at its end, when no call of it is on the stack
        }
    }

    /** Between two turns: the moment to change. */
    void turnEnded() {
        if (!finished) {
            return;
        }
        finished = false;
        if (handler != null) {
            detach();
        }
        if (upcoming != null) {
            ConnectionHandler next = upcoming;
            upcoming = null;
            attach(next);
        }
    }

    private void detach() {
        limit.cancel(false);
        limit = null;
        try {
            handler.detach();
        } catch (Throwable bug) { // plug-in boundary
            LOG.error("event=hub-detach-failed loop={} text=\"this is a bug\"", loop.index(), bug);
        }
        handler = null;
        finishing = false;
        stay++;
        timers.forEach(Timer::clear);
        timers.clear();
        loop.forgetMessages();
        for (SocketConnection connection : loop.connections()) {
            connection.clockStands(loop.now());
            connection.forgetHub();
            if (connection.isOpen()) {
                connection.deadline(loop.now() + NettyLoop.PATIENCE_NANOS);
                loop.resume(connection); // its bytes may be PINGREQs
            }
        }
        leaving.forEach(left -> left.complete(null));
        leaving.clear();
    }

    private void attach(ConnectionHandler next) {
        try {
            handler = next.attach(loop);
            loop.serving(handler != null);
        } catch (Throwable bug) { // plug-in boundary
            LOG.error("event=hub-attach-failed loop={} text=\"this is a bug\"", loop.index(), bug);
            return;
        }
        loop.turn();
        try {
            adopt();
        } catch (Throwable bug) { // plug-in boundary
            LOG.error("event=hub-adopt-failed loop={} text=\"this is a bug\"", loop.index(), bug);
        }
        for (SocketConnection connection : List.copyOf(loop.connections())) {
            connection.clocksFrom(loop.now());
            loop.resume(connection);
        }
    }

    private void adopt() {
        List<SocketConnection> held = new ArrayList<>(lost);
        List<SocketConnection> waiting = new ArrayList<>();
        lost.clear();
        for (SocketConnection connection : loop.connections()) {
            if (connection.isOpen() && connection.isAccepted()) {
                connection.toldConnect();
                held.add(connection);
            } else if (connection.isOpen() && connection.unanswered() != null) {
                connection.toldConnect();
                waiting.add(connection);
            }
        }
        Comparator<SocketConnection> byOrder = Comparator.comparingLong(c -> c.facts().order());
        held.sort(byOrder);
        waiting.sort(byOrder);
        if (!held.isEmpty()) {
            handler.adopt(List.copyOf(held));
        }
        for (SocketConnection connection : waiting) {
            if (connection.unanswered() != null) { // not closed by what came before
                handler.connect(connection, connection.unanswered());
            }
        }
    }

    /** A connection is gone: told to whoever knows it, or kept for the next one. */
    void gone(SocketConnection connection) {
        if (handler == null) {
            if (connection.isAccepted()) {
                lost.add(connection);
            }
        } else if (connection.isToldConnect()) {
            try {
                handler.closed(connection, connection.cause);
            } catch (Throwable bug) { // plug-in boundary
                LOG.error("event=hub-closed-failed client={} text=\"this is a bug\"", connection.name(), bug);
            }
        }
        connection.attach(null);
    }

    void writable(SocketConnection connection) {
        try {
            handler.writable(connection);
        } catch (Throwable bug) { // plug-in boundary
            LOG.error("event=hub-writable-failed client={} text=\"this is a bug\"", connection.name(), bug);
        }
    }

    void schedule(Duration in, Runnable task) {
        Timer timer = new Timer(task);
        timers.add(timer);
        timer.future = loop.thread().schedule(timer, in.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A task of the hub; cleared when the hub leaves, so that nothing of it stays in the thread's queue. */
    private final class Timer implements Runnable {
        private Runnable task;
        private ScheduledFuture<?> future;

        Timer(Runnable task) {
            this.task = task;
        }

        void clear() {
            task = null;
            future.cancel(false);
        }

        @Override
        public void run() {
            timers.remove(this);
            if (task == null) {
                return;
            }
            loop.turn();
            try {
                task.run();
            } catch (Throwable bug) { // plug-in boundary
                LOG.error("event=hub-task-failed loop={} text=\"this is a bug\"", loop.index(), bug);
            }
        }
    }
}
