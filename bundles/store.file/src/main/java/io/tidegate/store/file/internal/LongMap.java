package io.tidegate.store.file.internal;

import java.util.function.Consumer;

/** From a long to an object without boxing: open addressing, linear probing, at most half full. One thread at a time. */
final class LongMap<V> {
    private static final int INITIAL = 16;

    private long[] keys = new long[INITIAL];
    private Object[] values = new Object[INITIAL];
    private int size;

    /** Null when the key is not there. */
    @SuppressWarnings("unchecked")
    V get(long key) {
        return (V) values[find(key)];
    }

    void put(long key, V value) {
        int i = find(key);
        if (values[i] == null) {
            size++;
        }
        keys[i] = key;
        values[i] = value;
        if (size * 2 > keys.length) {
            resize(keys.length * 2);
        }
    }

    /** Takes it out; null when it was not there. */
    V remove(long key) {
        V removed = get(key);
        if (removed != null) {
            closeGap(find(key));
            size--;
            if (keys.length > INITIAL && size * 8 < keys.length) {
                resize(keys.length / 2);
            }
        }
        return removed;
    }

    int size() {
        return size;
    }

    @SuppressWarnings("unchecked")
    void forEach(Consumer<V> to) {
        for (Object value : values) {
            if (value != null) {
                to.accept((V) value);
            }
        }
    }

    /** Its place, or the free one where it would go. */
    private int find(long key) {
        int mask = keys.length - 1;
        int i = home(key, mask);
        while (values[i] != null && keys[i] != key) {
            i = i + 1 & mask;
        }
        return i;
    }

    private static int home(long key, int mask) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & mask;
    }

    /** Moves back what was displaced by the one that goes, so that no search ends too early. */
    private void closeGap(int gap) {
        int mask = keys.length - 1;
        for (int i = gap + 1 & mask; values[i] != null; i = i + 1 & mask) {
            int displaced = i - home(keys[i], mask) & mask;
            if (displaced >= (i - gap & mask)) {
                keys[gap] = keys[i];
                values[gap] = values[i];
                gap = i;
            }
        }
        values[gap] = null;
    }

    private void resize(int capacity) {
        long[] oldKeys = keys;
        Object[] oldValues = values;
        keys = new long[capacity];
        values = new Object[capacity];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int to = find(oldKeys[i]);
                keys[to] = oldKeys[i];
                values[to] = oldValues[i];
            }
        }
    }
}
