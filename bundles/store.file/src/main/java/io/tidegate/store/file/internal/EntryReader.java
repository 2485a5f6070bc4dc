package io.tidegate.store.file.internal;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/** Reads one entry after the other from a segment, as many as lie close together with one read. One thread at a time. */
final class EntryReader {
    private static final int CLOSE = 16 << 10;
    private static final int WINDOW = 256 << 10;
    private static final int TAIL = 1024;
    /** An entry's length and checksum. */
    private static final int HEAD = 9;

    private final Segment segment;
    private byte[] window = new byte[0];
    private int windowAt;
    private int windowLength;
    /** Up to here entries are read one by one, as something before it cannot be read. */
    private int oneByOneTo;
    // of the entry read last
    byte[] array;
    int offset;
    int length;

    EntryReader(Segment segment) {
        this.segment = segment;
    }

    /**
     * Reads the entry at offsets[i].
     *
     * @param last index up to which entries are wanted after it
     * @return false when it is damaged
     * @throws IOException when this one cannot be read; whether others can says nothing about it
     */
    boolean read(int[] offsets, int i, int last) throws IOException {
        int at = offsets[i];
        if (at < windowAt || at + 16 > windowAt + windowLength) {
            loadFrom(offsets, i, last);
        }
        return parse(at) == PARSED || array == null && reload(at);
    }

    private void loadFrom(int[] offsets, int i, int last) throws IOException {
        int at = offsets[i];
        if (at >= oneByOneTo) {
            int j = i;
            while (j < last && offsets[j + 1] - offsets[j] < CLOSE && offsets[j + 1] - at < WINDOW - TAIL) {
                j++;
            }
            try {
                load(at, offsets[j] - at + TAIL);
                return;
            } catch (ClosedChannelException e) {
                throw e; // the store ends
            } catch (IOException e) {
                // A sector that cannot be read costs what lies in it, not what is read along with it; nor is it tried for each entry.
                oneByOneTo = offsets[j] + TAIL;
            }
        }
        load(at, HEAD);
    }

    private static final int PARSED = 0;
    private static final int DAMAGED = -1;

    /** Parsed, damaged, or how many bytes from the entry's begin are needed. */
    private int parse(int at) {
        array = null;
        try {
            ByteReader in = new ByteReader(window, at - windowAt, windowLength);
            length = in.count();
            int crc = in.i32();
            int need = in.at - (at - windowAt) + length;
            if (need < 0 || at + (long) need > segment.end) {
                return DAMAGED;
            }
            if (in.at + length > windowLength) {
                return need;
            }
            if (Crc.of(window, in.at, length) != crc) {
                return DAMAGED;
            }
            array = window;
            offset = in.at;
            return PARSED;
        } catch (ByteReader.FormatException e) {
            return DAMAGED;
        }
    }

    /** The entry is longer than was guessed, or damaged. */
    private boolean reload(int at) throws IOException {
        int need = parse(at);
        if (need <= 0) {
            return false;
        }
        load(at, need);
        return parse(at) == PARSED;
    }

    private void load(int at, int wanted) throws IOException {
        int size = Math.min(wanted, segment.end - at);
        // A new array each time: pages keep the old one.
        window = new byte[Math.max(0, size)];
        windowAt = at;
        windowLength = 0; // also where the read fails: nothing of the new array is an entry
        windowLength = size <= 0 ? 0 : segment.file.read(at, window, 0, size);
    }
}
