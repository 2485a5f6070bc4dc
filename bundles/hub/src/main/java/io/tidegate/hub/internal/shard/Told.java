package io.tidegate.hub.internal.shard;

import io.tidegate.hub.internal.session.Session;

/**
 * That the queue of a session on another loop has an entry which it was not given: from then on it reads it. A task of that loop;
 * where no loop takes it, it waits for the next transport.
 *
 * @param end behind the entry's sequence number
 */
public record Told(Shard here, Session session, long end) implements Runnable {
    /** Any thread. */
    public static void tell(Shard from, Session s, long end) {
        Shard there = from.of(s);
        if (there == null || !there.post(new Told(there, s, end))) {
            from.shared.untold.add(new Told(from, s, end));
        }
    }

    /** There are loops again, one of which is this. Any thread. */
    public void again(Shard any) {
        if (!session.ended) {
            tell(any, session, end);
        }
    }

    @Override
    public void run() {
        if (session.shard() != here.index() || here.hasLeft()) { // it has moved on in the meantime
            tell(here, session, end);
            return;
        }
        session.queued++;
        session.end = Math.max(session.end, end);
        here.pumpLater(session);
    }
}
