package io.tidegate.hub.internal.session;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Queue;
import java.util.Set;

/**
 * A subscription that has yet to get retained messages, as far as it has come: no copy of what is left, for the hub has it anyway.
 * Owned by the session's loop.
 */
public final class NewSubscription {
    public final int qos;
    /** When it was made, by the count of {@link RetainedMessage#since}. */
    public final long since;
    private final Iterator<String> rest;
    /** Topics that are not, or no longer, in the line of all. */
    private final Set<String> apart = new HashSet<>();
    /** Of those: whose retained message is being changed. */
    private final Queue<String> unsettled = new ArrayDeque<>();
    /** Of those: who may be looked at again. */
    private final Queue<String> settled = new ArrayDeque<>();
    private boolean awaiting;
    private String next;

    /** @param rest topics that match; may show what was retained since */
    public NewSubscription(int qos, long since, Iterator<String> rest) {
        this.qos = qos;
        this.since = since;
        this.rest = rest;
    }

    /** The next topic, the same until {@link #given}; null when there is none for now. */
    public String next() {
        while (next == null && rest.hasNext()) {
            String topic = rest.next();
            next = apart.contains(topic) ? null : topic;
        }
        if (next == null) {
            next = settled.poll();
        }
        return next;
    }

    public void given() {
        next = null;
    }

    /** Its retained message is being changed: looked at when that is over. */
    public void unsettled(String topic) {
        apart.add(topic);
        unsettled.add(topic);
    }

    /** Whether there is nothing more to come, when {@link #next} says none. */
    public boolean isDone() {
        return unsettled.isEmpty() && !awaiting;
    }

    /** Whether somebody has yet to be asked to say {@link #answered}; from now on somebody is. */
    public boolean await() {
        boolean asks = !awaiting && !unsettled.isEmpty();
        awaiting |= asks;
        return asks;
    }

    /** What was being changed when it began to wait is not any more. */
    public void answered() {
        awaiting = false;
        settled.addAll(unsettled);
        unsettled.clear();
    }
}
