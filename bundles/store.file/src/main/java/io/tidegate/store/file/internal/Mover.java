package io.tidegate.store.file.internal;

import io.tidegate.store.Claim;
import java.io.IOException;
import java.util.List;

/** Finds in operations of an older segment what still lives there, and writes it anew. Owned by the committing thread. */
final class Mover implements Ops.Handler {
    private static final int HEAD_BYTES = 32;
    private static final int REF_BYTES = 20;

    private final Log log;
    private final Encoder encoder;
    private final Segment from;
    private byte[] body;
    private IOException failure;

    Mover(Log log, Encoder encoder, Segment from) {
        this.log = log;
        this.encoder = encoder;
        this.from = from;
    }

    void move(byte[] operations, int length) throws IOException {
        body = operations;
        Ops.read(operations, 0, length, this);
        if (failure != null) {
            throw failure;
        }
    }

    /** What was found living where operations are damaged. */
    void move(List<Salvage.Entry> entries) throws IOException {
        for (Salvage.Entry e : entries) {
            move(e.refs(), e.refs().length / 2, e.array(), e.offset(), e.length());
        }
    }

    /**
     * Writes anew what lives in the segment that was the last one before this opening. What was read back from it may
     * have been in memory alone, if a sync had failed before the process ended, and nothing would ever bring it to the disk.
     */
    void all(DamageLog damage) throws IOException {
        FrameScanner frames = new FrameScanner(from.file, from.number, SegmentHeader.FIRST_FRAME, from.end,
                (offset, what) -> damage.report(from, offset, what));
        while (from.live > 0 && frames.next()) {
            if (frames.type() == Frame.OPERATIONS) {
                move(frames.body(), frames.bodyLength());
            }
            if (log.isLarge()) {
                log.flush();
            }
        }
    }

    @Override
    public void append(boolean moved, long[] refs, int count, int entryAt, int dataAt, int length) {
        if (failure != null || from.live == 0) {
            return;
        }
        try {
            move(refs, count, body, dataAt, length);
        } catch (IOException e) {
            failure = e;
        }
    }

    private void move(long[] refs, int count, byte[] array, int dataAt, int length) throws IOException {
        log.ensureRoom(Claim.RELEASE, HEAD_BYTES + (long) REF_BYTES * count + length);
        encoder.move(from, refs, count, array, dataAt, length);
    }
}
