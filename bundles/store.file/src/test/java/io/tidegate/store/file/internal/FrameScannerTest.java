package io.tidegate.store.file.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where a log ends, and what is damage, by what later frames say had been on the disk. */
class FrameScannerTest {
    private static final int SEGMENT = 7;
    private static final int LENGTH = 64;
    private final FaultyDisk disk = new FaultyDisk(new Random(1));
    private final List<Integer> damages = new ArrayList<>();
    private LogFile file;

    /** Frames of {@value #LENGTH} bytes, each with its syncedTo. */
    private void write(int... syncedTo) throws IOException {
        file = disk.create("00000001.segment");
        for (int i = 0; i < syncedTo.length; i++) {
            ByteWriter frame = new ByteWriter(LENGTH);
            Frame.begin(frame);
            frame.bytes(new byte[LENGTH - Frame.HEADER], 0, LENGTH - Frame.HEADER);
            Frame.finish(frame, Frame.OPERATIONS, 1, SEGMENT, i * LENGTH, syncedTo[i]);
            file.write(i * LENGTH, frame.array, 0, LENGTH);
        }
    }

    private void damage(int frame, int at) {
        disk.damage("00000001.segment", frame * LENGTH + at);
    }

    private List<Integer> whole(int end) throws IOException {
        FrameScanner frames = new FrameScanner(file, SEGMENT, 0, end, (offset, what) -> damages.add(offset / LENGTH));
        List<Integer> whole = new ArrayList<>();
        while (frames.next()) {
            whole.add(frames.offset() / LENGTH);
        }
        assertEquals(0, frames.end() % LENGTH);
        return whole;
    }

    @Test
    void brokenAndNothingSaysItWasOnTheDisk_isTheEnd() throws Exception {
        write(0, 0, 0, 0);
        damage(1, 40);
        assertEquals(List.of(0), whole(0));
        assertEquals(List.of(), damages);
    }

    @Test
    void brokenButProvenByTheNext_isSteppedOver() throws Exception {
        write(0, 64, 128, 192);
        damage(1, 40);
        assertEquals(List.of(0, 2, 3), whole(0));
        assertEquals(List.of(1), damages);
    }

    @Test
    void brokenButProvenByALaterOne_isSteppedOver_andTheOnesBetweenCount() throws Exception {
        write(0, 0, 0, 0, 256);
        damage(1, 40);
        assertEquals(List.of(0, 2, 3, 4), whole(0));
        assertEquals(List.of(1), damages);
    }

    @Test
    void twoBroken_provenByALaterOne_areOneGap() throws Exception {
        write(0, 0, 0, 0, 256);
        damage(1, 4);
        damage(2, 40);
        assertEquals(List.of(0, 3, 4), whole(0));
        assertEquals(List.of(1), damages);
    }

    @Test
    void provenByAFrameThatIsItselfTorn_isDamage_andTheEnd() throws Exception {
        write(0, 64, 128);
        damage(1, 40);
        damage(2, 40);
        assertEquals(List.of(0), whole(0));
        assertEquals(List.of(1), damages);
    }

    @Test
    void endIsKnown_allThatIsBrokenIsDamage() throws Exception {
        write(0, 0, 0, 0);
        damage(1, 40);
        damage(3, 40);
        assertEquals(List.of(0, 2), whole(4 * LENGTH));
        assertEquals(List.of(1, 3), damages);
    }
}
