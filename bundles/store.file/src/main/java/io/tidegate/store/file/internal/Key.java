package io.tidegate.store.file.internal;

import java.util.Arrays;

/** A map's key: bytes that can be looked up. The array is not changed. */
record Key(byte[] bytes) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Key k && Arrays.equals(bytes, k.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
