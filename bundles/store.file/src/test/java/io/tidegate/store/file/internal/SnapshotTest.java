package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    /** More than one plan holds. */
    private static final int SEGMENTS = 150;
    private final FaultyDisk disk = new FaultyDisk(new Random(1));

    /** Segments that are leased are never used again. */
    @Test
    void mapThatCannotBeRead_isSaid_andAllLeasesAreGivenBack() throws Exception {
        Index index = new Index();
        QueueState map = index.open(1, QueueState.MAP, 7, "");
        List<Segment> segments = new ArrayList<>();
        for (int i = 1; i <= SEGMENTS; i++) {
            String name = i + Spares.SUFFIX;
            Segment segment = new Segment(i, name, disk.create(name));
            segment.end = SegmentHeader.FIRST_FRAME + 1000;
            index.append(map, i, segment, SegmentHeader.FIRST_FRAME, 10);
            segments.add(segment);
        }
        disk.noHeap(segments.get(0).name);
        CompletableFuture<Snapshot> done = new CompletableFuture<>();
        Snapshot.plan(index, new PageReader(new DamageLog(), (queue, sequence, segment, offset) -> { }), done, read -> {
            assertTrue(segments.stream().allMatch(Segment::isLeased));
            read.run();
            return true;
        });
        assertTrue(done.isCompletedExceptionally());
        assertEquals(List.of(), segments.stream().filter(Segment::isLeased).toList());
    }
}
