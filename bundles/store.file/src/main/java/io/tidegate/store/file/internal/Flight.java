package io.tidegate.store.file.internal;

/**
 * A frame on its way to the disk. Made by the committing thread, written by whoever flies it, looked at again by the
 * committing thread once it has {@link #landed}; the bytes are nobody else's until then.
 */
final class Flight {
    final Segment segment;
    /** Offset in the file. */
    final int at;
    final byte[] bytes;
    final int length;
    private Throwable failure;
    private volatile boolean landed;

    Flight(Segment segment, int at, byte[] bytes, int length) {
        this.segment = segment;
        this.at = at;
        this.bytes = bytes;
        this.length = length;
    }

    /** Writes it and waits for the disk. Never throws: {@link #failure} tells. */
    void fly() {
        try {
            segment.file.write(at, bytes, 0, length);
            segment.file.sync();
        } catch (Throwable e) {
            // Whatever it is, nothing is known of the file any more: the committing thread ends the store.
            failure = e;
        }
        landed = true;
    }

    boolean hasLanded() {
        return landed;
    }

    /** Null when it is on the disk. Only after it has landed. */
    Throwable failure() {
        return failure;
    }
}
