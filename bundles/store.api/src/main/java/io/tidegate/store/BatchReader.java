package io.tidegate.store;

import org.osgi.annotation.versioning.ProviderType;

/** A cursor over the operations of a {@link Batch}, for stores. Reusable, one thread at a time. */
@ProviderType
public final class BatchReader {
    private Batch batch;
    private byte[] array;
    private int at;
    private int end;

    /** Points it before the first operation. */
    public BatchReader of(Batch batch) {
        this.batch = batch;
        array = batch.array();
        at = 0;
        end = 0;
        return this;
    }

    /** Moves to the next operation; false when there is none. */
    public boolean next() {
        at = end;
        if (at >= batch.length()) {
            return false;
        }
        end = at + size();
        return true;
    }

    private int size() {
        return switch (kind()) {
            case Batch.APPEND -> 7 + 16 * batch.queues(at) + batch.entryLength(at);
            case Batch.REMOVE -> 17;
            case Batch.MARK -> 21;
            case Batch.OPEN -> 13 + intAt(9);
            case Batch.DROP -> 9;
            case Batch.PUT -> 13 + keyLength() + intAt(9 + keyLength());
            case Batch.DELETE -> 9 + keyLength();
            default -> throw new IllegalStateException("operation " + kind() + " at " + at);
        };
    }

    /** {@link Batch#APPEND} and the others. */
    public int kind() {
        return array[at];
    }

    /** APPEND: the handle for {@link Batch}'s methods. */
    public int operation() {
        return at;
    }

    /** REMOVE, MARK, OPEN, DROP. */
    public long queue() {
        return (long) Batch.LONG.get(array, at + 1);
    }

    /** REMOVE, MARK. */
    public long sequence() {
        return (long) Batch.LONG.get(array, at + 9);
    }

    /** MARK. */
    public int mark() {
        return intAt(17);
    }

    /** OPEN. */
    public String name() {
        return new String(array, at + 13, intAt(9), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** PUT, DELETE. */
    public int map() {
        return intAt(1);
    }

    /** PUT, DELETE: a copy. */
    public byte[] key() {
        return java.util.Arrays.copyOfRange(array, at + 9, at + 9 + keyLength());
    }

    /** PUT: a copy. */
    public byte[] value() {
        return java.util.Arrays.copyOfRange(array, at + 13 + keyLength(), end);
    }

    private int keyLength() {
        return intAt(5);
    }

    private int intAt(int offset) {
        return (int) Batch.INT.get(array, at + offset);
    }
}
