package io.tidegate.store.file.internal;

import java.io.IOException;
import java.util.function.BiConsumer;

/**
 * Goes through the frames of a segment. What is broken is stepped over to the next whole frame, where any that follows
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
    /** Where a header is looked for; null until something is broken. */
    private byte[] chunk;
    private long chunkAt;
    private int chunkLength;
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
        return step();
    }

    /**
     * What stands at {@code offset} is broken. Steps to the next whole frame where something says that it had been on the
     * disk: that frame, or one of those that were synced later. False: the end is here.
     */
    private boolean step() throws IOException {
        int broken = offset;
        int whole = 0;
        int loaded = 0;
        boolean proven = endKnown;
        for (int at = nextHeader(broken + Frame.ALIGN); at > 0; ) {
            loaded = at;
            boolean isWhole = load(at);
            proven |= Frame.syncedTo(header, 0) > broken;
            whole = isWhole && whole == 0 ? at : whole;
            if (proven && whole > 0) {
                break;
            }
            at = nextHeader(isWhole ? Math.toIntExact(at + Frame.size(bodyLength())) : at + Frame.ALIGN);
        }
        if (!proven || broken >= size) {
            return false;
        }
        if (whole == 0) {
            damage.accept(broken, "a damaged record");
            end = endKnown ? (int) size : end;
            return false;
        }
        damage.accept(broken, "a damaged record of " + (whole - broken) + " bytes");
        offset = whole;
        if (loaded != whole) {
            load(whole);
        }
        end = Math.toIntExact(offset + Frame.size(bodyLength()));
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
        for (long at = from; at + Frame.HEADER <= size; ) {
            if (chunk == null || at < chunkAt || at + Frame.HEADER > chunkAt + chunkLength) {
                chunk = chunk == null ? new byte[CHUNK] : chunk;
                chunkAt = at;
                chunkLength = file.read(at, chunk, 0, (int) Math.min(CHUNK, size - at));
                if (chunkLength < Frame.HEADER) {
                    return -1;
                }
            }
            for (int i = (int) (at - chunkAt); i + Frame.HEADER <= chunkLength; i += Frame.ALIGN) {
                if (Frame.isHeader(chunk, i, segment, (int) (chunkAt + i))) {
                    return (int) (chunkAt + i);
                }
                at = chunkAt + i + Frame.ALIGN;
            }
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
