package io.tidegate.store.file.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads all of a store: its records as they lie there, and what recovery makes of them. One thread, used once. */
final class Verification {
    private final PrintStream out;
    private final Disk disk;
    private final Path directory;
    /** For programs, what {@link #run} found. */
    final Map<String, Object> found = new LinkedHashMap<>();

    Verification(PrintStream out, Disk disk, Path directory) {
        this.out = out;
        this.disk = disk;
        this.directory = directory;
    }

    /** Whether all of it can be read. */
    boolean run() throws IOException {
        DamageLog damage = new DamageLog();
        LogRecovery recovery = new LogRecovery(disk, damage, Cut.NONE);
        recovery.run();
        found.put("directory", directory.toString());
        found.put("store", recovery.identity != null);
        if (recovery.identity == null) {
            found.put("good", true);
            out.println(directory + ": no store, nothing was ever committed here");
            return true;
        }
        int damages;
        int lost;
        try {
            Records records = new Records(out, disk, false);
            damages = records.run();
            found.put("segments", records.segments);
            found.put("damages", records.damages);
            lost = entries(recovery, damage);
        } finally {
            recovery.close();
        }
        long[] counts = new long[3];
        recovery.index.forEach(q -> {
            counts[0] += q.isMap() ? 0 : 1;
            counts[1] += q.isMap() ? 0 : q.waiting;
            counts[2] += q.isMap() ? q.waiting : 0;
        });
        out.println(directory + ": format " + SegmentHeader.VERSION + ", identity " + recovery.identity);
        out.println(counts[0] + " queues with " + counts[1] + " entries, " + counts[2] + " values in maps, "
                + recovery.index.bytes() + " bytes, in " + recovery.segments.size() + " segments");
        if (damages == 0 && damage.count() > 0) {
            // Seen by recovery alone: a missing file, a footer.
            out.println("DAMAGE " + damage.last());
        }
        damages = Math.max(damages, damage.count());
        found.put("format", SegmentHeader.VERSION);
        found.put("identity", recovery.identity);
        found.put("queues", counts[0]);
        found.put("entries", counts[1]);
        found.put("values", counts[2]);
        found.put("bytes", recovery.index.bytes());
        found.put("damagedPlaces", damages);
        found.put("lastDamage", damage.last());
        found.put("lostEntries", lost);
        found.put("good", damages + lost == 0);
        out.println(damages + lost == 0 ? "all of it can be read"
                : damages + " damaged places, " + lost + " entries that cannot be read; the gateway would step over them");
        return damages + lost == 0;
    }

    /** Reads each living entry as it would be served; returns how many cannot be. */
    private int entries(LogRecovery recovery, DamageLog damage) throws IOException {
        int[] lost = new int[1];
        PageReader reader = new PageReader(damage, (queue, sequence, segment, offset) -> {
            lost[0]++;
            QueueState q = recovery.index.numbered(queue);
            out.println("DAMAGE segment " + segment + " at offset " + offset + ": entry " + sequence + " of "
                    + (q.isMap() ? "map " + q.id : "queue \"" + Dump.printable(q.name) + "\""));
        });
        for (QueueState q : Listing.queues(recovery.index)) {
            for (long from = 0; from < q.next; ) {
                ReadPlan plan = new ReadPlan(q, from, Integer.MAX_VALUE - 1);
                reader.visit(plan, (sequence, entry) -> true);
                from = plan.next;
            }
        }
        return lost[0];
    }
}
