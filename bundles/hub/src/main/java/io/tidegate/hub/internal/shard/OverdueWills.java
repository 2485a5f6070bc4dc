package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Will;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wills that are in the store and that nobody could publish when they were due: what it held at the start, of which those whose
 * connections the hub before left to this one are theirs again, while the others' ended with the process; and those of connections
 * that ended while this hub let go of its loops. Thread-safe.
 */
public final class OverdueWills {
    private static final Logger LOG = LoggerFactory.getLogger(OverdueWills.class);
    private static final Duration RETRY = Duration.ofMillis(50);
    /** How long whoever decides about permissions may take to be there; then they stay for the next start. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<ByteBuffer, Wills.Stored> wills = new ConcurrentHashMap<>();

    /** One that the store told of. */
    public void add(byte[] key, byte[] value) {
        wills.put(ByteBuffer.wrap(key), Wills.Stored.of(key, value));
    }

    /** One whose connection has ended while its hub was leaving: it goes out when there are loops again, of whatever hub. */
    public void add(String principal, Will will) {
        wills.put(ByteBuffer.wrap(will.key()), new Wills.Stored(principal, will));
    }

    /** Its connection stands, or has its own end. */
    public void claimed(Will will) {
        wills.remove(ByteBuffer.wrap(will.key()));
    }

    /** Every connection that was held is joined: what nobody claimed goes out, once. On that loop. */
    public void publish(Shard here) {
        publish(here, System.nanoTime() + PATIENCE.toNanos());
    }

    private void publish(Shard here, long deadline) {
        if (wills.isEmpty()) {
            return;
        }
        if (here.shared.authorizer() != null) {
            List<Wills.Stored> due = List.copyOf(wills.values());
            wills.clear();
            LOG.info("event=overdue-wills count={} reason=\"their connections ended while nobody could publish them\"", due.size());
            due.forEach(here.clients.wills()::due);
        } else if (System.nanoTime() - deadline < 0) {
            here.loop.schedule(RETRY, () -> publish(here, deadline));
        } else {
            LOG.warn("event=overdue-wills-kept count={} reason=\"nobody to decide whether they may be published within {} s\"",
                    wills.size(), PATIENCE.toSeconds());
        }
    }
}
