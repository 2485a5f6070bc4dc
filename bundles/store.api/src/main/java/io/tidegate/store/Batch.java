package io.tidegate.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One transaction in the making: a sequence of operations in one growing byte array, so that filling it makes no
 * object. Owned by the thread that fills it; by the store from {@link Store#submit} until {@code done}; then by its
 * owner again, who reads the sequence numbers and may {@link #clear} and reuse it.
 *
 * <p>Operations, big endian, as {@link BatchReader} walks them:
 * <pre>
 * kind u8 | rest
 * APPEND  | length i32 | queues u16 | queues × { queue i64, sequence i64 (written by the store) } | length bytes
 * REMOVE  | queue i64 | sequence i64
 * MARK    | queue i64 | sequence i64 | mark i32
 * OPEN    | queue i64 | length i32 | name, UTF-8
 * DROP    | queue i64
 * PUT     | map i32 | length i32 | key | length i32 | value
 * DELETE  | map i32 | length i32 | key
 * </pre>
 */
@ProviderType
public final class Batch {
    public static final int APPEND = 1;
    public static final int REMOVE = 2;
    public static final int MARK = 3;
    public static final int OPEN = 4;
    public static final int DROP = 5;
    public static final int PUT = 6;
    public static final int DELETE = 7;
    /** Most queues that one entry can be appended to at once. */
    public static final int MAX_QUEUES = 65_535;

    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private byte[] array;
    private int length;
    private int operations;
    private Claim claim = Claim.RELEASE;
    private boolean unawaited;
    private StoreException failure;

    public Batch(int initialBytes) {
        array = new byte[initialBytes];
    }

    /** Raises the claim: of all operations the one that needs most room decides ({@code INTAKE} over {@code WORK} over {@code RELEASE}). */
    public void claim(Claim wanted) {
        if (wanted.compareTo(claim) < 0) {
            claim = wanted;
        }
    }

    public Claim claim() {
        return claim;
    }

    /**
     * Says that nobody is told anything when it is committed, so that the store may keep it for a few milliseconds to commit it
     * with what comes next. Its order among others is not touched by that.
     */
    public void unawaited() {
        unawaited = true;
    }

    public boolean isAwaited() {
        return !unawaited;
    }

    /**
     * Begins an entry in these queues; its bytes are then written into {@link #array()} at {@link #entry}. Zero queues:
     * the entry is kept nowhere, but comes back with the batch in its place.
     *
     * @return the operation, a handle for the methods below until {@link #clear}
     */
    public int append(long[] queues, int count, int entryLength) {
        if (count < 0 || count > MAX_QUEUES || entryLength < 0) {
            throw new IllegalArgumentException(count + " queues, " + entryLength + " bytes");
        }
        int operation = length;
        ensure(7 + 16 * count + entryLength);
        array[length] = APPEND;
        INT.set(array, length + 1, entryLength);
        SHORT.set(array, length + 5, (short) count);
        int at = length + 7;
        for (int i = 0; i < count; i++, at += 16) {
            LONG.set(array, at, queues[i]);
            LONG.set(array, at + 8, 0L);
        }
        length = at + entryLength;
        operations++;
        return operation;
    }

    /** In how many queues the entry of this operation is. */
    public int queues(int operation) {
        return (short) SHORT.get(array, operation + 5) & 0xFFFF;
    }

    public long queue(int operation, int i) {
        return (long) LONG.get(array, operation + 7 + 16 * i);
    }

    /** The sequence number that the entry got in its i-th queue; 0 before the commit. */
    public long sequence(int operation, int i) {
        return (long) LONG.get(array, operation + 15 + 16 * i);
    }

    /** For stores: gives the entry its sequence number. */
    public void sequence(int operation, int i, long sequence) {
        LONG.set(array, operation + 15 + 16 * i, sequence);
    }

    /** Offset of the entry's bytes in {@link #array()}. */
    public int entry(int operation) {
        return operation + 7 + 16 * queues(operation);
    }

    public int entryLength(int operation) {
        return (int) INT.get(array, operation + 1);
    }

    /** The entry is no longer needed in this queue. Removing what is gone changes nothing. */
    public void remove(long queue, long sequence) {
        head(REMOVE, queue, 17);
        LONG.set(array, length - 8, sequence);
    }

    /** Remembers a number with an entry, in place of an earlier one. Marking what is gone changes nothing. */
    public void mark(long queue, long sequence, int mark) {
        head(MARK, queue, 21);
        LONG.set(array, length - 12, sequence);
        INT.set(array, length - 4, mark);
    }

    /** Opens a queue; its first entry will have number 1. */
    public void open(long queue, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        head(OPEN, queue, 13 + text.length);
        INT.set(array, length - 4 - text.length, text.length);
        System.arraycopy(text, 0, array, length - text.length, text.length);
    }

    /** Drops a queue with all that is in it; its id is never used again. */
    public void drop(long queue) {
        head(DROP, queue, 9);
    }

    /** Puts a value in a map, in place of an earlier one. Copies. */
    public void put(int map, byte[] key, byte[] value) {
        put(map, key, 0, key.length, value, 0, value.length);
    }

    /** As {@link #put(int, byte[], byte[])} with ranges. */
    public void put(int map, byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset, int valueLength) {
        int at = key(PUT, map, key, keyOffset, keyLength, 4 + valueLength);
        INT.set(array, at, valueLength);
        System.arraycopy(value, valueOffset, array, at + 4, valueLength);
    }

    public void delete(int map, byte[] key, int keyOffset, int keyLength) {
        key(DELETE, map, key, keyOffset, keyLength, 0);
    }

    private void head(int kind, long queue, int bytes) {
        ensure(bytes);
        array[length] = (byte) kind;
        LONG.set(array, length + 1, queue);
        length += bytes;
        operations++;
    }

    private int key(int kind, int map, byte[] key, int keyOffset, int keyLength, int more) {
        ensure(9 + keyLength + more);
        array[length] = (byte) kind;
        INT.set(array, length + 1, map);
        INT.set(array, length + 5, keyLength);
        System.arraycopy(key, keyOffset, array, length + 9, keyLength);
        int at = length + 9 + keyLength;
        length = at + more;
        operations++;
        return at;
    }

    private void ensure(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, Math.addExact(length, more)));
        }
    }

    /** The operations' bytes; may be another array after the next operation. */
    public byte[] array() {
        return array;
    }

    /** Bytes in use. */
    public int length() {
        return length;
    }

    public int operations() {
        return operations;
    }

    public boolean isEmpty() {
        return operations == 0;
    }

    /** Why it was not committed; null when it was, or not yet submitted. */
    public StoreException failure() {
        return failure;
    }

    /** For stores, before {@code done}. */
    public void failure(StoreException failure) {
        this.failure = failure;
    }

    /** Empties it for reuse; a large array is given back so that one big batch does not stay. */
    public void clear() {
        if (array.length > 1 << 20) {
            array = new byte[1 << 16];
        }
        length = 0;
        operations = 0;
        failure = null;
        claim = Claim.RELEASE;
        unawaited = false;
    }
}
