package io.tidegate.hub.internal.shard;

import io.tidegate.hub.spi.Authenticator;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that somebody who was let in might not be any more, and has every loop look at its own. One loop asks, several times a
 * second, for who is connected may send nothing for hours; asking costs two reads. The loops look a moment later: where a principal
 * is deleted and made anew at once, as when another file becomes its source, nobody is closed. Owned by that loop.
 */
final class Readmission {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration SETTLED = Duration.ofMillis(300);

    private static final Logger LOG = LoggerFactory.getLogger(Readmission.class);

    private final Shard shard;
    private Authenticator authenticator;
    private long generation;
    private boolean failed;

    Readmission(Shard shard) {
        this.shard = shard;
    }

    /** Looks in a while, and then again and again until the loop is detached. */
    void begin() {
        shard.loop.schedule(LOOK, () -> {
            if (notice()) {
                shard.loop.schedule(SETTLED, shard.shared::review);
            }
            begin();
        });
    }

    /** While nobody decides, as during a swap, who is connected stays; whoever decides next is asked about them. */
    private boolean notice() {
        Authenticator now = shard.shared.authenticator();
        try {
            if (now == null || now == authenticator && now.generation() == generation) {
                return false;
            }
            generation = now.generation(); // before anybody is asked, so that a change in between is noticed next time
            failed = false;
        } catch (RuntimeException e) { // somebody else's code
            if (!failed) {
                LOG.error("event=authenticator-failed authenticator={}", now.getClass().getName(), e);
            }
            failed = true;
            return false;
        }
        authenticator = now;
        return true;
    }
}
