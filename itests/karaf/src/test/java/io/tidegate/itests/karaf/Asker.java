package io.tidegate.itests.karaf;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Asks again and again until an answer is as wanted: what is asked before an edit is in force is answered the old way, or not at all. */
final class Asker {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Peer peer;

    /** @param peer subscribed to the answers already */
    Asker(Peer peer) {
        this.peer = peer;
    }

    /** @throws AssertionError with the last answer when none was as wanted in time */
    void ask(String topic, Predicate<Peer.Arrival> wanted) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        int known = peer.arrivals().size();
        while (System.nanoTime() < end) {
            peer.publish(topic, "{\"say\":\"hi\"}", 1);
            long patience = System.nanoTime() + PATIENCE.toNanos();
            int before = known;
            while (known == before && System.nanoTime() < patience) {
                while (known < peer.arrivals().size()) {
                    if (wanted.test(peer.arrivals().get(known++))) {
                        return;
                    }
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
        throw new AssertionError("no answer to " + topic + " was as wanted within " + LIMIT.toSeconds() + " s; the last one: "
            + (peer.arrivals().isEmpty() ? "none" : peer.arrivals().get(peer.arrivals().size() - 1)));
    }
}
