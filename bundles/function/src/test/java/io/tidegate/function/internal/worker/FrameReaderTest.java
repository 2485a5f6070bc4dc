package io.tidegate.function.internal.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.function.Invocation;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static final String READY = "00000014 01 10 0000000000000000 0000000000000000 5059";
    private long largest = 4;
    private final List<String> told = new ArrayList<>();
    private final WorkerListener listener = new WorkerListener() {
        @Override
        public void onReady(String interpreter) {
            told.add("ready " + interpreter);
        }

        @Override
        public void onReply(long call, boolean raised, byte[] body) {
            told.add((raised ? "error " : "result ") + call + " " + new String(body, StandardCharsets.UTF_8));
        }

        @Override
        public void onTooLarge(long call, long bytes) {
            told.add("large " + call + " " + bytes);
        }

        @Override
        public void onEnd(String why) {
            told.add("end");
        }
    };

    private void read(String... frames) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(String.join("", frames).replace(" ", ""));
        FrameReader reader = new FrameReader(new ByteArrayInputStream(bytes), () -> largest, listener);
        boolean more = true;
        while (more) {
            more = reader.readOne();
        }
        assertFalse(more);
    }

    @Test
    void frames_areTold() throws Exception {
        read(READY,
                // length   v  kind call             deadline         body
                "00000014 01 12 0000000000000005 0000000000000000 4f4b",
                "00000013 01 13 0000000000000006 0000000000000000 45",
                "00000012 01 12 0000000000000007 0000000000000000");
        assertEquals(List.of("ready PY", "result 5 OK", "error 6 E", "result 7 "), told);
    }

    @Test
    void resultBeyondTheLimit_isSkipped() throws Exception {
        read(READY, "00000017 01 12 0000000000000005 0000000000000000 4142434445",
                "00000012 01 12 0000000000000006 0000000000000000");
        assertEquals(List.of("ready PY", "large 5 5", "result 6 "), told);
    }

    @Test
    void limitThatIsChanged_countsForTheNextResult() throws Exception {
        FrameReader reader = new FrameReader(new ByteArrayInputStream(HexFormat.of().parseHex((READY
                + "00000017 01 12 0000000000000005 0000000000000000 4142434445" + "00000017 01 12 0000000000000006 0000000000000000 4142434445")
                .replace(" ", ""))), () -> largest, listener);
        reader.readOne();
        reader.readOne();
        largest = 5;
        reader.readOne();
        assertEquals(List.of("ready PY", "large 5 5", "result 6 ABCDE"), told);
    }

    @Test
    void otherThanFrames_isGarbage() {
        for (String wrong : new String[] {
            "48545450 2f 31 2e31203230302030 0000000000000000", // "HTTP/1.1 200..."
            "00000012 02 12 0000000000000005 0000000000000000", // another version
            "00000012 01 02 0000000000000005 0000000000000000", // a kind that only the gateway sends
            "00000011 01 12 0000000000000005 0000000000000000", // shorter than its own header
            "ffffffff 01 12 0000000000000005 0000000000000000", // 4 GiB
            "00000012 01 10 0000000000000000 0000000000000000"  // ready twice
        }) {
            assertThrows(FrameReader.Garbage.class, () -> read(READY, wrong), wrong);
        }
        assertThrows(FrameReader.Garbage.class, () -> read("00000012 01 12 0000000000000005 0000000000000000"),
                "a result before it was ready");
    }

    @Test
    void endWithinAFrame_isNoFrame() {
        assertThrows(EOFException.class, () -> read(READY, "00000014 01 12 0000000000000005 0000000000000000 4f"));
        assertThrows(EOFException.class, () -> read("0000"));
        assertEquals(List.of("ready PY"), told);
    }

    @Test
    void callHead_isAsDrawn() {
        Invocation call = Invocation.of("a").qos(1).attempt(2).messageId(7).timestampSeconds(3).topic("t").payload(new byte[5]).build();
        byte[] head = Frames.callHead(9, 1000, call);
        // length: 18 of the header, 22 of facts, 1 of topic, 36 of invocation id, 5 of payload
        byte[] expected = HexFormat.of().parseHex(("00000052 01 02 0000000000000009 00000000000003e8"
                + "01 01 00000002 00000007 0000000000000003 0001 0024 74").replace(" ", ""));
        assertArrayEquals(expected, java.util.Arrays.copyOf(head, expected.length));
        String id = new String(head, expected.length, head.length - expected.length, StandardCharsets.US_ASCII);
        assertEquals(java.util.UUID.nameUUIDFromBytes(new byte[] {'a'}).toString(), id);
        assertTrue(id.length() == 36);
    }
}
