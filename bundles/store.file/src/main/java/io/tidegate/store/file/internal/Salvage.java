package io.tidegate.store.file.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What lives where a record of a segment is damaged. A record is a whole group of batches, and a byte of it that is wrong
 * costs one entry at most: each has a checksum of its own. Where entries lie, and whose they are, is told by the index and
 * the footer, never by the damaged record: an entry that is whole may stand there with another queue's number.
 */
final class Salvage {
    private final Index index;
    private final Segment segment;
    private final DamageLog damage;

    /** An entry and those it is for: queue, sequence, queue, sequence … */
    record Entry(long[] refs, byte[] array, int offset, int length) {
    }

    Salvage(Index index, Segment segment, DamageLog damage) {
        this.index = index;
        this.segment = segment;
        this.damage = damage;
    }

    /**
     * The living entries from here to there, in order. Those that are damaged themselves are reported and left out. On the
     * committing thread, which waits for the disk here: it is rare, and what lives must not change meanwhile.
     */
    List<Entry> read(int from, int end) throws IOException {
        TreeMap<Integer, List<Long>> found = new TreeMap<>();
        List<QueueState> queues = new ArrayList<>();
        index.forEach(queues::add);
        for (QueueState q : queues) {
            for (Run run : q.runs) {
                if (run.segment == segment) {
                    find(q, run, from, end, found);
                }
            }
        }
        return entries(found);
    }

    private void find(QueueState q, Run run, int from, int end, Map<Integer, List<Long>> found) throws IOException {
        ReadPlan.Part part = ReadPlan.Part.of(run, run.from);
        try {
            Places places = Places.of(q.number, part, damage);
            for (int i = 0; i < places.count(); i++) {
                int offset = places.offsets()[i];
                long sequence = part.base() + (places.steps() == null ? i : places.steps()[i]);
                if (offset >= from && offset < end && part.lives(sequence)) {
                    found.computeIfAbsent(offset, o -> new ArrayList<>()).addAll(List.of(q.number, sequence));
                }
            }
        } finally {
            part.segment().release();
        }
    }

    private List<Entry> entries(TreeMap<Integer, List<Long>> found) throws IOException {
        int[] offsets = found.keySet().stream().mapToInt(Integer::intValue).toArray();
        EntryReader reader = new EntryReader(segment);
        List<Entry> whole = new ArrayList<>();
        for (int i = 0; i < offsets.length; i++) {
            long[] refs = found.get(offsets[i]).stream().mapToLong(Long::longValue).toArray();
            if (reader.read(offsets, i, offsets.length - 1)) {
                whole.add(new Entry(refs, reader.array, reader.offset, reader.length));
            } else {
                damage.report(segment, offsets[i], "a damaged entry, sequence " + refs[1]);
            }
        }
        return whole;
    }
}
