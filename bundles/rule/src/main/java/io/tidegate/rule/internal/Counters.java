package io.tidegate.rule.internal;

import io.tidegate.status.Status;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a rule has done since it was made. Any thread. */
final class Counters {
    final LongAdder received = new LongAdder();
    final LongAdder redelivered = new LongAdder();
    final LongAdder published = new LongAdder();
    final LongAdder filtered = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder deadLetters = new LongAdder();
    final LongAdder looped = new LongAdder();
    final LongAdder stale = new LongAdder();

    /** Adds them in display order. */
    void putInto(Map<String, String> details) {
        details.put("received", received.toString());
        details.put(Status.DETAIL_REDELIVERED, redelivered.toString());
        details.put("published", published.toString());
        details.put("filtered", filtered.toString());
        details.put("failed", failed.toString());
        details.put("retried", retried.toString());
        details.put("deadletters", deadLetters.toString());
        details.put("looped", looped.toString());
        details.put("stale", stale.toString());
    }
}
