package io.tidegate.hub.internal.session;

/**
 * Messages of a session without a queue that wait for window or socket, as bytes in one growing ring; bounded, and
 * absent while nothing waits. Owned by the session's loop.
 *
 * <p>A record: length i32 (of what follows) | flags u8 | topic length u16 | topic | payload; one that does not fit
 * before the ring's end starts at its beginning, after a length of −1.
 */
public final class Waiting {
    private static final int HEAD = 7;

    private final int limit;
    private byte[] ring = new byte[1024];
    private int head;
    private int tail;
    private int used;
    private int count;

    /** @param limit most bytes that may wait, records' heads included */
    public Waiting(int limit) {
        this.limit = limit;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    public int count() {
        return count;
    }

    public int bytes() {
        return used;
    }

    /** Keeps a copy; false when it would be over the limit. */
    public boolean add(int flags, byte[] a, int topic, int topicLength, int payload, int payloadLength) {
        int size = HEAD + topicLength + payloadLength;
        if (used + size > limit) {
            return false;
        }
        int at = room(size);
        putInt(at, size - 4);
        ring[at + 4] = (byte) flags;
        ring[at + 5] = (byte) (topicLength >> 8);
        ring[at + 6] = (byte) topicLength;
        System.arraycopy(a, topic, ring, at + HEAD, topicLength);
        System.arraycopy(a, payload, ring, at + HEAD + topicLength, payloadLength);
        used += size;
        count++;
        return true;
    }

    private int room(int size) {
        while (true) {
            boolean wrapped = tail < head || tail == head && count > 0;
            int free = wrapped ? head - tail : ring.length - tail;
            if (free >= size + 4) { // four more, for the mark of the ring's end
                int at = tail;
                tail += size;
                return at;
            }
            if (!wrapped && head > size) {
                putInt(tail, -1);
                tail = size;
                return 0;
            }
            grow(size);
        }
    }

    private void grow(int size) {
        Waiting larger = new Waiting(limit);
        larger.ring = new byte[Math.max(ring.length * 2, Integer.highestOneBit(size + 8) * 2)];
        while (count > 0) {
            larger.add(flags(), ring, topic(), topicLength(), payload(), payloadLength());
            remove();
        }
        ring = larger.ring;
        head = larger.head;
        tail = larger.tail;
        used = larger.used;
        count = larger.count;
    }

    // the oldest record; valid until the next add or remove

    public byte[] array() {
        return ring;
    }

    public int flags() {
        return ring[first() + 4];
    }

    public int topic() {
        return first() + HEAD;
    }

    public int topicLength() {
        return (ring[first() + 5] & 0xFF) << 8 | ring[first() + 6] & 0xFF;
    }

    public int payload() {
        return topic() + topicLength();
    }

    public int payloadLength() {
        return getInt(first()) + 4 - HEAD - topicLength();
    }

    /** Forgets the oldest. */
    public void remove() {
        int at = first();
        int size = getInt(at) + 4;
        head = at + size;
        used -= size;
        count--;
        if (count == 0) {
            head = 0;
            tail = 0;
        }
    }

    private int first() {
        if (getInt(head) == -1) {
            head = 0;
        }
        return head;
    }

    private int getInt(int at) {
        return ring[at] << 24 | (ring[at + 1] & 0xFF) << 16 | (ring[at + 2] & 0xFF) << 8 | ring[at + 3] & 0xFF;
    }

    private void putInt(int at, int value) {
        ring[at] = (byte) (value >> 24);
        ring[at + 1] = (byte) (value >> 16);
        ring[at + 2] = (byte) (value >> 8);
        ring[at + 3] = (byte) value;
    }
}
