package io.tidegate.function.internal.pool;

import io.tidegate.function.internal.pool.PoolSnapshot.WorkerSnapshot;
import io.tidegate.function.internal.pool.Worker.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The workers of a pool and which of them are idle. Guarded by the pool's lock. */
final class Roster {
    private final List<Worker> workers = new ArrayList<>();
    /** READY without a call, the one that was busy last at the end. */
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();

    void add(Worker worker) {
        workers.add(worker);
    }

    void remove(Worker worker) {
        workers.remove(worker);
        idle.remove(worker);
    }

    void addIdle(Worker worker) {
        idle.add(worker);
    }

    void removeIdle(Worker worker) {
        idle.remove(worker);
    }

    void clear() {
        workers.clear();
        idle.clear();
    }

    /** A copy: whoever goes through it may remove. */
    List<Worker> all() {
        return List.copyOf(workers);
    }

    List<Worker> all(Predicate<Worker> which) {
        return workers.stream().filter(which).toList();
    }

    /** A candidate that is not ready yet does not count: it replaces one that does. */
    int count(State state) {
        int n = 0;
        for (Worker w : workers) {
            n += w.state == state && !(w.candidate && state == State.STARTING) ? 1 : 0;
        }
        return n;
    }

    /** Whether another version is about to take over: then none is started only to be kept. */
    boolean isReplacing() {
        for (Worker w : workers) {
            if (w.candidate && w.state == State.STARTING) {
                return true;
            }
        }
        return false;
    }

    /** The smallest number that no worker has. */
    int freeNumber() {
        int number = 1;
        while (isTaken(number)) {
            number++;
        }
        return number;
    }

    private boolean isTaken(int number) {
        return workers.stream().anyMatch(w -> w.number == number);
    }

    /** Takes the idle worker that was busy last; null when none is idle. */
    Worker pollIdle() {
        return idle.pollLast();
    }

    /** The worker that is idle longest; null when none is idle. */
    Worker longestIdle() {
        return idle.peekFirst();
    }

    /**
     * The busy worker with the fewest calls that may be given one more.
     *
     * @param depth    calls that one may have
     * @param patience one that is at its call for longer than so many nanoseconds gets no more
     * @return null when there is none
     */
    Worker leastBusy(long depth, long patience, long now) {
        Worker best = null;
        for (Worker w : workers) {
            boolean room = w.state == State.READY && w.given.size() < depth && now - w.given.getFirst().begunNanos < patience;
            if (room && (best == null || w.given.size() < best.given.size())) {
                best = w;
            }
        }
        return best;
    }

    /** Whether every READY worker has been at its call for that long. */
    boolean allBusyFor(long nanos, long now) {
        for (Worker w : workers) {
            if (w.state == State.READY && (w.given.isEmpty() || now - w.given.getFirst().begunNanos < nanos)) {
                return false;
            }
        }
        return true;
    }

    List<WorkerSnapshot> snapshot() {
        return workers.stream().map(w -> new WorkerSnapshot(w.name(), w.state == State.READY ? "RUNNING" : w.state.name(),
                w.since, w.process == null ? 0 : w.process.pid(), w.answered, w.given.size(), w.why)).toList();
    }
}
