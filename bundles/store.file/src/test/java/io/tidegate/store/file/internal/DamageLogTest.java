package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class DamageLogTest {
    private final DamageLog damage = new DamageLog();
    private final Segment segment = new Segment(3, "00000003.log", null);

    /** That it is not cleaned any more is news, whatever was said of its header. */
    @Test
    void segmentThatCannotBeRead_isSaidOnce_besidesItsPlaces() {
        damage.report(segment, 0, "a damaged header");
        damage.report(segment, 0, "a damaged header, once more");
        assertEquals(1, damage.count());
        damage.unreadable(segment, new IOException("input/output error"));
        damage.unreadable(segment, new IOException("input/output error"));
        assertEquals(2, damage.count());
        assertTrue(damage.last().startsWith("cannot be read: input/output error: segment 3 "), damage.last());
    }
}
