package io.tidegate.store.file.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** Reads all of a store: its records as they lie there, and what recovery makes of them. One thread, used once. */
final class Verification {
    private final PrintStream out;
    private final Disk disk;
    private final Path directory;

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
        if (recovery.identity == null) {
            out.println(directory + ": no store, nothing was ever committed here");
            return true;
        }
        int damages;
        int lost;
        try {
            damages = new Records(out, disk, false).run();
            lost = entries(recovery, damage);
        } finally {
            recovery.close();
        }
        long[] found = new long[3];
        recovery.index.forEach(q -> {
            found[0] += q.isMap() ? 0 : 1;
            found[1] += q.isMap() ? 0 : q.waiting;
            found[2] += q.isMap() ? q.waiting : 0;
        });
        out.println(directory + ": format " + SegmentHeader.VERSION + ", identity " + recovery.identity);
        out.println(found[0] + " queues with " + found[1] + " entries, " + found[2] + " values in maps, "
                + recovery.index.bytes() + " bytes, in " + recovery.segments.size() + " segments");
        if (damages == 0 && damage.count() > 0) {
            // Seen by recovery alone: a missing file, a footer.
            out.println("DAMAGE " + damage.last());
        }
        damages = Math.max(damages, damage.count());
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
