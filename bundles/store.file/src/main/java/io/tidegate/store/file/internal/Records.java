package io.tidegate.store.file.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Goes through every record of every file of a store that holds any, and says what is damaged. One thread, used once. */
final class Records {
    private final PrintStream out;
    private final Disk disk;
    private final boolean all;
    /** For programs, what was found: places that are damaged, and segments. */
    final List<Map<String, Object>> damages = new ArrayList<>();
    final List<Map<String, Object>> segments = new ArrayList<>();

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
        files.unknown.forEach(name -> damaged(0, name, 0, "neither its header nor its first record can be read"));
        for (var segment : files.found.entrySet()) {
            String name = segment.getValue().name();
            LogFile file = disk.open(name);
            try {
                if (!segment.getValue().isWhole()) {
                    damaged(segment.getKey(), name, 0, "a damaged header");
                }
                segment(segment.getKey(), name, file);
            } finally {
                file.close();
            }
        }
        return damages.size();
    }

    /** @param segment 0: it is not known which */
    private void damaged(long segment, String file, int offset, String what) {
        damages.add(place(segment, file, offset, what));
        String where = segment == 0 ? "file " + file : "segment " + segment + " (" + file + ")";
        out.println("DAMAGE " + where + " at offset " + offset + ": " + what);
    }

    static Map<String, Object> place(long segment, String file, int offset, String what) {
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("segment", segment);
        place.put("file", file);
        place.put("offset", offset);
        place.put("what", what);
        return place;
    }

    private void segment(long number, String name, LogFile file) throws IOException {
        int footerAt = SegmentHeader.footerAt(file, number);
        String head = "segment " + number + " (" + name + ")" + (footerAt > 0 ? ", sealed" : "");
        if (all) {
            out.println(head);
        }
        FrameScanner frames = new FrameScanner(file, number, SegmentHeader.FIRST_FRAME, footerAt,
                (offset, what) -> damaged(number, name, offset, what));
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
        Map<String, Object> segment = new LinkedHashMap<>();
        segment.put("segment", number);
        segment.put("file", name);
        segment.put("sealed", footerAt > 0);
        segment.put("records", records);
        segment.put("bytes", frames.end());
        segments.add(segment);
        out.println(all ? "  " + frames.end() + " end" : head + ": " + records + " records, " + frames.end() + " bytes");
    }
}
