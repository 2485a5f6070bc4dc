package io.tidegate.store.file.internal;

import java.io.IOException;
import java.io.PrintStream;

/** Goes through every record of every file of a store that holds any, and says what is damaged. One thread, used once. */
final class Records {
    private final PrintStream out;
    private final Disk disk;
    private final boolean all;
    private int damages;

    /** @param all prints each record, not only segments and damage */
    Records(PrintStream out, Disk disk, boolean all) {
        this.out = out;
        this.disk = disk;
        this.all = all;
    }

    /** How many places are damaged. */
    int run() throws IOException {
        SegmentFiles files = SegmentFiles.of(disk);
        files.blank.forEach(name -> out.println(name + ": an unused file"));
        files.unknown.forEach(name -> damaged("file " + name, 0, "neither its header nor its first record can be read"));
        for (var segment : files.found.entrySet()) {
            String name = segment.getValue().name();
            LogFile file = disk.open(name);
            try {
                if (!segment.getValue().isWhole()) {
                    damaged("segment " + segment.getKey() + " (" + name + ")", 0, "a damaged header");
                }
                segment(segment.getKey(), name, file);
            } finally {
                file.close();
            }
        }
        return damages;
    }

    private void damaged(String where, int offset, String what) {
        damages++;
        out.println("DAMAGE " + where + " at offset " + offset + ": " + what);
    }

    private void segment(long number, String name, LogFile file) throws IOException {
        int footerAt = SegmentHeader.footerAt(file, number);
        String head = "segment " + number + " (" + name + ")" + (footerAt > 0 ? ", sealed" : "");
        if (all) {
            out.println(head);
        }
        FrameScanner frames = new FrameScanner(file, number, SegmentHeader.FIRST_FRAME, footerAt,
                (offset, what) -> damaged("segment " + number + " (" + name + ")", offset, what));
        long records = 0;
        while (frames.next()) {
            records++;
            Dump dump = new Dump(all ? out : null, frames.offset() + Frame.HEADER);
            if (frames.type() == Frame.CHECKPOINT) {
                dump.checkpoint(frames.offset(), frames.body(), frames.bodyLength());
            } else if (frames.type() == Frame.OPERATIONS) {
                dump.operations(frames.offset(), frames.batches(), frames.body(), frames.bodyLength());
            }
        }
        out.println(all ? "  " + frames.end() + " end" : head + ": " + records + " records, " + frames.end() + " bytes");
    }
}
