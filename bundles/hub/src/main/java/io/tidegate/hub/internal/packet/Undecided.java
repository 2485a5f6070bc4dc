package io.tidegate.hub.internal.packet;

import io.tidegate.hub.internal.session.Session;
import io.tidegate.hub.internal.shard.Shard;
import io.tidegate.hub.spi.Authorizer;
import io.tidegate.mqtt.ReasonCode;
import io.tidegate.transport.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections that wait because nobody can say what they may, or because not every loop is there yet: they are not read, nothing is allowed meanwhile, and
 * after a while they are told that the server is unavailable, never that they are not authorised. Owned by its loop.
 */
public final class Undecided {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Shard shard;
    private final List<Connection> waiting = new ArrayList<>();
    private long since;

    public Undecided(Shard shard) {
        this.shard = shard;
    }

    /** Who decides now; null when nobody does: then the connection is not read until somebody does. */
    public Authorizer authorizer(Connection c) {
        Authorizer authorizer = shard.shared.isOpen() ? shard.shared.authorizer() : null;
        if (authorizer != null) {
            shard.shared.noticePermissions(authorizer);
        } else {
            c.read(false);
            if (waiting.isEmpty()) {
                since = System.nanoTime();
                shard.loop.schedule(LOOK, this::look);
            }
            waiting.add(c);
        }
        return authorizer;
    }

    private void look() {
        boolean decided = shard.shared.isOpen() && shard.shared.authorizer() != null;
        if (!decided && System.nanoTime() - since < PATIENCE_NANOS) {
            shard.loop.schedule(LOOK, this::look);
            return;
        }
        List<Connection> all = List.copyOf(waiting);
        waiting.clear();
        for (Connection c : all) {
            if (!c.isOpen() || !(c.attachment() instanceof Session s)) {
                continue;
            }
            if (!decided) {
                Closing.close(s, c, ReasonCode.SERVER_UNAVAILABLE, "nobody to decide what it may for 5 s");
            } else if (!s.paused) {
                c.read(true);
            }
        }
    }
}
