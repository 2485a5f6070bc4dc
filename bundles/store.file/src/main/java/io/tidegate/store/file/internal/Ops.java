package io.tidegate.store.file.internal;

/**
 * The body of a frame of operations. {@code v} is a varint; queues go by their number in this log.
 * <pre>
 * APPEND 1 | v count | count × { v queue, v sequence } | entry      a new entry
 * MOVE   2 | as APPEND                                              a living entry of an older segment; the older copy is dead
 * REMOVE 3 | v queue | v sequence
 * MARK   4 | v queue | v sequence | mark i32
 * OPEN   5 | v queue | kind u8 (0 queue, 1 map) | the caller's id i64 | v length | name, UTF-8
 * DROP   6 | v queue
 * FREE   7 | v number of a segment in which nothing lives any more
 * entry    = v length | CRC-32C of the bytes, i32 | bytes
 * </pre>
 * A map is a queue whose entries are {@code v length of the key | key | value}; an older value is removed, like a deleted one.
 */
final class Ops {
    static final int APPEND = 1;
    static final int MOVE = 2;
    static final int REMOVE = 3;
    static final int MARK = 4;
    static final int OPEN = 5;
    static final int DROP = 6;
    static final int FREE = 7;

    /** Told of each operation, in order; of those that it does not override, nothing happens. */
    interface Handler {
        /**
         * @param refs    queue, sequence, queue, sequence …; good until return
         * @param count   of pairs
         * @param entryAt where the entry begins in the array
         * @param dataAt  where its bytes begin
         */
        void append(boolean moved, long[] refs, int count, int entryAt, int dataAt, int length);

        default void remove(long queue, long sequence) {
        }

        default void mark(long queue, long sequence, int mark) {
        }

        default void open(long queue, int kind, long id, String name) {
        }

        default void drop(long queue) {
        }

        default void free(long segment) {
        }
    }

    private Ops() {
    }

    /** @throws ByteReader.FormatException when it is not what this version writes */
    static void read(byte[] array, int from, int to, Handler handler) {
        ByteReader in = new ByteReader(array, from, to);
        long[] refs = new long[16];
        while (in.hasMore()) {
            int kind = in.u8();
            switch (kind) {
                case APPEND, MOVE -> refs = append(in, kind == MOVE, refs, handler);
                case REMOVE -> handler.remove(in.varint(), in.varint());
                case MARK -> handler.mark(in.varint(), in.varint(), in.i32());
                case OPEN -> handler.open(in.varint(), in.u8(), in.i64(), utf8(in.text()));
                case DROP -> handler.drop(in.varint());
                case FREE -> handler.free(in.varint());
                default -> throw new ByteReader.FormatException("operation " + kind);
            }
        }
    }

    private static long[] append(ByteReader in, boolean moved, long[] reused, Handler handler) {
        int count = in.count();
        long[] refs = reused.length < 2L * count ? new long[2 * count] : reused;
        for (int i = 0; i < 2 * count; i++) {
            refs[i] = in.varint();
        }
        int entryAt = in.at;
        int length = in.count();
        in.skip(4);
        int dataAt = in.skip(length);
        handler.append(moved, refs, count, entryAt, dataAt, length);
        return refs;
    }

    static String utf8(byte[] text) {
        return new String(text, java.nio.charset.StandardCharsets.UTF_8);
    }
}
