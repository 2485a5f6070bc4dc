package io.tidegate.store.file.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;

/**
 * The first frame of each segment: everything about queues but their entries' bytes, and which older segments count.
 * Older acknowledgements are not needed any more, so a segment in which nothing lives is free, in any order.
 * <pre>
 * v next queue number
 * v segments | segments × { v number | v end of its operations }
 * v queues | queues × { v number | kind u8 | id i64 | v length, name | v next
 *     | v ranges | ranges × { v gap since the last range | v length }        living sequence numbers, from 0
 *     | v marks | marks × { v sequence | mark i32 } }
 * </pre>
 */
final class Checkpoint {
    /** An older segment that counts. */
    record Older(long number, int end) {
    }

    private Checkpoint() {
    }

    static void write(ByteWriter out, Index index, Collection<Segment> segments) {
        out.varint(index.nextNumber);
        out.varint(segments.size());
        segments.forEach(s -> out.varint(s.number).varint(s.end));
        out.varint(index.size());
        index.forEach(q -> queue(out, q));
    }

    private static void queue(ByteWriter out, QueueState q) {
        out.varint(q.number).u8(q.kind).i64(q.id).text(q.name.getBytes(StandardCharsets.UTF_8)).varint(q.next);
        long[] ranges = ranges(q);
        out.varint(ranges.length / 2);
        long before = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            out.varint(ranges[i] - before).varint(ranges[i + 1] - ranges[i]);
            before = ranges[i + 1];
        }
        out.varint(q.marks == null ? 0 : q.marks.size());
        if (q.marks != null) {
            q.marks.forEach((sequence, mark) -> out.varint(sequence).i32(mark));
        }
    }

    private static long[] ranges(QueueState q) {
        long[] ranges = new long[8];
        int n = 0;
        for (Run run : q.runs) {
            for (long s = run.nextLive(run.from); s <= run.last; ) {
                long end = run.nextDead(s);
                if (n > 0 && ranges[n - 1] == s) {
                    ranges[n - 1] = end;
                } else {
                    ranges = n == ranges.length ? java.util.Arrays.copyOf(ranges, n * 2) : ranges;
                    ranges[n++] = s;
                    ranges[n++] = end;
                }
                s = run.nextLive(end);
            }
        }
        return java.util.Arrays.copyOf(ranges, n);
    }

    /** Opens the queues in an empty index; what lives is in {@link QueueState#recovered}. */
    static List<Older> read(ByteReader in, Index index) {
        long nextNumber = in.varint();
        List<Older> older = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            older.add(new Older(in.varint(), in.count()));
        }
        for (int left = in.count(); left > 0; left--) {
            QueueState q = index.open(in.varint(), in.u8(), in.i64(), Ops.utf8(in.text()));
            q.next = in.varint();
            q.recovered = new long[Math.multiplyExact(2, in.count())];
            long at = 0;
            for (int i = 0; i < q.recovered.length; i++) {
                at += in.varint();
                q.recovered[i] = at;
            }
            marks(in, q);
        }
        index.nextNumber = nextNumber;
        return older;
    }

    private static void marks(ByteReader in, QueueState q) {
        int marks = in.count();
        q.marks = marks == 0 ? null : new HashMap<>();
        for (int i = 0; i < marks; i++) {
            q.marks.put(in.varint(), in.i32());
        }
    }
}
