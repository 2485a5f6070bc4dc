package io.tidegate.store.file.internal;

import io.tidegate.store.Batch;
import io.tidegate.store.Claim;
import io.tidegate.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The committing thread: takes what is in line, makes one frame of it, has it written and synced, and answers all of it.
 * A group forms by itself while the disk is busy; only what nobody waits for is held back a little, to go with what somebody
 * waits for. A small frame is written here; of large ones the next is made while
 * {@link Syncer} has one on its way. Whatever is not a batch waits until nothing is on its way and nothing in the making,
 * so nobody sees in the index what is not on the disk.
 *
 * <p>What failed to be written ends the store: that group and everything after it is answered {@code BROKEN}.
 *
 * <p>{@link #enqueue}, {@link #submit}, {@link #close} and {@link #stopped} are any thread's; all else belongs to the
 * committing thread.
 */
final class CommitLoop {
    private static final Logger LOG = LoggerFactory.getLogger(CommitLoop.class);
    private static final int MOST_IN_GROUP = 8192;
    /** For when there is no heap to say more. */
    private static final StoreException BROKEN = new StoreException(StoreException.Kind.BROKEN,
            "the store failed for want of heap and takes nothing until it is opened anew", null);
    /** How long batches that nobody waits for are held back. */
    private static final long COMPANY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Log log;
    private final Encoder encoder;
    private final Admission admission;
    private final Owner owner;
    private final ConcurrentLinkedQueue<Task> line = new ConcurrentLinkedQueue<>();
    private final Object tail = new Object();
    private final Thread thread = new Thread(this::run, "tidegate-store.file-commit-1");
    private volatile boolean parked;
    private volatile boolean ended;
    private volatile boolean wasBroken;
    private volatile StoreException stopped;

    // owned by the committing thread
    private final Syncer syncer;
    /** In the making; {@code inFlight}: with the frame that is on its way. */
    private List<Submission> group = new ArrayList<>();
    private List<Submission> inFlight = new ArrayList<>();
    private final List<Task> later = new ArrayList<>();
    /** Out of the line, and not yet in one of those. */
    private Task atHand;
    /** Somebody waits for a batch of the group. */
    private boolean awaited;
    /** Since when there is a group, where nobody does. */
    private long gathered;

    /** What waits in line; {@code reason} is null, or why it cannot be done. What it throws ends the store. */
    @FunctionalInterface
    interface Task {
        void run(StoreException reason) throws IOException;
    }

    /** Called back on the committing thread. */
    interface Owner {
        /** Something is on the disk; its answers follow. */
        void committed();

        /** They were given: time for what is not urgent. */
        void tidy() throws IOException;

        /** The store ended by itself; once. */
        void failed();

        /** Nobody is served any more: waits until nothing of the store's own reads the files. */
        void ending();

        /** Nothing is written any more, and nothing will be. */
        void ended();
    }

    /** A batch; gathered, then answered. */
    private record Submission(Batch batch, Consumer<Batch> done) implements Task {
        @Override
        public void run(StoreException reason) {
            batch.failure(reason);
            Answers.give(done, batch);
        }
    }

    CommitLoop(Log log, Encoder encoder, Admission admission, Owner owner) {
        this.log = log;
        this.encoder = encoder;
        this.admission = admission;
        this.owner = owner;
        syncer = new Syncer(log.segmentBytes(), () -> LockSupport.unpark(thread));
        thread.setDaemon(true);
    }

    void start() {
        syncer.start();
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // the system has no thread to give
            syncer.close();
            throw e;
        }
    }

    boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    /** Why it takes nothing any more; null while it does. */
    StoreException stopped() {
        return stopped;
    }

    /** How many frames were made, in part at least, while another was on its way. */
    long overlaps() {
        return syncer.overlaps();
    }

    void submit(Batch batch, Consumer<Batch> done) {
        enqueue(new Submission(batch, done));
    }

    void enqueue(Task task) {
        line.add(task);
        if (parked) {
            LockSupport.unpark(thread);
        }
        if (ended) {
            answerLate();
        }
    }

    /** Commits what is in line, answers what comes later with {@code CLOSED}, closes the files; waits so long for that. */
    void close(long limitMillis) {
        enqueue(reason -> {
            if (!isClosed()) {
                wasBroken = stopped != null;
                stopped = closed();
            }
        });
        if (isOwnThread()) {
            return;
        }
        try {
            thread.join(limitMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("event=close-timeout limit_ms={}", limitMillis);
        }
    }

    static StoreException closed() {
        return new StoreException(StoreException.Kind.CLOSED, "the store was closed", null);
    }

    private void run() {
        try {
            work();
        } catch (Throwable e) {
            fall(e);
        } finally {
            owner.ended();
        }
    }

    /**
     * Not even {@link #broken}, or {@link #end}, could be done, for want of heap above all. As those do, with next to nothing made
     * anew: somebody waits for each answer, and for the files, which nobody else may have while a frame is on its way.
     */
    private void fall(Throwable e) {
        if (syncer.flying() != null) {
            syncer.await();
        }
        if (stopped == null) {
            stopped = BROKEN;
        }
        try {
            LOG.error("event=store-broken reason=\"and could not end as it should\"", e);
            owner.failed();
            fail(inFlight);
            fail(group);
            answer(inFlight);
            answer(group);
            for (int i = 0; i < later.size(); i++) {
                perform(later, i);
            }
            if (atHand != null) {
                perform(atHand, stopped);
            }
            owner.ending();
            syncer.close();
            log.abandon();
        } finally {
            ended = true;
            answerLate();
        }
    }

    private void work() {
        while (true) {
            if (syncer.flying() != null && syncer.flying().hasLanded()) {
                landed();
            }
            Task task = line.poll();
            atHand = task;
            if (task == null) {
                long left = nanosLeft();
                if (syncer.flying() == null && left <= 0) {
                    settle();
                    if (line.isEmpty() && isClosed()) {
                        end();
                        return;
                    }
                }
                park(left);
            } else if (task instanceof Submission s) {
                gather(s);
            } else {
                later.add(task);
            }
            atHand = null;
            if (log.isLarge() || group.size() + later.size() >= MOST_IN_GROUP) {
                settle();
            }
        }
    }

    private boolean isClosed() {
        StoreException reason = stopped;
        return reason != null && reason.kind() == StoreException.Kind.CLOSED;
    }

    /** @param left until what was gathered must go; 0 or less: nothing was, or it is on its way */
    private void park(long left) {
        parked = true;
        // A task added before it could see the flag is seen here, one added after wakes this thread; so does a landing.
        if (line.isEmpty()) {
            Flight flying = syncer.flying();
            if (flying == null) {
                LockSupport.parkNanos(this, Math.max(1, left > 0 ? left : log.nanosToSync()));
            } else if (!flying.hasLanded()) {
                LockSupport.park(this);
            }
        }
        parked = false;
    }

    private void end() {
        owner.ending();
        syncer.close();
        try {
            if (wasBroken) {
                log.abandon();
            } else {
                log.close();
            }
        } catch (IOException e) {
            LOG.error("event=store-close-failed reason=\"what was answered is on the disk\"", e);
        }
        ended = true;
        answerLate();
    }

    /** After the end whoever comes answers, one at a time so that the order stays; {@code done} only enqueues, by contract. */
    private void answerLate() {
        synchronized (tail) {
            for (Task task = line.poll(); task != null; task = line.poll()) {
                perform(task, stopped);
            }
        }
    }

    private void gather(Submission s) {
        StoreException refused = stopped;
        try {
            if (refused == null) {
                refused = admit(s.batch);
            }
            if (refused == null) {
                encoder.encode(s.batch);
                log.batchEnds();
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            refused = broken(e);
        }
        s.batch.failure(refused);
        if (group.isEmpty()) {
            gathered = System.nanoTime();
            awaited = false;
        }
        awaited |= s.batch.isAwaited();
        group.add(s);
    }

    /** How long what was gathered may wait for company, because nobody waits for it; where only a sync would cost anything. */
    private long nanosLeft() {
        boolean has = !group.isEmpty() && !awaited && later.isEmpty() && stopped == null && log.isSyncedAlways();
        return has ? gathered + COMPANY_NANOS - System.nanoTime() : 0;
    }

    /** Null when there is room for it, which then is there. */
    private StoreException admit(Batch batch) throws IOException {
        long bound = Encoder.bound(batch);
        if (batch.claim() != Claim.RELEASE) {
            StoreException full = admission.refuses(batch.claim(), encoder.adds(batch), bound);
            if (full != null) {
                return full;
            }
        }
        if (!log.fits(bound)) {
            settleNow();
            if (stopped != null) {
                return stopped;
            }
            log.ensureRoom(batch.claim(), bound);
        }
        return null;
    }

    /** What was gathered goes to the disk: on its way, when that is worth it, else now. */
    private void settle() {
        if (syncer.flying() != null) {
            syncer.await();
            landed();
        } else if (!launch()) {
            settleNow();
        }
    }

    /** Whether what was gathered is on its way now. Nothing else is. */
    private boolean launch() {
        if (stopped != null || !later.isEmpty() || log.isEmpty() || !log.isSyncedAlways()
                || !syncer.isWorthwhile(log.frame.length)) {
            return false;
        }
        List<Submission> leaving = group;
        group = inFlight;
        inFlight = leaving;
        syncer.launch(log.takeOff());
        return true;
    }

    /** What was on its way is answered; what was gathered meanwhile follows at once. */
    private void landed() {
        land();
        if (group.isEmpty() && later.isEmpty()) {
            syncer.wasIdle();
            return;
        }
        if (nanosLeft() > 0) {
            return;
        }
        syncer.wasOfUse();
        if (!launch()) {
            settleNow();
        }
    }

    private void land() {
        Flight flight = syncer.flying();
        syncer.clear();
        if (flight.failure() == null) {
            log.landed(flight);
            owner.committed();
        } else {
            broken(flight.failure());
        }
        answer(inFlight);
        tidy();
    }

    /** Writes what was gathered, answers it, then does what does not commit. */
    private void settleNow() {
        if (syncer.flying() != null) {
            syncer.await();
            land();
        }
        flush();
        answer(group);
        tidy();
        if (later.isEmpty()) {
            return;
        }
        for (int i = 0; i < later.size(); i++) {
            perform(later, i);
        }
        later.clear();
        flush();
        tidy();
    }

    /** Taken out first: nobody is called back twice, whatever happens meanwhile. */
    private void perform(List<Task> tasks, int i) {
        Task task = tasks.set(i, null);
        if (task != null) {
            perform(task, stopped);
        }
    }

    private void answer(List<Submission> answered) {
        for (int i = 0; i < answered.size(); i++) {
            Submission s = answered.set(i, null); // as above
            if (s != null) {
                perform(s, s.batch.failure());
            }
        }
        answered.clear();
    }

    private void flush() {
        if (isOver()) {
            return;
        }
        try {
            log.flush();
            owner.committed();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            broken(e);
        }
    }

    /** Whether nothing is written any more. */
    private boolean isOver() {
        return stopped != null && (wasBroken || !isClosed());
    }

    /** After the answers: a failure in here takes nothing back that was answered, nor what could have been. */
    private void tidy() {
        if (stopped != null) {
            return;
        }
        try {
            log.recycle();
            owner.tidy();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            broken(e);
        }
    }

    private StoreException broken(Throwable e) {
        if (syncer.flying() != null) {
            // It has reached the disk or not, and is answered accordingly, before anybody asks where the log ends.
            syncer.await();
            land();
        }
        if (stopped == null) {
            stopped = new StoreException(StoreException.Kind.BROKEN, "the store failed (" + e
                    + ") and takes nothing until it is opened anew", e);
            LOG.error("event=store-broken segment={} good_end={}", log.goodSegment(), log.goodEnd(), e);
            owner.failed();
        }
        fail(inFlight);
        fail(group);
        return stopped;
    }

    /** Those that were not refused before. */
    private void fail(List<Submission> unanswered) {
        for (Submission s : unanswered) {
            if (s != null && s.batch.failure() == null) {
                s.batch.failure(stopped);
            }
        }
    }

    private void perform(Task task, StoreException reason) {
        try {
            task.run(reason);
        } catch (Throwable e) {
            if (reason == null) {
                // Errors too, for want of heap above all: half an operation may stand in the frame, which would be written as if whole.
                broken(e);
            } else {
                LOG.error("event=task-failed reason=\"this is a bug; nothing is written any more\"", e);
            }
        }
    }
}
