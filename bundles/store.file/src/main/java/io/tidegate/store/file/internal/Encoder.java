package io.tidegate.store.file.internal;

import io.tidegate.store.Batch;
import io.tidegate.store.BatchReader;
import java.nio.charset.StandardCharsets;

/**
 * Turns batches into operations of the log's frame and applies them to the index at once: should the frame not reach
 * the disk, the store ends and nobody has seen the index. What changes nothing is not written. Owned by the committing
 * thread.
 */
final class Encoder {
    private static final int SLACK = 64;

    private final Log log;
    private final Index index;
    private final ByteWriter frame;
    private final BatchReader reader = new BatchReader();
    private QueueState[] queues = new QueueState[16];

    Encoder(Log log) {
        this.log = log;
        this.index = log.index;
        this.frame = log.frame;
    }

    /** Not less than what {@link #encode} writes. */
    static long bound(Batch batch) {
        return batch.length() + (long) SLACK * batch.operations() + SLACK;
    }

    /** What it adds to {@link Index#bytes}, without what it removes. */
    long adds(Batch batch) {
        long bytes = 0;
        for (reader.of(batch); reader.next(); ) {
            switch (reader.kind()) {
                case Batch.APPEND -> {
                    int n = batch.queues(reader.operation());
                    bytes += n == 0 ? 0 : n * Index.share(batch.entryLength(reader.operation()), n);
                }
                case Batch.PUT -> bytes += Index.share(reader.key().length + reader.value().length + 2L, 1);
                case Batch.OPEN -> bytes += Index.REF_BYTES + reader.name().length();
                default -> bytes += 0;
            }
        }
        return bytes;
    }

    /** Writes sequence numbers into the batch; there is room for {@link #bound}. */
    void encode(Batch batch) {
        for (reader.of(batch); reader.next(); ) {
            switch (reader.kind()) {
                case Batch.APPEND -> append(batch, reader.operation());
                case Batch.REMOVE -> remove(index.queue(reader.queue()), reader.sequence());
                case Batch.MARK -> mark(index.queue(reader.queue()), reader.sequence(), reader.mark());
                case Batch.OPEN -> open(reader.queue(), reader.name());
                case Batch.DROP -> drop(index.queue(reader.queue()));
                case Batch.PUT -> put(reader.map(), reader.key(), reader.value());
                case Batch.DELETE -> delete(reader.map(), reader.key());
                default -> throw new IllegalStateException("operation " + reader.kind());
            }
        }
    }

    private void append(Batch batch, int operation) {
        int open = openQueues(batch, operation);
        if (open == 0) {
            return;
        }
        frame.u8(Ops.APPEND).varint(open);
        int all = batch.queues(operation);
        for (int i = 0; i < all; i++) {
            if (queues[i] != null) {
                frame.varint(queues[i].number).varint(queues[i].next);
                batch.sequence(operation, i, queues[i].next++);
            }
        }
        int length = batch.entryLength(operation);
        int offset = entry(length, Crc.of(batch.array(), batch.entry(operation), length));
        frame.bytes(batch.array(), batch.entry(operation), length);
        long share = Index.share(length, open);
        for (int i = 0; i < all; i++) {
            if (queues[i] != null) {
                index.append(queues[i], batch.sequence(operation, i), log.active(), offset, share);
            }
        }
    }

    private int openQueues(Batch batch, int operation) {
        int all = batch.queues(operation);
        if (queues.length < all) {
            queues = new QueueState[all];
        }
        int open = 0;
        for (int i = 0; i < all; i++) {
            queues[i] = index.queue(batch.queue(operation, i));
            if (queues[i] == null) {
                batch.sequence(operation, i, 0);
            } else {
                open++;
            }
        }
        return open;
    }

    /** Begins an entry; returns its offset in the file. */
    private int entry(int length, int crc) {
        int offset = log.position();
        frame.varint(length).i32(crc);
        return offset;
    }

    /** Also for an entry that was found damaged: it does not come back. */
    void remove(QueueState q, long sequence) {
        if (q != null && index.remove(q, sequence)) {
            frame.u8(Ops.REMOVE).varint(q.number).varint(sequence);
        }
    }

    private void mark(QueueState q, long sequence, int mark) {
        if (q != null && index.mark(q, sequence, mark)) {
            frame.u8(Ops.MARK).varint(q.number).varint(sequence).i32(mark);
        }
    }

    private void open(long id, String name) {
        if (index.queue(id) == null) {
            opened(QueueState.QUEUE, id, name);
        }
    }

    private QueueState opened(int kind, long id, String name) {
        QueueState q = index.open(index.nextNumber, kind, id, name);
        frame.u8(Ops.OPEN).varint(q.number).u8(kind).i64(id).text(name.getBytes(StandardCharsets.UTF_8));
        return q;
    }

    private void drop(QueueState q) {
        if (q != null) {
            index.drop(q);
            frame.u8(Ops.DROP).varint(q.number);
        }
    }

    private void put(int map, byte[] key, byte[] value) {
        QueueState q = index.map(map);
        if (q == null) {
            q = opened(QueueState.MAP, map, "");
        }
        long sequence = q.next++;
        Long before = q.keys.put(new Key(key), sequence);
        frame.u8(Ops.APPEND).varint(1).varint(q.number).varint(sequence);
        ByteWriter head = new ByteWriter(key.length + 5).text(key);
        byte[] bytes = java.util.Arrays.copyOf(head.array, head.length + value.length);
        System.arraycopy(value, 0, bytes, head.length, value.length);
        int offset = entry(bytes.length, Crc.of(bytes, 0, bytes.length));
        frame.bytes(bytes, 0, bytes.length);
        index.append(q, sequence, log.active(), offset, Index.share(bytes.length, 1));
        if (before != null) {
            remove(q, before);
        }
    }

    private void delete(int map, byte[] key) {
        QueueState q = index.map(map);
        Long sequence = q == null ? null : q.keys.remove(new Key(key));
        if (sequence != null) {
            remove(q, sequence);
        }
    }

    /** Copies what still lives there of an older segment's entry; returns whether any of it did. */
    boolean move(Segment from, long[] refs, int count, byte[] array, int dataAt, int length) {
        int living = 0;
        for (int i = 0; i < 2 * count; i += 2) {
            QueueState q = index.numbered(refs[i]);
            Run run = q == null ? null : q.find(refs[i + 1]);
            if (run != null && run.segment == from) {
                refs[2 * living] = refs[i];
                refs[2 * living++ + 1] = refs[i + 1];
            }
        }
        if (living == 0) {
            return false;
        }
        frame.u8(Ops.MOVE).varint(living);
        for (int i = 0; i < 2 * living; i++) {
            frame.varint(refs[i]);
        }
        int offset = entry(length, Crc.of(array, dataAt, length));
        frame.bytes(array, dataAt, length);
        long share = Index.share(length, living);
        for (int i = 0; i < 2 * living; i += 2) {
            index.move(index.numbered(refs[i]), refs[i + 1], log.active(), offset, share);
        }
        return true;
    }
}
