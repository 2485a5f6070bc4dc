package io.tidegate.transport.netty.internal.loop;

/**
 * Arrays of one loop that are not in use, by classes of powers of two. Bounded by bytes, not by count: what would
 * exceed the bound, and arrays above the largest class, go to the garbage collector. Loop thread only.
 */
final class BytePool {
    private static final int SMALLEST = 9; // 512 bytes
    private static final int LARGEST = 20; // 1 MB
    private static final int DEPTH = 4096;

    private final long maxBytes;
    private long bytes;
    private final byte[][][] free = new byte[LARGEST + 1][][];
    private final int[] count = new int[LARGEST + 1];

    BytePool(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** An array of at least that many bytes; its content is arbitrary. */
    byte[] take(int atLeast) {
        int sizeClass = sizeClass(atLeast);
        if (sizeClass > LARGEST) {
            return new byte[atLeast];
        }
        int n = count[sizeClass];
        if (n == 0) {
            return new byte[1 << sizeClass];
        }
        byte[] array = free[sizeClass][n - 1];
        free[sizeClass][n - 1] = null;
        count[sizeClass] = n - 1;
        bytes -= array.length;
        return array;
    }

    /** Takes back what {@link #take} gave. */
    void give(byte[] array) {
        int sizeClass = sizeClass(array.length);
        if (sizeClass > LARGEST || bytes + array.length > maxBytes || count[sizeClass] == DEPTH) {
            return;
        }
        byte[][] stack = free[sizeClass];
        if (stack == null) {
            stack = new byte[16][];
            free[sizeClass] = stack;
        } else if (count[sizeClass] == stack.length) {
            stack = java.util.Arrays.copyOf(stack, stack.length * 2);
            free[sizeClass] = stack;
        }
        stack[count[sizeClass]++] = array;
        bytes += array.length;
    }

    long bytes() {
        return bytes;
    }

    private static int sizeClass(int size) {
        return Math.max(SMALLEST, 32 - Integer.numberOfLeadingZeros(Math.max(size, 1) - 1));
    }
}
