package io.tidegate.store.file.internal;

import java.io.IOException;
import java.util.Arrays;

/**
 * Where the entries of a run lie.
 *
 * @param steps   their sequence numbers less the run's base; null when there are no gaps
 * @param offsets in the file
 * @param count   how many of the arrays' elements count
 */
record Places(int[] steps, int[] offsets, int count) {
    /** From the heap, the footer, or the operations themselves where the footer's list is damaged. */
    static Places of(long queue, ReadPlan.Part part, DamageLog damage) throws IOException {
        if (part.listAt() == 0) {
            return new Places(part.steps(), part.offsets(), part.count());
        }
        byte[] list = new byte[part.listLength()];
        int length = part.segment().file.read(part.listAt(), list, 0, list.length);
        try {
            return read(list, length, part.count(), part.dense());
        } catch (ByteReader.FormatException e) {
            damage.report(part.segment(), part.listAt(), e.getMessage());
            return scan(part.segment(), queue, part.base(), part.last(), damage);
        }
    }

    /**
     * From the list in a footer.
     *
     * @throws ByteReader.FormatException when the list is damaged
     */
    static Places read(byte[] list, int length, int count, boolean dense) {
        if (length < 4 || ByteReader.int32(list, length - 4) != Crc.of(list, 0, length - 4)) {
            throw new ByteReader.FormatException("a damaged list of entries");
        }
        ByteReader in = new ByteReader(list, 0, length - 4);
        int[] steps = dense ? null : new int[count];
        int[] offsets = new int[count];
        int step = 0;
        int offset = 0;
        for (int i = 0; i < count; i++) {
            if (!dense) {
                step += in.count();
                steps[i] = step;
            }
            offset += in.count();
            offsets[i] = offset;
        }
        return new Places(steps, offsets, count);
    }

    /** From the operations themselves, when there is no list. */
    static Places scan(Segment segment, long queue, long base, long last, DamageLog damage) throws IOException {
        Collector found = new Collector(queue, base, last);
        FrameScanner frames = new FrameScanner(segment.file, segment.number, SegmentHeader.FIRST_FRAME, segment.end,
                (offset, what) -> damage.report(segment, offset, what));
        while (frames.next()) {
            if (frames.type() == Frame.OPERATIONS) {
                found.bodyAt = frames.offset() + Frame.HEADER;
                Ops.read(frames.body(), 0, frames.bodyLength(), found);
            }
        }
        return new Places(Arrays.copyOf(found.steps, found.count), Arrays.copyOf(found.offsets, found.count), found.count);
    }

    /** Notes the entries of one queue. */
    private static final class Collector implements Ops.Handler {
        private final long queue;
        private final long base;
        private final long last;
        private int[] steps = new int[16];
        private int[] offsets = new int[16];
        private int count;
        private int bodyAt;

        Collector(long queue, long base, long last) {
            this.queue = queue;
            this.base = base;
            this.last = last;
        }

        @Override
        public void append(boolean moved, long[] refs, int n, int entryAt, int dataAt, int length) {
            for (int i = 0; i < 2 * n; i += 2) {
                if (refs[i] == queue && refs[i + 1] >= base && refs[i + 1] <= last) {
                    add((int) (refs[i + 1] - base), bodyAt + entryAt);
                }
            }
        }

        private void add(int step, int offset) {
            if (count == steps.length) {
                steps = Arrays.copyOf(steps, count * 2);
                offsets = Arrays.copyOf(offsets, count * 2);
            }
            steps[count] = step;
            offsets[count++] = offset;
        }
    }
}
