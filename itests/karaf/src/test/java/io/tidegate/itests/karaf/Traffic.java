package io.tidegate.itests.karaf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttException;

/** Numbered messages of QoS 2 at a steady rate from one peer, and the account of their answers at another. */
final class Traffic {
    private static final Pattern NUMBER = Pattern.compile("\"id\": (\\d+)");

    private final Peer from;
    private final Peer to;
    private final long stepNanos;
    private final List<IMqttDeliveryToken> tokens = new ArrayList<>();
    private final FutureTask<Integer> task = new FutureTask<>(this::send);
    private volatile boolean enough;

    /** The account. @param gapMillis longest time without an answer */
    record Account(int sent, int answered, List<Integer> lost, Map<Integer, Integer> repeated, int outOfOrder, long gapMillis) { }

    Traffic(Peer from, Peer to, int perSecond) {
        this.from = from;
        this.to = to;
        this.stepNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    void start() {
        new Thread(task, "traffic").start();
    }

    private Integer send() throws MqttException {
        long due = System.nanoTime();
        int number = 0;
        while (!enough) {
            tokens.add(from.send("t", "{\"id\":" + ++number + "}", 2));
            due += stepNanos;
            for (long wait; (wait = due - System.nanoTime()) > 0;) {
                LockSupport.parkNanos(wait);
            }
        }
        return number;
    }

    /** Ends the sending, waits until the broker has confirmed every message and every one is answered, as long as {@code limit}. */
    Account finish(Duration limit) throws MqttException, InterruptedException, ExecutionException, TimeoutException {
        enough = true;
        int sent = task.get(limit.toSeconds(), TimeUnit.SECONDS);
        for (IMqttDeliveryToken token : tokens) {
            token.waitForCompletion(limit.toMillis());
        }
        try {
            Wait.until("every message is answered", limit, () -> count().size() >= sent);
        } catch (AssertionError incomplete) {
            System.out.println(incomplete.getMessage()); // the account says which
        }
        return account(sent);
    }

    /** The longest time between two answers since {@code nanos}, in milliseconds. */
    long gapSince(long nanos) {
        long before = nanos;
        long gap = 0;
        for (Peer.Arrival arrival : to.arrivals()) {
            if (arrival.nanos() >= nanos) {
                gap = Math.max(gap, arrival.nanos() - before);
                before = arrival.nanos();
            }
        }
        return TimeUnit.NANOSECONDS.toMillis(gap);
    }

    Account account(int sent) {
        Map<Integer, Integer> count = count();
        List<Integer> lost = new ArrayList<>();
        for (int number = 1; number <= sent; number++) {
            if (!count.containsKey(number)) {
                lost.add(number);
            }
        }
        count.values().removeIf(times -> times == 1);
        List<Peer.Arrival> arrivals = to.arrivals();
        return new Account(sent, arrivals.size(), lost, count, outOfOrder(arrivals),
            arrivals.isEmpty() ? 0 : gapSince(arrivals.get(0).nanos()));
    }

    private Map<Integer, Integer> count() {
        Map<Integer, Integer> count = new HashMap<>();
        to.arrivals().forEach(arrival -> count.merge(number(arrival), 1, Integer::sum));
        return count;
    }

    private static int outOfOrder(List<Peer.Arrival> arrivals) {
        int highest = 0;
        int late = 0;
        for (Peer.Arrival arrival : arrivals) {
            int number = number(arrival);
            late += number < highest ? 1 : 0;
            highest = Math.max(highest, number);
        }
        return late;
    }

    private static int number(Peer.Arrival arrival) {
        Matcher number = NUMBER.matcher(arrival.payload());
        if (!number.find()) {
            throw new AssertionError("an answer without id: " + arrival);
        }
        return Integer.parseInt(number.group(1));
    }
}
