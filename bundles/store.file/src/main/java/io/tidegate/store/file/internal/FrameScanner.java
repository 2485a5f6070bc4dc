package io.tidegate.store.file.internal;

import java.io.IOException;
import java.util.function.BiConsumer;

/**
 * Goes through the frames of a segment. What is broken is stepped over to the next whole frame, where one follows that
 * proves it had been on the disk; else it is the torn end of the log. One thread at a time.
 */
final class FrameScanner {
    private static final int CHUNK = 1 << 16;

    private final LogFile file;
    private final long segment;
    private final long size;
    private final boolean endKnown;
    private final BiConsumer<Integer, String> damage;
    private final byte[] header = new byte[Frame.HEADER];
    private byte[] body = new byte[0];
    private int offset;
    private int end;

    /**
     * @param end    where the operations are known to end; 0 when that is what is to be found out
     * @param damage told of offset and what is wrong there
     */
    FrameScanner(LogFile file, long segment, int from, int end, BiConsumer<Integer, String> damage) throws IOException {
        this.file = file;
        this.segment = segment;
        this.end = from;
        this.endKnown = end > 0;
        this.size = endKnown ? end : Math.min(file.size(), Integer.MAX_VALUE);
        this.damage = damage;
    }

    /** Moves to the next whole frame; false at the end, which is then {@link #end}. */
    boolean next() throws IOException {
        offset = end;
        if (load(offset)) {
            end = Math.toIntExact(offset + Frame.size(bodyLength()));
            return true;
        }
        int broken = offset;
        for (int at = nextHeader(broken + Frame.ALIGN); at > 0; at = nextHeader(at + Frame.ALIGN)) {
            if (load(at)) {
                return stepped(broken, at);
            }
        }
        if (endKnown && broken < size) {
            damage.accept(broken, "a damaged record");
            end = (int) size;
        }
        return false;
    }

    private boolean stepped(int broken, int at) {
        if (!endKnown && Frame.syncedTo(header, 0) <= broken) {
            // Written after it, but nothing says that it had ever been on the disk: the end of the log is here.
            return false;
        }
        damage.accept(broken, "a damaged record of " + (at - broken) + " bytes");
        offset = at;
        end = Math.toIntExact(at + Frame.size(bodyLength()));
        return true;
    }

    private boolean load(int at) throws IOException {
        if (at + (long) Frame.HEADER > size || file.read(at, header, 0, Frame.HEADER) < Frame.HEADER
                || !Frame.isHeader(header, 0, segment, at) || at + Frame.size(bodyLength()) > size) {
            return false;
        }
        int length = bodyLength();
        if (body.length < length) {
            body = new byte[Math.max(length, CHUNK)];
        }
        return file.read(at + (long) Frame.HEADER, body, 0, length) == length
                && Frame.isBody(header, 0, body, 0, length);
    }

    /** Offset of the next header at or after this; -1 when there is none. */
    private int nextHeader(int from) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (long at = from; at + Frame.HEADER <= size; ) {
            int length = file.read(at, chunk, 0, (int) Math.min(CHUNK, size - at));
            for (int i = 0; i + Frame.HEADER <= length; i += Frame.ALIGN) {
                if (Frame.isHeader(chunk, i, segment, (int) (at + i))) {
                    return (int) (at + i);
                }
            }
            if (length < CHUNK) {
                return -1;
            }
            at += CHUNK - Frame.HEADER;
        }
        return -1;
    }

    int offset() {
        return offset;
    }

    /** Where the next frame begins; after the last, where the operations end. */
    int end() {
        return end;
    }

    int type() {
        return Frame.type(header, 0);
    }

    int batches() {
        return Frame.batches(header, 0);
    }

    /** Good until the next call of {@link #next}, unless taken. */
    byte[] body() {
        return body;
    }

    int bodyLength() {
        return Frame.bodyLength(header, 0);
    }

    /** As {@link #body}, and the scanner does not use the array again. */
    byte[] takeBody() {
        byte[] taken = body;
        body = new byte[0];
        return taken;
    }
}
