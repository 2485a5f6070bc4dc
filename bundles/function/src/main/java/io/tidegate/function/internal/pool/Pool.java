package io.tidegate.function.internal.pool;

import io.tidegate.function.FunctionException;
import io.tidegate.function.FunctionException.Kind;
import io.tidegate.function.Invocation;
import io.tidegate.function.Result;
import io.tidegate.function.internal.pool.Worker.State;
import io.tidegate.function.internal.worker.Frames;
import io.tidegate.function.internal.worker.WorkerLog;
import io.tidegate.function.internal.worker.WorkerProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The workers of one function and the calls that wait for them.
 *
 * <p>A call goes to the worker that became idle last; when none is idle and calls are short, to the one with the
 * fewest calls, so that a worker need not wait for the gateway between two calls; else it waits in line. Workers are
 * started on demand up to {@code max}, kept up to {@code min}, and ended when idle for too long. A version that
 * differs from the running one is started beside it and takes over once it is ready; when it does not become ready,
 * nothing changes.
 *
 * <p>Threads: everything is guarded by {@code lock}, which is never held while callers' code, a log, a disk or a process
 * is waited for; lock order is {@code lock}, then a process's send queue. Starts run on {@code launcher}, one at a time.
 */
public final class Pool {
    static final String DEADLINE_EXCEEDED = "rpc error: code = DeadlineExceeded desc = context deadline exceeded";
    static final String TRANSPORT_CLOSING = "rpc error: code = Unavailable desc = transport is closing";
    private static final String RAISED = "rpc error: code = Unknown desc = ";
    private static final long STOP_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long SHORTEST_START_NANOS = Duration.ofSeconds(30).toNanos();
    /** A worker that ends by itself sooner than this after it was ready counts as a failed start. */
    static final long PROVEN_NANOS = Duration.ofSeconds(10).toNanos();

    final String name;
    final PoolLog log;
    final LongSupplier nanoTime;
    private final ScheduledExecutorService timer;
    private final Executor launcher;
    final Object lock = new Object();

    // guarded by lock
    final WaitingLine waiting = new WaitingLine();
    final Roster roster = new Roster();
    final Health health = new Health();
    final StartBackoff backoff = new StartBackoff();
    private final Pace pace = new Pace();
    /** Written with the lock held, read anywhere. */
    volatile Limits limits;
    Version current;
    private String interpreter = "";
    private long calls;
    private long failures;
    private long timeouts;
    private long crashes;
    private boolean lookScheduled;
    private boolean closed;

    /**
     * @param nanoTime a clock; timeouts of calls are also measured with it
     * @param timer    for times; its tasks are short
     * @param launcher runs starts, which block; ordered
     */
    public Pool(String name, Limits limits, LongSupplier nanoTime, ScheduledExecutorService timer, Executor launcher) {
        this.name = name;
        this.log = new PoolLog(name);
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.timer = timer;
        this.launcher = launcher;
    }

    /** See {@link io.tidegate.function.Function#invoke}. */
    public CompletionStage<Result> invoke(Invocation invocation) {
        Call call = new Call(invocation, nanoTime.getAsLong());
        After after = new After();
        if (!Frames.canCarry(invocation)) {
            call.fail(Kind.REJECTED, "function " + name + ": the topic has more than 65535 bytes");
            return call.result;
        }
        synchronized (lock) {
            if (closed) {
                after.add(() -> call.fail(Kind.UNAVAILABLE, "function " + name + " is stopping"));
            } else if (!waiting.tryAdd(call, limits)) {
                int size = waiting.size();
                after.add(() -> call.fail(Kind.SATURATED, "function " + name + ": " + size + " calls are waiting already"));
            } else {
                calls++;
                assign(call.takenNanos, after);
            }
        }
        after.run();
        return call.result;
    }

    /** New sizes and times; they count from now on, the timeout also for calls whose turn it is already. Surplus workers drain. */
    public void resize(Limits newLimits) {
        locked(after -> {
            long now = nanoTime.getAsLong();
            limits = newLimits;
            DeadlineCheck.anew(this);
            new Draining(this, now, after).surplus();
            assign(now, after);
        });
    }

    private void locked(Consumer<After> body) {
        After after = new After();
        synchronized (lock) {
            body.accept(after);
        }
        after.run();
    }

    /**
     * This is how workers are to be started from now on. The first version is taken as it is; a different one has to
     * become ready first, while workers run or the one before is proven, and until then, or for good, that one goes on.
     *
     * @param why what changed, for the log, such as {@code code changed}
     */
    public void offer(Version version, String why) {
        locked(after -> {
            if (!closed) {
                long now = nanoTime.getAsLong();
                new Replacement(this, now, after).offer(version, why);
                assign(now, after);
            }
        });
    }

    /** Whether workers of it were ready: then there is something to lose. */
    public boolean isProven(Version version) {
        synchronized (lock) {
            return health.isProven(version);
        }
    }

    /** Workers of it were ready, in another pool. */
    public void prove(Version version) {
        locked(after -> health.proven(version.fingerprint()));
    }

    /**
     * The same by another runtime, to be offered next: where no worker runs it is taken as if it had been started, for else each
     * function of the runtime would start one at the same time.
     */
    public void inherit(Version from, Version version) {
        locked(after -> new Replacement(this, nanoTime.getAsLong(), after).inherit(from, version));
    }

    /** It cannot be started any more: its code is another. What another version has proven stays. */
    public void unprove(Version version) {
        locked(after -> {
            if (health.isProven(version)) {
                health.proven("");
            }
        });
    }

    /** @param whyNot empty: workers can be started; else why they cannot for now, such as a missing runtime */
    public void launchable(String whyNot) {
        locked(after -> {
            health.launchable(whyNot);
            assign(nanoTime.getAsLong(), after);
        });
    }

    private void assign(long now, After after) {
        if (closed) {
            return;
        }
        while (!waiting.isEmpty()) {
            Worker worker = pick(now);
            if (worker == null) {
                break;
            }
            worker.give(waiting.poll(), limits.timeout().toMillis(), now);
            watchDeadline(worker, limits.timeout().toNanos());
        }
        grow(now, after);
    }

    private Worker pick(long now) {
        if (limits.max() == 1 && roster.count(State.DRAINING) > 0) {
            return null; // one call at a time and in order, also while one worker takes another's place
        }
        Worker last = roster.pollIdle();
        return last != null ? last : pace.ahead(roster, limits, now);
    }

    private void grow(long now, After after) {
        if (closed || current == null) {
            return;
        }
        int starting = roster.count(State.STARTING);
        int ready = roster.count(State.READY);
        while (starting + ready < limits.max()) {
            boolean forMin = starting + ready < limits.min() && !roster.isReplacing();
            if (!forMin && !pace.isWorthAStart(waiting.size(), starting, ready, roster, now)) {
                break;
            }
            long wait = backoff.remainingNanos(now);
            if (!health.isLaunchable() || wait > 0) {
                lookAgain(wait);
                return;
            }
            start(current, forMin ? "min=" + limits.min() : "on demand", false, now, after);
            starting++;
        }
        if (!waiting.isEmpty() && starting + ready < limits.max()) {
            lookAgain(Pace.WORTH_A_START_NANOS);
        }
    }

    void start(Version version, String why, boolean candidate, long now, After after) {
        Worker worker = new Worker(this, roster.freeNumber(), version, why, candidate);
        worker.stateDeadlineNanos = now + Math.max(SHORTEST_START_NANOS, limits.timeout().toNanos());
        roster.add(worker);
        after.add(() -> {
            try {
                launcher.execute(new Start(this, worker));
            } catch (RejectedExecutionException e) {
                ended(worker, "the gateway is stopping");
            }
        });
    }

    void ready(Worker worker, String itsInterpreter) {
        After after = new After();
        synchronized (lock) {
            if (worker.state != State.STARTING) {
                return;
            }
            long now = nanoTime.getAsLong();
            worker.state = State.READY;
            worker.since = Instant.now();
            worker.readyNanos = now;
            interpreter = itsInterpreter;
            health.started();
            health.proven(worker.version.fingerprint());
            long pid = worker.process.pid();
            after.add(() -> log.started(worker, pid, itsInterpreter));
            boolean needed = !worker.candidate || new Replacement(this, now, after).takeOver(worker);
            rest(worker, now, after);
            if (!needed) {
                stop(worker, now, "not needed yet", after);
            }
            new Draining(this, now, after).surplus();
            assign(now, after);
        }
        after.run();
    }

    /** A worker that may have nothing to do: it is idle now, or it is asked to end. */
    void rest(Worker worker, long now, After after) {
        if (!worker.given.isEmpty()) {
            return;
        }
        worker.idleSinceNanos = now;
        if (worker.state == State.READY) {
            roster.addIdle(worker);
        } else if (worker.state == State.DRAINING) {
            boolean surplus = current != null && worker.version.fingerprint().equals(current.fingerprint());
            stop(worker, now, surplus ? "max=" + limits.max() : "replaced", after);
        }
    }

    void stop(Worker worker, long now, String why, After after) {
        roster.removeIdle(worker);
        worker.state = State.STOPPING;
        worker.since = Instant.now();
        worker.stateDeadlineNanos = now + STOP_NANOS;
        after.add(() -> {
            log.stopping(worker, why);
            worker.process.terminate();
        });
    }

    void answered(Worker worker, long number, boolean raised, byte[] body) {
        Call call = take(worker, number, raised);
        if (call == null) {
            return;
        }
        if (raised) {
            call.fail(Kind.FAILED, RAISED + new String(body, StandardCharsets.UTF_8));
        } else {
            call.result.complete(Result.of(body));
        }
    }

    void answeredTooMuch(Worker worker, long number, long bytes) {
        Call call = take(worker, number, true);
        if (call != null) {
            call.fail(Kind.FAILED, "rpc error: code = ResourceExhausted desc = grpc: received message larger than max ("
                    + bytes + " vs. " + limits.maxReplyBytes() + ")");
        }
    }

    /** @return null when the worker has no such call any more */
    private Call take(Worker worker, long number, boolean failed) {
        After after = new After();
        Call call;
        synchronized (lock) {
            if (worker.state == State.DEAD) {
                if (worker.leaving != null) {
                    worker.leaving.answered(number);
                }
                return null;
            }
            long now = nanoTime.getAsLong();
            long begun = worker.given.isEmpty() ? now : worker.given.getFirst().begunNanos;
            call = worker.take(number, now);
            if (call == null) {
                endedLocked(worker, "answered a call that it was not given", after);
            } else {
                if (worker.answered++ == 0) {
                    backoff.reset();
                }
                failures += failed ? 1 : 0;
                pace.answered(Math.max(1, now - begun));
                rest(worker, now, after);
                assign(now, after);
            }
        }
        after.run();
        return call;
    }

    void ended(Worker worker, String reason) {
        locked(after -> endedLocked(worker, reason, after));
    }

    void endedLocked(Worker worker, String reason, After after) {
        State was = worker.state;
        if (was == State.DEAD) {
            if (worker.leaving != null) {
                worker.leaving.ended();
            }
            return;
        }
        long now = nanoTime.getAsLong();
        boolean hadCall = !worker.given.isEmpty();
        remove(worker, Kind.CRASHED, TRANSPORT_CLOSING, after);
        if (was == State.STARTING) {
            startFailed(worker, reason, now, after);
        } else if (was != State.STOPPING) {
            crashes += hadCall ? 1 : 0;
            if (!hadCall && now - worker.readyNanos < PROVEN_NANOS) {
                backoff.failed(now);
            }
            after.add(() -> log.ended(worker, reason, hadCall));
        }
        assign(now, after);
    }

    private void startFailed(Worker worker, String reason, long now, After after) {
        String first = WorkerLog.escape(reason.strip().lines().findFirst().orElse("no reason given"));
        boolean again = !worker.candidate && health.startFailed(first);
        after.add(() -> log.startFailed(worker, first, again ? "" : reason));
        if (worker.candidate) {
            health.refused("new version refused, the old one runs on: " + first);
            return;
        }
        backoff.failed(now);
        if (roster.count(State.READY) == 0) {
            for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
                fail(call, Kind.UNAVAILABLE, "function " + name + " has no worker: " + first, after);
            }
        }
    }

    /** Out of the pool: its process is killed, then the call that it was running fails; those behind go back in line. */
    void remove(Worker worker, Kind kind, String message, After after) {
        worker.state = State.DEAD;
        roster.remove(worker);
        WorkerProcess process = worker.process;
        if (process != null) {
            after.add(process::kill);
        }
        Call running = worker.given.poll();
        if (running != null) {
            fail(running, kind, message, after);
        }
        waiting.putBack(worker.given);
    }

    void fail(Call call, Kind kind, String message, After after) {
        failures++;
        after.add(() -> call.fail(kind, message));
    }

    /** A worker that has no call and is not wanted any more. */
    void drop(Worker worker, After after) {
        remove(worker, Kind.CRASHED, TRANSPORT_CLOSING, after);
    }

    /** At most one check a worker is scheduled; it looks at the call whose turn it is then. */
    void watchDeadline(Worker worker, long nanos) {
        if (!worker.deadlineCheckScheduled) {
            worker.deadlineCheckScheduled = schedule(new DeadlineCheck(this, worker, ++worker.deadlineChecks), nanos);
        }
    }

    /** The call whose turn it is had its time: it fails, its worker is killed. */
    void timedOut(Worker worker, long now, After after) {
        timeouts++;
        Duration timeout = limits.timeout();
        after.add(() -> log.timedOut(worker, timeout));
        remove(worker, Kind.TIMEOUT, DEADLINE_EXCEEDED, after);
        assign(now, after);
    }

    private void lookAgain(long nanos) {
        if (nanos > 0 && !lookScheduled) {
            lookScheduled = schedule(this::look, nanos);
        }
    }

    private void look() {
        locked(after -> {
            lookScheduled = false;
            assign(nanoTime.getAsLong(), after);
        });
    }

    private boolean schedule(Runnable task, long nanos) {
        try {
            timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException stopping) {
            return false; // the gateway is going down; close() answers what is left
        }
    }

    /** See {@link Housekeeping#tick}. */
    public void tick() {
        locked(after -> {
            long now = nanoTime.getAsLong();
            new Housekeeping(this, limits, now, after).tick();
            assign(now, after);
        });
    }

    /**
     * Gives up every call and asks every worker to end. Idempotent.
     *
     * @return the processes that were asked; whoever is still there after 2 s is to be killed by the caller
     */
    public List<Leaving> close() {
        After after = new After();
        List<Leaving> leaving = new ArrayList<>();
        synchronized (lock) {
            closed = true;
            for (Worker w : roster.all()) {
                if (w.process != null) {
                    w.leaving = new Leaving(w.process, w.given);
                    leaving.add(w.leaving);
                }
                waiting.putBack(w.given);
                w.state = State.DEAD;
            }
            roster.clear();
            for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
                fail(call, Kind.UNAVAILABLE, "function " + name + " is stopping", after);
            }
        }
        leaving.forEach(l -> l.process().terminate());
        after.run();
        return leaving;
    }

    /** Any thread. */
    public PoolSnapshot snapshot() {
        synchronized (lock) {
            boolean anyReady = roster.count(State.READY) > 0;
            return new PoolSnapshot(health.isWell(anyReady), health.isLaunchable(), health.since(), health.reason(anyReady),
                    waiting.size(), interpreter, calls, failures, timeouts, crashes, roster.snapshot());
        }
    }
}
