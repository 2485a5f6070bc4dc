package io.tidegate.itests.durability.history;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What all clients of a run did and saw, in one order. For any thread. */
public final class History {
    private final long start = System.nanoTime();
    private final List<Entry> entries = new ArrayList<>(); // guarded by this

    /** @param millis since the history began */
    public record Entry(long millis, Event event) {
        @Override
        public String toString() {
            return String.format("%8.3f s  %s", millis / 1000.0, event);
        }
    }

    public synchronized void add(Event event) {
        entries.add(new Entry(millis(), event));
    }

    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** All from that place on. */
    public synchronized List<Entry> since(int place) {
        return List.copyOf(entries.subList(place, entries.size()));
    }

    /** All so far. */
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    public synchronized int size() {
        return entries.size();
    }
}
