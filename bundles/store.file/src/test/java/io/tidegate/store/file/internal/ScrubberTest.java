package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ScrubberTest {
    private final FaultyDisk disk = new FaultyDisk(new Random(1));
    private final Scrubber scrubber = new Scrubber(new DamageLog());

    private Segment segment(long number) throws Exception {
        Segment segment = new Segment(number, "0000000" + number + Spares.SUFFIX, disk.create("0000000" + number + Spares.SUFFIX));
        segment.end = SegmentHeader.FIRST_FRAME + 4096;
        return segment;
    }

    /** It is read the next time round; what else is done each second does not wait for it. */
    @Test
    void noHeapToReadIt_isGoneOnBehindIt_andNoLeaseStays() throws Exception {
        Segment segment = segment(3);
        scrubber.begin(segment.lease());
        disk.noHeap(segment.name);
        scrubber.step();
        assertTrue(scrubber.isIdle());
        assertEquals(3, scrubber.last(), "the next one comes after it");
        assertFalse(segment.isLeased());
    }

    /** While a commit takes longer than a second, several are picked; each of them with a lease. */
    @Test
    void pickedTwiceBeforeItBegan_isReadOnce_andNoLeaseStays() throws Exception {
        Segment segment = segment(3);
        scrubber.begin(segment.lease());
        scrubber.begin(segment.lease());
        scrubber.begin(null);
        assertTrue(segment.isLeased());
        assertEquals(3, scrubber.last(), "the next one comes after it");
        for (int i = 0; i < 10 && !scrubber.isIdle(); i++) {
            scrubber.step();
        }
        assertTrue(scrubber.isIdle());
        assertFalse(segment.isLeased(), "its file is never used again");
    }
}
