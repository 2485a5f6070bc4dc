package io.tidegate.itests.karaf;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Which numbered messages were answered, how often, and how long nothing came. Keeps a bit a message, so that it may run for
 * an hour. Any thread.
 */
final class Ledger {
    private static final String KEY = "\"id\": ";

    // guarded by this
    private final BitSet answered = new BitSet();
    private final SortedMap<Integer, Integer> repeated = new TreeMap<>();
    private int durable;
    private int others;
    private final int[] highest = new int[3]; // by QoS: order is promised within one
    private int outOfOrder;
    private long lastNanos;
    private long gapNanos;
    private long longestNanos;

    synchronized void onArrival(Peer.Arrival arrival) {
        int number = number(arrival.payload());
        if (answered.get(number)) {
            repeated.merge(number, 2, (times, two) -> times + 1);
        } else {
            answered.set(number);
            if (Traffic.qos(number) == 0) {
                others++;
            } else {
                durable++;
            }
        }
        int qos = Traffic.qos(number);
        outOfOrder += number < highest[qos] ? 1 : 0;
        highest[qos] = Math.max(highest[qos], number);
        long gap = lastNanos == 0 ? 0 : arrival.nanos() - lastNanos;
        gapNanos = Math.max(gapNanos, gap);
        longestNanos = Math.max(longestNanos, gap);
        lastNanos = arrival.nanos();
    }

    /** From now on {@link #gapMillis} speaks of what comes after this call. */
    synchronized void mark() {
        gapNanos = 0;
    }

    /** The longest time without an answer, among those since the mark. */
    synchronized long gapMillis() {
        return TimeUnit.NANOSECONDS.toMillis(gapNanos);
    }

    synchronized long longestGapMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestNanos);
    }

    /** The last message of QoS 1 or 2 that was answered. */
    synchronized int highest() {
        return Math.max(highest[1], highest[2]);
    }

    /** How many of the first {@code sent} messages, without those of QoS 0, have no answer. */
    synchronized int owed(int sent) {
        return sent - sent / 3 - durable;
    }

    /** The same by number, at most a hundred. */
    synchronized List<Integer> lost(int sent) {
        List<Integer> lost = new ArrayList<>();
        for (int number = answered.nextClearBit(1); number <= sent && lost.size() < 100; number = answered.nextClearBit(number + 1)) {
            if (Traffic.qos(number) != 0) {
                lost.add(number);
            }
        }
        return lost;
    }

    /** Number to times, of those of any QoS that came more than once: nobody here sends anything twice. */
    synchronized SortedMap<Integer, Integer> repeated() {
        return new TreeMap<>(repeated);
    }

    /** One line: counts and the longest gap. */
    synchronized String summary(int sent) {
        return "sent=" + sent + " answered=" + (durable + others) + " lost=" + owed(sent) + " lostOfQos0=" + (sent / 3 - others)
            + " repeated=" + repeated.size() + " outOfOrder=" + outOfOrder + " longestGapMs=" + longestGapMillis();
    }

    private static int number(String payload) {
        int begin = payload.indexOf(KEY) + KEY.length();
        int end = begin;
        while (end < payload.length() && Character.isDigit(payload.charAt(end))) {
            end++;
        }
        if (begin < KEY.length() || end == begin) {
            throw new AssertionError("an answer without id: " + payload);
        }
        return Integer.parseInt(payload, begin, end, 10);
    }
}
