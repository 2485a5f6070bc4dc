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

    private static final UUID NOBODY = new UUID(0, 0);

    /** By the segment's number. */
    final TreeMap<Long, Found> found = new TreeMap<>();
    /** Names of files that never counted as a segment, or have the header of one that another file has too. */
    final List<String> blank = new ArrayList<>();
    /** Names of those that have a header, and neither it nor the first record can be read. */
    final List<String> unknown = new ArrayList<>();

    /** Of a segment; its header may be damaged, then the identity is what stands there, null when nothing does. */
    record Found(String name, UUID identity, boolean isWhole) {
    }

    static SegmentFiles of(Disk disk) throws IOException {
        SegmentFiles files = new SegmentFiles();
        List<String> damaged = new ArrayList<>();
        each(disk, disk.names().stream().filter(Spares::isSegmentName).toList(), (name, file) -> {
            if (!files.add(name, file)) {
                damaged.add(name);
            }
        });
        each(disk, damaged, files::addWithoutHeader);
        return files;
    }

    /** What is done with a file, which is open for it. */
    private interface Look {
        void at(String name, LogFile file) throws IOException;
    }

    private static void each(Disk disk, List<String> names, Look look) throws IOException {
        for (String name : names) {
            LogFile file = disk.open(name);
            try {
                look.at(name, file);
            } finally {
                file.close();
            }
        }
    }

    /** Whether its header says what it is. */
    private boolean add(String name, LogFile file) throws IOException {
        SegmentHeader header = SegmentHeader.read(file);
        if (header != null && found.containsKey(header.number())) {
            blank.add(name);
        } else if (header != null) {
            found.put(header.number(), new Found(name, header.identity(), true));
        }
        return header != null;
    }

    /** Zeros stand also where a header was yet to be written: then nothing in the file counts. */
    private void addWithoutHeader(String name, LogFile file) throws IOException {
        if (SegmentHeader.isBlank(file) && !Traces.tell(file, highest() + BEYOND)) {
            blank.add(name);
        } else {
            addDamaged(name, file);
        }
    }

    private void addDamaged(String name, LogFile file) throws IOException {
        SegmentHeader as = SegmentHeader.asItStands(file);
        byte[] first = new byte[Frame.HEADER];
        int length = file.read(SegmentHeader.FIRST_FRAME, first, 0, first.length);
        long number = length < first.length ? 0 : number(first, as.number());
        if (number > 0 && !found.containsKey(number)) {
            found.put(number, new Found(name, as.identity().equals(NOBODY) ? null : as.identity(), false));
        } else {
            unknown.add(name);
        }
    }

    /** Of the segment that this frame's header belongs to; 0: not known. */
    private long number(byte[] first, long stands) {
        if (stands > 0 && Frame.isHeader(first, 0, stands, SegmentHeader.FIRST_FRAME)) {
            return stands;
        }
        return Traces.number(first, 0, SegmentHeader.FIRST_FRAME, highest() + BEYOND);
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
                .or(() -> found.descendingMap().values().stream().filter(f -> f.identity != null).findFirst())
                .map(Found::identity).orElse(null);
    }
}
