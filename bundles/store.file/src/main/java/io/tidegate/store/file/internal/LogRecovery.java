package io.tidegate.store.file.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the index from what is on the disk: the newest checkpoint, the footers of the older segments it counts, and
 * the operations since. Reads only. Used once, by one thread.
 */
final class LogRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);

    final Index index = new Index();
    /** Those that count, by number; the last one is the newest. */
    final TreeMap<Long, Segment> segments = new TreeMap<>();
    /** Names of files without a header. */
    final List<String> blank = new ArrayList<>();
    /** Names of segments that do not count, as long as what says so is itself to be relied upon. */
    final List<String> unused = new ArrayList<>();
    /** Null when the store is new. */
    UUID identity;
    long highestNumber;
    /** Names of files of which nothing is known: what is in them is lost, unless somebody can read more. */
    final List<String> leftAlone = new ArrayList<>();
    /** Names of files that nothing is written to again. */
    final List<String> failed = new ArrayList<>();
    /** Segments that count and are not there. */
    final Set<Long> missing = new TreeSet<>();
    private final Disk disk;
    private final DamageLog damage;
    private final Cut cut;
    private final TreeMap<Long, Segment> present = new TreeMap<>();

    LogRecovery(Disk disk, DamageLog damage, Cut cut) {
        this.disk = disk;
        this.damage = damage;
        this.cut = cut;
    }

    /** @throws IOException when it cannot be read at all; a sentence */
    void run() throws IOException {
        try {
            findFiles();
            Segment base = findBase();
            if (base != null) {
                replay(base);
                readKeys();
            }
            index.complete();
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Closes what was opened. */
    void close() {
        present.values().forEach(s -> s.file.close());
    }

    private void findFiles() throws IOException {
        SegmentFiles files = SegmentFiles.of(disk);
        blank.addAll(files.blank);
        for (Map.Entry<Long, SegmentFiles.Found> file : files.found.entrySet()) {
            Segment s = new Segment(file.getKey(), file.getValue().name(), disk.open(file.getValue().name()));
            present.put(s.number, s);
            if (!file.getValue().isWhole()) {
                s.untouchable = true;
                damage.report(s, 0, "a damaged header; the number of the segment was found by its first record");
            }
        }
        for (String name : files.unknown) {
            leftAlone.add(name);
            damage.report(0, name, 0, "a damaged header, and what should follow it; the file is left alone");
        }
        highestNumber = files.noneAbove();
        while (cut.segment() > 0 && !present.isEmpty() && present.lastKey() > cut.segment()) {
            Segment s = present.pollLastEntry().getValue();
            s.file.close();
            failed.add(s.name);
            files.found.remove(s.number);
        }
        identity = files.identity();
        for (Map.Entry<Long, SegmentFiles.Found> file : files.found.entrySet()) {
            if (file.getValue().isWhole() && !file.getValue().identity().equals(identity)) {
                throw new IOException(file.getValue().name()
                        + " belongs to another store than the newest file; both are left alone");
            }
        }
        if (present.isEmpty() && !leftAlone.isEmpty()) {
            throw new IOException("no header can be read; the files are left alone");
        }
    }

    /** The newest segment whose checkpoint can be read, with it read; null when nothing was ever stored. */
    private Segment findBase() throws IOException {
        for (Segment s : present.descendingMap().values()) {
            FrameScanner first = new FrameScanner(s.file, s.number, SegmentHeader.FIRST_FRAME, 0, (offset, what) -> { });
            if (first.next() && first.type() == Frame.CHECKPOINT && first.offset() == SegmentHeader.FIRST_FRAME) {
                load(s, first);
                return s;
            }
            if (hasFrames(s)) {
                damage.report(s, SegmentHeader.FIRST_FRAME, "a damaged checkpoint; going on from the one before");
            }
        }
        for (Segment s : List.copyOf(present.values())) {
            if (hasFrames(s)) {
                throw new IOException("no checkpoint can be read; the files are left alone");
            }
            unuse(s);
        }
        identity = null;
        return null;
    }

    private static boolean hasFrames(Segment s) throws IOException {
        FrameScanner frames = new FrameScanner(s.file, s.number, SegmentHeader.FIRST_FRAME, 0, (offset, what) -> { });
        // Any frame that follows a broken checkpoint was written after that had reached the disk.
        return frames.next();
    }

    private void unuse(Segment s) {
        present.remove(s.number);
        s.file.close();
        unused.add(s.name);
    }

    /** Which segments were freed since the checkpoint. */
    private Set<Long> freed(Segment base) throws IOException {
        Set<Long> freed = new TreeSet<>();
        for (Segment s : present.tailMap(base.number).values()) {
            FrameScanner frames = scanner(s, (offset, what) -> { });
            while (frames.next()) {
                if (frames.type() == Frame.OPERATIONS) {
                    Ops.read(frames.body(), 0, frames.bodyLength(), new Ops.Handler() {
                        @Override
                        public void append(boolean moved, long[] refs, int count, int entryAt, int dataAt, int length) {
                            // Not asked for.
                        }

                        @Override
                        public void free(long segment) {
                            freed.add(segment);
                        }
                    });
                }
            }
        }
        return freed;
    }

    private FrameScanner scanner(Segment s, BiConsumer<Integer, String> damaged) throws IOException {
        int known = cut.segment() == s.number ? cut.end() : 0;
        return new FrameScanner(s.file, s.number, SegmentHeader.FIRST_FRAME, known, damaged);
    }

    private void load(Segment base, FrameScanner checkpoint) throws IOException {
        Set<Long> freed = freed(base);
        List<Checkpoint.Older> older = Checkpoint.read(
                new ByteReader(checkpoint.body(), 0, checkpoint.bodyLength()), index);
        for (int i = older.size() - 1; i >= 0; i--) {
            Checkpoint.Older o = older.get(i);
            Segment s = present.get(o.number());
            if (freed.contains(o.number())) {
                // Its file may have been written again since, in part.
                continue;
            }
            if (s == null) {
                missing.add(o.number());
                continue;
            }
            segments.put(s.number, s);
            older(s, o.end());
        }
        index.forEach(q -> q.recovered = new long[0]);
        for (Segment s : List.copyOf(present.headMap(base.number).values())) {
            if (!segments.containsKey(s.number)) {
                unuse(s);
            }
        }
    }

    private void older(Segment s, int end) throws IOException {
        int footerAt = SegmentHeader.footerAt(s.file, s.number);
        s.sealed = footerAt == end;
        s.untouchable |= !s.sealed;
        s.end = end;
        if (s.sealed) {
            FrameScanner footer = new FrameScanner(s.file, s.number, footerAt, 0, (offset, what) -> { });
            if (footer.next() && footer.offset() == footerAt && footer.type() == Frame.FOOTER) {
                new OlderRuns(index, s).footer(Footer.read(footer.body(), 0, footer.bodyLength(), footerAt + Frame.HEADER));
                return;
            }
            damage.report(s, footerAt, "a damaged footer; the segment was read through");
        }
        new OlderRuns(index, s).scan(damage);
    }

    /** The operations since the checkpoint; of several segments only when a newer one's checkpoint is damaged. */
    private void replay(Segment base) throws IOException {
        for (Segment s : List.copyOf(present.tailMap(base.number).values())) {
            if (s != base && !hasFrames(s)) {
                unuse(s);
                continue;
            }
            segments.put(s.number, s);
            s.untouchable |= cut.segment() == s.number;
            FrameScanner frames = scanner(s, (offset, what) -> damage.report(s, offset, what));
            Replay replay = new Replay(index, s, segments, missing);
            while (frames.next()) {
                if (frames.type() == Frame.OPERATIONS) {
                    replay.frame(frames.body(), frames.bodyLength(), frames.offset() + Frame.HEADER);
                }
                s.end = frames.end();
            }
            s.end = frames.end();
        }
        missing.forEach(number -> damage.report(number, "no file", 0, "a segment is missing"));
        segments.values().removeIf(s -> s.live == 0 && s != segments.lastEntry().getValue() && gone(s));
        LOG.debug("event=store-replayed base={} segments={}", base, segments.size());
    }

    private boolean gone(Segment s) {
        unuse(s);
        return true;
    }

    /** Where each key of the maps is. */
    private void readKeys() throws IOException {
        List<QueueState> maps = new ArrayList<>();
        index.forEach(q -> {
            if (q.isMap()) {
                maps.add(q);
            }
        });
        for (QueueState q : maps) {
            List<Long> lost = new ArrayList<>();
            PageReader reader = new PageReader(damage, (queue, sequence, segment, offset) -> {
                damage.report(segment, offset, "a damaged entry of map " + q.id);
                lost.add(sequence);
            });
            for (long from = 0; from < q.next; ) {
                ReadPlan plan = new ReadPlan(q, from, Integer.MAX_VALUE - 1);
                reader.visit(plan, (sequence, entry) -> key(q, sequence, entry, lost));
                from = plan.next;
            }
            lost.forEach(sequence -> index.remove(q, sequence));
        }
    }

    private static boolean key(QueueState q, long sequence, EntryReader entry, List<Long> lost) {
        ByteReader in = new ByteReader(entry.array, entry.offset, entry.offset + entry.length);
        Long before = q.keys.put(new Key(in.text()), sequence);
        if (before != null) {
            // The record that removed it is damaged; the newer value counts.
            lost.add(before);
        }
        return true;
    }
}
