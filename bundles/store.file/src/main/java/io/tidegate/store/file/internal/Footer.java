package io.tidegate.store.file.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * What a sealed segment holds, so that nobody need read through it: its runs, then for each where its entries lie.
 * <pre>
 * v runs | runs × { v queue | v base | v last - base | v count | v bytes | u8 dense | v length of its list }
 * lists, one after the other: count × { v step to the next sequence, unless dense | v step to the next offset } | CRC-32C i32
 * </pre>
 */
final class Footer {
    /** A run as listed; {@code listAt} is the offset of its list in the file. */
    record Listed(long queue, long base, long last, int count, long bytes, boolean dense, int listAt, int listLength) {
    }

    private Footer() {
    }

    /** Writes the body; each run's listAt is then its offset in a file where the body begins at {@code bodyAt}. */
    static List<Placed> write(ByteWriter out, List<Placed> runs, int bodyAt) {
        ByteWriter lists = new ByteWriter(1 << 12);
        List<Placed> placed = new ArrayList<>(runs.size());
        out.varint(runs.size());
        for (Placed p : runs) {
            int from = lists.length;
            list(lists, p.run);
            Run r = p.run;
            out.varint(p.queue).varint(r.base).varint(r.last - r.base).varint(r.count).varint(r.bytes * r.count / r.live)
                    .u8(r.steps == null ? 1 : 0).varint(lists.length - from);
            placed.add(new Placed(p.queue, r, from, lists.length - from));
        }
        int listsAt = bodyAt + out.length - Frame.HEADER;
        out.bytes(lists.array, 0, lists.length);
        return placed.stream().map(p -> new Placed(p.queue, p.run, listsAt + p.listAt, p.listLength)).toList();
    }

    /** A run and where the footer lists it. */
    record Placed(long queue, Run run, int listAt, int listLength) {
    }

    private static void list(ByteWriter out, Run run) {
        int from = out.length;
        int step = 0;
        int offset = 0;
        for (int i = 0; i < run.count; i++) {
            if (run.steps != null) {
                out.varint(run.steps[i] - step);
                step = run.steps[i];
            }
            out.varint(run.offsets[i] - offset);
            offset = run.offsets[i];
        }
        out.i32(Crc.of(out.array, from, out.length - from));
    }

    static List<Listed> read(byte[] body, int from, int length, int bodyAt) {
        ByteReader in = new ByteReader(body, from, from + length);
        List<Listed> runs = new ArrayList<>();
        int at = 0;
        for (int left = in.count(); left > 0; left--) {
            long queue = in.varint();
            long base = in.varint();
            Listed l = new Listed(queue, base, base + in.count(), in.count(), in.varint(), in.u8() == 1, at, in.count());
            runs.add(l);
            at += l.listLength;
        }
        int listsAt = bodyAt + in.at - from;
        return runs.stream().map(l -> new Listed(l.queue, l.base, l.last, l.count, l.bytes, l.dense, listsAt + l.listAt,
                l.listLength)).toList();
    }
}
