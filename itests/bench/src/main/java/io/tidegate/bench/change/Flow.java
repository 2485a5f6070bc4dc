package io.tidegate.bench.change;

import io.tidegate.bench.load.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbered messages at a steady rate through {@code t}, sayhi, {@code t/hi}, and when each was answered. One thread sends, one hears. */
final class Flow implements AutoCloseable {

    private static final Pattern NUMBER = Pattern.compile("\"id\": ?(\\d+)");

    private final Peer peer;
    private final Thread sender;
    private final long stepNanos;
    private final List<Long> answered = new ArrayList<>();      // times, guarded by this
    private final Set<Integer> numbers = new HashSet<>();       // guarded by this
    private volatile int sent;
    private volatile int newest;
    private volatile boolean enough;
    private volatile String failure = "";

    Flow(Target target, int perSecond) throws IOException {
        stepNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        peer = new Peer(target, "bench-flow", "t/hi", (topic, payload) -> answer(payload));
        sender = new Thread(this::send, "tidegate-bench-flow-1");
        sender.setDaemon(true);
        sender.start();
    }

    private void send() {
        long due = System.nanoTime();
        try {
            while (!enough) {
                peer.publish("t", "{\"id\":" + (sent + 1) + "}");
                sent++;                                         // by this thread alone
                due += stepNanos;
                for (long wait; (wait = due - System.nanoTime()) > 0 && !enough; ) {
                    LockSupport.parkNanos(wait);
                }
            }
        } catch (IOException e) {
            failure = "publishing failed: " + e;
        }
    }

    private synchronized void answer(String payload) {
        Matcher matcher = NUMBER.matcher(payload);
        if (!matcher.find()) {
            failure = "an answer without its number: " + payload;
            return;
        }
        int number = Integer.parseInt(matcher.group(1));
        answered.add(System.nanoTime());
        numbers.add(number);
        newest = Math.max(newest, number);
    }

    /** Waits until a message that is published from now on has been answered. */
    void awaitAnswer() throws IOException {
        int now = sent;
        Patience.until("an answer through t, sayhi, t/hi", () -> {
            check();
            return newest > now;
        });
    }

    /** The longest time between two answers since then. */
    synchronized long gapSince(long nanos) {
        long gap = 0;
        long before = nanos;
        for (int i = answered.size() - 1; i > 0 && answered.get(i) >= nanos; i--) {
            gap = Math.max(gap, answered.get(i) - answered.get(i - 1));
            before = answered.get(i);
        }
        return Math.max(gap, answered.isEmpty() ? 0 : before - nanos);
    }

    private void check() {
        String why = failure + peer.lost();
        if (!why.isEmpty()) {
            throw new IllegalStateException(why);
        }
    }

    /** Ends the sending and waits until every message has been answered. */
    int finish() throws IOException {
        enough = true;
        Patience.until("every message is answered", () -> {
            check();
            synchronized (this) {
                return numbers.size() == sent;
            }
        });
        return sent;
    }

    @Override
    public void close() throws IOException {
        enough = true;
        peer.close();
    }
}
