package io.tidegate.rule.internal;

import io.tidegate.rule.internal.time.Control;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A control thread and clock whose time passes only when a test says so. One thread. */
public final class FakeControl extends Clock implements Control {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparing((Task t) -> t.due).thenComparing(t -> t.order));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long order;

    private record Task(Instant due, long order, Runnable body) {
    }

    @Override
    public void execute(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    @Override
    public Timeout schedule(Duration delay, Runnable body) {
        Task task = new Task(now.plus(delay), order++, body);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    /** How many tasks wait. */
    public int waiting() {
        return tasks.size();
    }

    /** Runs what is due. */
    public void run() {
        advance(Duration.ZERO);
    }

    /** Lets time pass, running what becomes due on the way. */
    public void advance(Duration time) {
        Instant until = now.plus(time);
        while (!tasks.isEmpty() && !tasks.peek().due.isAfter(until)) {
            Task next = tasks.poll();
            now = next.due.isAfter(now) ? next.due : now;
            next.body.run();
        }
        now = until;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
