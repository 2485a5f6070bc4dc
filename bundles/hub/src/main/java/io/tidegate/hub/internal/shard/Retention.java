package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.routing.Subscriber;
import io.tidegate.hub.internal.session.Entry;
import io.tidegate.hub.internal.session.InProcess;
import io.tidegate.hub.internal.session.Session;
import io.tidegate.store.Claim;
import io.tidegate.store.Page;
import io.tidegate.transport.Connection;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of what has waited in a queue for longer than {@code message.age.max}, and has it stored how late it is, with or
 * without such an age: one may be set later. Looks once a minute, more often for a small age. Dead letters and retained messages
 * have no age here. A message that a client may hold unacknowledged is kept whatever its age, for its packet identifier is not free:
 * those are the oldest of the queue, at most as many as may be in flight. Owned by its loop.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int PAGE_ENTRIES = 256;
    private static final int PAGE_BYTES = 256 << 10;

    private final Shard shard;

    Retention(Shard shard) {
        this.shard = shard;
    }

    /** Looks in a while, and then again and again until the loop is detached. */
    void begin() {
        long age = shard.shared.settings().messageAgeSeconds();
        long most = shard.shared.time.storeSeconds();
        long seconds = age == 0 ? most : Math.max(1, Math.min(most, age / 10));
        shard.loop.schedule(Duration.ofSeconds(seconds), () -> {
            look();
            begin();
        });
    }

    private void look() {
        long age = shard.shared.settings().messageAgeSeconds();
        if (shard.index() == 0) {
            shard.shared.time.store(shard.committing.open(Claim.RELEASE).batch);
        }
        if (age == 0) {
            return;
        }
        long before = shard.shared.time.seconds() - age;
        for (Subscriber owner : List.copyOf(shard.shared.owners.values())) {
            if (before > 0 && owner.shard() == shard.index() && begins(owner)) {
                read(owner, before, new Sweep(owner, from(owner)));
            }
        }
    }

    /** What one look at one queue has come to. */
    private static final class Sweep {
        private final Connection of;
        private long from;
        private int kept;
        private int gone;

        private Sweep(Subscriber owner, long from) {
            this.of = connection(owner);
            this.from = from;
        }

        /** Whether its client has come or gone since: what it may hold is another question then, which the next look asks. */
        private boolean isOver(Subscriber owner) {
            return connection(owner) != of;
        }

        private static Connection connection(Subscriber owner) {
            return owner instanceof Session s ? s.connection : null;
        }
    }

    private boolean begins(Subscriber owner) {
        if (owner instanceof InProcess local) {
            return local.beginExpiry();
        }
        Session s = (Session) owner;
        if (s.reading || s.expiring || s.queued == 0 || s.ended) {
            return false;
        }
        shard.delivering.forgetPage(s);
        s.expiring = true;
        return true;
    }

    private static long from(Subscriber owner) {
        return owner instanceof Session s && s.connection != null ? s.cursor : 1;
    }

    private void read(Subscriber owner, long before, Sweep sweep) {
        shard.shared.store.read(owner.queue(), sweep.from, PAGE_ENTRIES, PAGE_BYTES, page -> shard.post(() -> take(owner, before, sweep, page)));
    }

    private void take(Subscriber owner, long before, Sweep sweep, Page page) {
        // it has moved on; or whoever reads the queue for its sake says so
        if (owner.shard() != shard.index() || sweep.isOver(owner) || page.failure() != null) {
            end(owner, sweep);
            return;
        }
        Commit commit = shard.committing.open(Claim.RELEASE);
        int gone = 0;
        int i = 0;
        for (; i < page.count() && Entry.stored(page.array(i), page.offset(i)) < before; i++) {
            if (isHeld(owner, page.sequence(i), sweep)) {
                sweep.kept++;
            } else {
                commit.batch.remove(owner.queue(), page.sequence(i));
                gone++;
            }
        }
        boolean more = i == page.count() && !page.atEnd();
        sweep.from = page.next();
        int removed = gone;
        commit.then(failure -> {
            sweep.gone += failure == null ? removed : 0;
            if (more && failure == null && !shard.hasLeft() && owner.shard() == shard.index()) {
                read(owner, before, sweep);
            } else {
                end(owner, sweep);
            }
        });
    }

    private boolean isHeld(Subscriber owner, long sequence, Sweep sweep) {
        if (owner instanceof InProcess local) {
            return local.isLent(sequence);
        }
        Session s = (Session) owner;
        return s.connection == null && sequence < s.resendBelow && sweep.kept < Math.max(s.mostHeld(), shard.shared.settings().inflight());
    }

    private void end(Subscriber owner, Sweep sweep) {
        Shard there = shard.of(owner);
        if (there != null) { // else there is no transport, and detaching has ended it
            there.run(() -> end(there, owner, sweep.gone));
        }
        if (sweep.gone > 0) {
            shard.expired += sweep.gone;
            LOG.info("event=expired session={} messages={} reason=\"older than message.age.max\"", owner.name(), sweep.gone);
        }
    }

    private static void end(Shard there, Subscriber owner, int gone) {
        if (owner instanceof InProcess local) {
            local.endExpiry(gone);
        } else {
            Session s = (Session) owner;
            s.expiring = false;
            s.queued -= gone;
            there.pumpLater(s);
        }
    }
}
