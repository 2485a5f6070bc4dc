package io.tidegate.transport.netty.internal.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BytePoolTest {
    private final BytePool pool = new BytePool(4096);

    @Test
    void take_givesAtLeastThatMany_inPowersOfTwo() {
        for (int size : new int[] {0, 1, 511, 512, 513, 65_536, 65_537, 1 << 20}) {
            byte[] array = pool.take(size);
            assertTrue(array.length >= Math.max(512, size) && Integer.bitCount(array.length) == 1, size + ": " + array.length);
        }
        assertEquals((1 << 20) + 1, pool.take((1 << 20) + 1).length);
    }

    @Test
    void give_isTakenAgain_upToTheBound() {
        byte[] first = pool.take(2048);
        byte[] second = pool.take(2048);
        byte[] third = pool.take(2048);
        pool.give(first);
        pool.give(second);
        pool.give(third); // beyond 4096 bytes
        assertEquals(4096, pool.bytes());
        assertSame(second, pool.take(1500));
        assertSame(first, pool.take(2048));
        assertNotSame(third, pool.take(2048));
        assertEquals(0, pool.bytes());
    }

    @Test
    void give_ofAHugeArray_isNotKept() {
        BytePool large = new BytePool(Long.MAX_VALUE);
        large.give(new byte[(1 << 20) + 1]);
        assertEquals(0, large.bytes());
    }
}
