package io.tidegate.store.file.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The files of a log by what their headers say. A header that cannot be read although there is one costs nothing while
 * the first record tells the segment's number: every record holds by its own checksum. Reads only; one thread.
 */
final class SegmentFiles {
    /** So many numbers beyond the highest that can be read may be that of a file whose number is not known. */
    private static final int BEYOND = 4096;

    /** By the segment's number. */
    final TreeMap<Long, Found> found = new TreeMap<>();
    /** Names of files without a header, or with one that another file has too. */
    final List<String> blank = new ArrayList<>();
    /** Names of those that have a header, and neither it nor the first record can be read. */
    final List<String> unknown = new ArrayList<>();

    /** Of a segment; its header may be damaged, then the identity is what stands there. */
    record Found(String name, UUID identity, boolean isWhole) {
    }

    static SegmentFiles of(Disk disk) throws IOException {
        SegmentFiles files = new SegmentFiles();
        List<String> damaged = new ArrayList<>();
        for (String name : disk.names()) {
            if (Spares.isSegmentName(name)) {
                LogFile file = disk.open(name);
                try {
                    files.add(name, file, damaged);
                } finally {
                    file.close();
                }
            }
        }
        for (String name : damaged) {
            LogFile file = disk.open(name);
            try {
                files.addDamaged(name, file);
            } finally {
                file.close();
            }
        }
        return files;
    }

    private void add(String name, LogFile file, List<String> damaged) throws IOException {
        SegmentHeader header = SegmentHeader.read(file);
        if (header != null && !found.containsKey(header.number())) {
            found.put(header.number(), new Found(name, header.identity(), true));
        } else if (header == null && !SegmentHeader.isBlank(file)) {
            damaged.add(name);
        } else {
            blank.add(name);
        }
    }

    private void addDamaged(String name, LogFile file) throws IOException {
        SegmentHeader as = SegmentHeader.asItStands(file);
        byte[] first = new byte[Frame.HEADER];
        int length = file.read(SegmentHeader.FIRST_FRAME, first, 0, first.length);
        long number = length < first.length ? 0 : number(first, as.number());
        if (number > 0 && !found.containsKey(number)) {
            found.put(number, new Found(name, as.identity(), false));
        } else {
            unknown.add(name);
        }
    }

    /** Of the segment that this frame's header belongs to; 0: not known. */
    private long number(byte[] first, long stands) {
        if (stands > 0 && Frame.isHeader(first, 0, stands, SegmentHeader.FIRST_FRAME)) {
            return stands;
        }
        for (long number = highest() + BEYOND; number > 0; number--) {
            if (Frame.isHeader(first, 0, number, SegmentHeader.FIRST_FRAME)) {
                return number;
            }
        }
        return 0;
    }

    private long highest() {
        return found.isEmpty() ? 0 : found.lastKey();
    }

    /** No segment has a higher number than this: what is left in a file that is used again is never taken for new. */
    long noneAbove() {
        return highest() + (unknown.isEmpty() ? 0 : BEYOND);
    }

    /** Of the store that wrote the newest; that of a damaged header only where there is no other. Null when nobody did. */
    UUID identity() {
        return found.descendingMap().values().stream().filter(Found::isWhole).findFirst()
                .or(() -> found.descendingMap().values().stream().findFirst()).map(Found::identity).orElse(null);
    }
}
