package io.tidegate.store.file.internal;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads pages as planned. Remembers where the entries of a few runs lie, for queues that are read page by page. Used by
 * one thread at a time.
 */
final class PageReader {
    private static final Logger LOG = LoggerFactory.getLogger(PageReader.class);
    private static final int REMEMBERED_RUNS = 16;
    private static final int LARGE_RUN = 1 << 17;

    /** Told of an entry that is damaged, or that the device cannot read. */
    interface Lost {
        void entry(long queueNumber, long sequence, Segment segment, int offset);
    }

    private final DamageLog damage;
    private final Lost lost;
    private final Map<Run, Places> remembered = new LinkedHashMap<>(32, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Run, Places> eldest) {
            return size() > REMEMBERED_RUNS;
        }
    };

    PageReader(DamageLog damage, Lost lost) {
        this.damage = damage;
        this.lost = lost;
    }

    /** Told of each entry in order; false: no more. */
    interface Visitor {
        boolean entry(long sequence, EntryReader entry);

        /** Of an entry that the device cannot read; false: no more, as it is asked for again, when it may be there. */
        default boolean givesUp() {
            return true;
        }

        /** Before its bytes are read; false: no more. */
        default boolean wants() {
            return true;
        }
    }

    /** The page; the plan's leases are given back. */
    FilePage read(ReadPlan plan, int maxEntries, int maxBytes) throws IOException {
        FilePage page = new FilePage(plan.queue, plan.from);
        int[] bytes = new int[1];
        boolean all = visit(plan, new Visitor() {
            @Override
            public boolean wants() {
                return page.count() < maxEntries;
            }

            @Override
            public boolean givesUp() {
                return page.count() == 0; // else nobody would ever get beyond it
            }

            @Override
            public boolean entry(long sequence, EntryReader entry) {
                if (page.count() > 0 && bytes[0] + (long) entry.length > maxBytes) {
                    return false;
                }
                bytes[0] += entry.length;
                page.add(sequence, plan.mark(sequence), entry.array, entry.offset, entry.length);
                return true;
            }
        });
        return all ? page.ends(plan.next, plan.complete) : page.ends(page.sequence(page.count() - 1) + 1, false);
    }

    /** Goes through the living entries; true when all were visited. The plan's leases are given back. */
    boolean visit(ReadPlan plan, Visitor visitor) throws IOException {
        try {
            for (ReadPlan.Part part : plan.parts) {
                if (!visit(plan, part, visitor)) {
                    return false;
                }
            }
            return true;
        } finally {
            plan.release();
        }
    }

    private boolean visit(ReadPlan plan, ReadPlan.Part part, Visitor visitor) throws IOException {
        Places places = places(plan.queueNumber, part);
        int[] steps = places.steps();
        int count = places.count();
        EntryReader entries = new EntryReader(part.segment());
        int i = first(steps, count, part.from() - part.base());
        for (; i < count; i++) {
            long sequence = part.base() + (steps == null ? i : steps[i]);
            if (!part.lives(sequence)) {
                continue;
            }
            if (!visitor.wants()) {
                return false;
            }
            boolean whole = false;
            try {
                whole = entries.read(places.offsets(), i, count - 1);
            } catch (ClosedChannelException e) {
                throw e; // the store ends: that says nothing about the entry
            } catch (IOException e) {
                if (!visitor.givesUp()) {
                    return false;
                }
                LOG.warn("event=store-entry-unreadable segment={} offset={} reason=\"{}\"", part.segment(), places.offsets()[i],
                        e.toString());
            }
            if (!whole) {
                lost.entry(plan.queueNumber, sequence, part.segment(), places.offsets()[i]);
            } else if (!visitor.entry(sequence, entries)) {
                return false;
            }
        }
        return true;
    }

    private static int first(int[] steps, int count, long step) {
        if (steps == null) {
            return (int) step;
        }
        int i = java.util.Arrays.binarySearch(steps, 0, count, (int) step);
        return i < 0 ? -i - 1 : i;
    }

    private Places places(long queueNumber, ReadPlan.Part part) throws IOException {
        if (part.listAt() == 0) {
            return Places.of(queueNumber, part, damage);
        }
        Places known = remembered.get(part.run());
        if (known == null) {
            known = Places.of(queueNumber, part, damage);
            if (part.count() < LARGE_RUN) {
                remembered.put(part.run(), known);
            }
        }
        return known;
    }
}
