package io.tidegate.store.memory.internal;

import io.tidegate.store.Batch;
import io.tidegate.store.BatchReader;
import io.tidegate.store.Claim;
import io.tidegate.store.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What the store holds, and what each operation does to it. The quota is judged before the first operation, so a
 * batch is applied as a whole or not at all. Owned by the committing thread; knows no thread itself.
 *
 * <p>What counts as used: an entry's bytes once plus {@value #ENTRY_BYTES}, {@value #SLOT_BYTES} for each queue it is
 * in, {@value #MAPPED_BYTES} plus key and value for what is in a map, {@value #QUEUE_BYTES} plus the name for a queue.
 */
final class Contents {
    static final int ENTRY_BYTES = 16;
    static final int SLOT_BYTES = 16;
    static final int MAPPED_BYTES = 96;
    static final int QUEUE_BYTES = 160;

    private final LongMap<EntryQueue> queues = new LongMap<>();
    private final Map<Integer, Map<ByteBuffer, byte[]>> maps = new HashMap<>();
    private final Arena arena = new Arena();
    private final Slots.Pool pool = new Slots.Pool();
    private final BatchReader reader = new BatchReader();
    private long bytes;
    private long entries;

    long bytes() {
        return bytes;
    }

    long entries() {
        return entries;
    }

    /** Memory that the entries' chunks take, living or not. */
    long heldBytes() {
        return arena.heldBytes();
    }

    /**
     * Applies it and writes its sequence numbers into it.
     *
     * @return null, or why nothing was changed
     */
    StoreException apply(Batch batch, long quota) {
        long allowed = allowed(batch.claim(), quota) - bytes;
        long most = batch.length() + (long) QUEUE_BYTES * batch.operations();
        if (most > allowed) {
            long needed = needed(batch);
            if (needed > 0 && needed > allowed) {
                return new StoreException(StoreException.Kind.FULL, "the store is full for " + batch.claim() + ": "
                        + needed + " bytes wanted, " + bytes + " of " + quota + " in use", null);
            }
        }
        reader.of(batch);
        while (reader.next()) {
            applyOne(batch);
        }
        arena.compact();
        return null;
    }

    private static long allowed(Claim claim, long quota) {
        return switch (claim) {
            case INTAKE -> quota - quota / 10;
            case WORK -> quota;
            case RELEASE -> Long.MAX_VALUE;
        };
    }

    /** What a batch adds, not counting what it removes: room that it makes itself is there for the next one. */
    private long needed(Batch batch) {
        long needed = 0;
        reader.of(batch);
        while (reader.next()) {
            needed += switch (reader.kind()) {
                case Batch.APPEND -> neededFor(batch, reader.operation());
                case Batch.PUT -> MAPPED_BYTES + reader.key().length + reader.value().length;
                case Batch.OPEN -> QUEUE_BYTES + bytesOf(reader.name());
                default -> 0;
            };
        }
        return needed;
    }

    private static long neededFor(Batch batch, int operation) {
        int count = batch.queues(operation);
        return count == 0 ? 0 : ENTRY_BYTES + (long) SLOT_BYTES * count + batch.entryLength(operation);
    }

    private void applyOne(Batch batch) {
        switch (reader.kind()) {
            case Batch.APPEND -> append(batch, reader.operation());
            case Batch.REMOVE -> remove(queues.get(reader.queue()), reader.sequence());
            case Batch.MARK -> mark(queues.get(reader.queue()), reader.sequence(), reader.mark());
            case Batch.OPEN -> open(reader.queue(), reader.name());
            case Batch.DROP -> drop(reader.queue());
            case Batch.PUT -> put(reader.map(), reader.key(), reader.value());
            case Batch.DELETE -> delete(reader.map(), reader.key());
            default -> throw new IllegalStateException("operation " + reader.kind());
        }
    }

    private void append(Batch batch, int operation) {
        int entry = Slots.NONE;
        int count = batch.queues(operation);
        for (int i = 0; i < count; i++) {
            EntryQueue queue = queues.get(batch.queue(operation, i));
            if (queue == null) {
                batch.sequence(operation, i, 0);
                continue;
            }
            if (entry == Slots.NONE) {
                int length = batch.entryLength(operation);
                entry = arena.add(batch.array(), batch.entry(operation), length);
                bytes += ENTRY_BYTES + length;
            }
            arena.retain(entry);
            batch.sequence(operation, i, queue.append(entry));
            bytes += SLOT_BYTES;
            entries++;
        }
    }

    private void remove(EntryQueue queue, long sequence) {
        int entry = queue == null ? Slots.NONE : queue.remove(sequence);
        if (entry == Slots.NONE) {
            return;
        }
        entries--;
        bytes -= SLOT_BYTES;
        int length = arena.length(entry);
        if (arena.release(entry)) {
            bytes -= ENTRY_BYTES + length;
        }
    }

    private static void mark(EntryQueue queue, long sequence, int mark) {
        if (queue != null) {
            queue.mark(sequence, mark);
        }
    }

    private void open(long id, String name) {
        if (queues.get(id) == null) {
            queues.put(id, new EntryQueue(id, name, pool));
            bytes += QUEUE_BYTES + bytesOf(name);
        }
    }

    private void drop(long id) {
        EntryQueue queue = queues.get(id);
        if (queue == null) {
            return;
        }
        while (queue.living() > 0) {
            remove(queue, queue.first());
        }
        queues.remove(id);
        bytes -= QUEUE_BYTES + bytesOf(queue.name);
    }

    private void put(int map, byte[] key, byte[] value) {
        byte[] before = maps.computeIfAbsent(map, m -> new HashMap<>()).put(ByteBuffer.wrap(key), value);
        bytes += before == null ? MAPPED_BYTES + key.length + value.length : value.length - before.length;
    }

    private void delete(int map, byte[] key) {
        Map<ByteBuffer, byte[]> of = maps.get(map);
        byte[] before = of == null ? null : of.remove(ByteBuffer.wrap(key));
        if (before != null) {
            bytes -= MAPPED_BYTES + key.length + before.length;
            if (of.isEmpty()) {
                maps.remove(map);
            }
        }
    }

    private static int bytesOf(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A page of a queue; of one that is not there, an empty one that is at its end. */
    MemoryPage read(long id, long from, int maxEntries, int maxBytes) {
        MemoryPage page = new MemoryPage(id, from);
        EntryQueue queue = queues.get(id);
        if (queue == null) {
            return page.ends(from, true);
        }
        long left = maxBytes;
        long at = queue.nextLiving(from);
        while (at < queue.next() && page.count() < maxEntries) {
            int entry = queue.entry(at);
            int length = arena.length(entry);
            left -= length;
            if (left < 0 && page.count() > 0) {
                break;
            }
            page.add(at, queue.mark(at), arena.array(entry), arena.offset(entry), length);
            at = queue.nextLiving(at + 1);
        }
        return page.ends(at, at == queue.next());
    }

    /** A copy of all that recovery tells, for another thread. */
    Snapshot snapshot() {
        Snapshot snapshot = new Snapshot();
        queues.forEach(q -> snapshot.queue(q.id, q.name, q.first(), q.next(), q.living()));
        maps.forEach((map, of) -> of.forEach((key, value) -> snapshot.put(map, key.array().clone(), value.clone())));
        return snapshot;
    }
}
