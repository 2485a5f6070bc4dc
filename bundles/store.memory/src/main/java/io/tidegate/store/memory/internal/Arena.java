package io.tidegate.store.memory.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of entries, one after the other in chunks, so that an entry is no object. Entries are known by a small
 * number, which is reused, and counted by how many queues refer to them. In a chunk:
 * <pre>
 * entry i32 | length i32 | length bytes      … and again
 * </pre>
 * What was written into a chunk is never overwritten, so a reader's page stays good however long it is held; chunks
 * are left to the garbage collector. A few living entries could hold many chunks: when the chunks hold more than three
 * times what lives, those less than half alive are emptied into new ones.
 *
 * <p>Owned by the committing thread; the chunks' arrays are read by anybody whom they were handed to.
 */
final class Arena {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int CHUNK_BYTES = 1 << 16;
    /** An entry above this has a chunk of its own, so that little is left unused at a chunk's end. */
    private static final int LARGE_BYTES = CHUNK_BYTES / 8;
    private static final int HEADER_BYTES = 8;
    private static final int SLACK_BYTES = 1 << 20;
    private static final int INITIAL_ENTRIES = 256;
    private static final int NONE = -1;

    private final List<Chunk> chunks = new ArrayList<>();
    private Chunk tail = new Chunk(0);

    // by entry; of a free one, place is the next free one
    private Chunk[] chunkOf = new Chunk[INITIAL_ENTRIES];
    private int[] place = new int[INITIAL_ENTRIES];
    private int[] references = new int[INITIAL_ENTRIES];
    private int free = NONE;
    private int used;
    private int living;

    private long liveBytes;
    private long heldBytes;

    /** Keeps a copy, referred to by nobody yet. */
    int add(byte[] from, int offset, int length) {
        int entry = newNumber();
        references[entry] = 0;
        living++;
        liveBytes += HEADER_BYTES + length;
        write(entry, from, offset, length);
        return entry;
    }

    void retain(int entry) {
        references[entry]++;
    }

    /** One queue less refers to it; true when it was the last and the entry is gone. */
    boolean release(int entry) {
        if (--references[entry] > 0) {
            return false;
        }
        Chunk chunk = chunkOf[entry];
        int bytes = HEADER_BYTES + length(entry);
        liveBytes -= bytes;
        chunk.live -= bytes;
        if (chunk.live == 0 && chunk != tail) {
            forget(chunk);
        }
        chunkOf[entry] = null;
        place[entry] = free;
        free = entry;
        if (--living == 0) {
            forgetNumbers();
        }
        return true;
    }

    byte[] array(int entry) {
        return chunkOf[entry].bytes;
    }

    int offset(int entry) {
        return place[entry];
    }

    int length(int entry) {
        return (int) INT.get(chunkOf[entry].bytes, place[entry] - 4);
    }

    /** What lives, with a header each. */
    long liveBytes() {
        return liveBytes;
    }

    /** What the chunks take. */
    long heldBytes() {
        return heldBytes;
    }

    /** Gives back what sparse chunks hold, when that is worth while. Its cost is paid for by what was released since. */
    void compact() {
        if (heldBytes <= 3 * liveBytes + SLACK_BYTES) {
            return;
        }
        // From the end: what takes the place of a chunk that is forgotten was looked at before, or is new.
        for (int i = chunks.size() - 1; i >= 0; i--) {
            if (i < chunks.size() && isSparse(chunks.get(i))) {
                moveOut(chunks.get(i));
            }
        }
    }

    private boolean isSparse(Chunk chunk) {
        return chunk != tail && chunk.live < chunk.bytes.length / 2;
    }

    private void moveOut(Chunk chunk) {
        for (int at = 0; chunk.live > 0; ) {
            int entry = (int) INT.get(chunk.bytes, at);
            int length = (int) INT.get(chunk.bytes, at + 4);
            // The number may be another entry's by now: only the place says that it is still this one.
            if (entry < used && chunkOf[entry] == chunk && place[entry] == at + HEADER_BYTES) {
                chunk.live -= HEADER_BYTES + length;
                write(entry, chunk.bytes, at + HEADER_BYTES, length);
            }
            at += HEADER_BYTES + length;
        }
        forget(chunk);
    }

    private void write(int entry, byte[] from, int offset, int length) {
        Chunk chunk = room(Math.addExact(HEADER_BYTES, length));
        int at = chunk.used;
        INT.set(chunk.bytes, at, entry);
        INT.set(chunk.bytes, at + 4, length);
        System.arraycopy(from, offset, chunk.bytes, at + HEADER_BYTES, length);
        chunk.used = at + HEADER_BYTES + length;
        chunk.live += HEADER_BYTES + length;
        chunkOf[entry] = chunk;
        place[entry] = at + HEADER_BYTES;
    }

    private Chunk room(int bytes) {
        if (bytes > LARGE_BYTES) {
            return hold(new Chunk(bytes));
        }
        if (tail.bytes.length - tail.used < bytes) {
            Chunk full = tail;
            tail = hold(new Chunk(CHUNK_BYTES));
            if (full.live == 0 && full.bytes.length > 0) {
                forget(full);
            }
        }
        return tail;
    }

    private Chunk hold(Chunk chunk) {
        chunk.index = chunks.size();
        chunks.add(chunk);
        heldBytes += chunk.bytes.length;
        return chunk;
    }

    private void forget(Chunk chunk) {
        Chunk last = chunks.remove(chunks.size() - 1);
        if (last != chunk) {
            chunks.set(chunk.index, last);
            last.index = chunk.index;
        }
        heldBytes -= chunk.bytes.length;
    }

    private int newNumber() {
        if (free != NONE) {
            int entry = free;
            free = place[entry];
            return entry;
        }
        if (used == place.length) {
            int capacity = (int) Math.min(used * 2L, Integer.MAX_VALUE - 8);
            chunkOf = Arrays.copyOf(chunkOf, capacity);
            place = Arrays.copyOf(place, capacity);
            references = Arrays.copyOf(references, capacity);
        }
        return used++;
    }

    private void forgetNumbers() {
        if (place.length > INITIAL_ENTRIES * 16) {
            chunkOf = new Chunk[INITIAL_ENTRIES];
            place = new int[INITIAL_ENTRIES];
            references = new int[INITIAL_ENTRIES];
            free = NONE;
            used = 0;
        }
    }

    private static final class Chunk {
        final byte[] bytes;
        int used;
        int live;
        int index;

        Chunk(int size) {
            bytes = new byte[size];
        }
    }
}
