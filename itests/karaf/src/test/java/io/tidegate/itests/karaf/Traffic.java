package io.tidegate.itests.karaf;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * Numbered messages of QoS 0, 1 and 2 in turn, offered at a steady rate by one peer, and the {@link Ledger} of their answers
 * at another. On a machine that is too slow for the rate it waits rather than let the backlog grow past {@link #WINDOW}.
 */
final class Traffic {
    /** Messages of QoS 1 and 2 without an answer: two seconds at 1,000 a second, more than any swap should take. */
    static final int WINDOW = 1_500;
    private static final long HELD_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final Peer from;
    private final long stepNanos;
    private final Ledger ledger = new Ledger();
    private final FutureTask<Integer> task = new FutureTask<>(this::send);
    private volatile boolean enough;
    private volatile int sent;
    private volatile long heldNanos;

    /** @param to listens to {@code t/hi} with QoS 2 from now on */
    Traffic(Peer from, Peer to, int perSecond) {
        this.from = from;
        this.stepNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        to.listen(ledger::onArrival);
    }

    Traffic start() {
        new Thread(task, "traffic").start();
        return this;
    }

    static int qos(int number) {
        return number % 3;
    }

    private Integer send() throws MqttException {
        long due = System.nanoTime();
        int number = 0;
        while (!enough) {
            while (!enough && ledger.owed(number) >= WINDOW) {
                LockSupport.parkNanos(HELD_NANOS);
                heldNanos += HELD_NANOS;
                due = System.nanoTime();
            }
            from.send("t", "{\"id\":" + ++number + "}", qos(number));
            sent = number;
            due += stepNanos;
            for (long wait; (wait = due - System.nanoTime()) > 0;) {
                LockSupport.parkNanos(wait);
            }
        }
        return number;
    }

    /** Offered so far. */
    int sent() {
        return sent;
    }

    /** How long it waited because too many had no answer. */
    long heldMillis() {
        return TimeUnit.NANOSECONDS.toMillis(heldNanos);
    }

    Ledger ledger() {
        return ledger;
    }

    /** Waits until a message that was offered after this call is answered. @return how long that took, in milliseconds */
    long awaitFlow(String what, Duration limit) {
        long begin = System.nanoTime();
        int now = sent;
        Wait.until("an answer " + what, limit, () -> ledger.highest() > now);
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    /** Ends the sending; waits until every message of QoS 1 and 2 is answered, as long as {@code limit}. @return how many were sent */
    int finish(Duration limit) throws MqttException, InterruptedException, ExecutionException, TimeoutException {
        enough = true;
        int all = task.get(limit.toSeconds(), TimeUnit.SECONDS);
        try {
            Wait.until("every message is answered", limit, () -> ledger.owed(all) == 0);
            from.awaitConfirmed(limit);
        } catch (AssertionError incomplete) {
            System.out.println(incomplete.getMessage()); // the ledger says which
        }
        return all;
    }
}
