package io.tidegate.function.internal.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkerLogTest {
    private final List<String> lines = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final WorkerLog log = new WorkerLog(lines::add, now::get);

    private void read(String text) throws Exception {
        log.readAll(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void lines_areSplitAtLineEnds_andTheLastNeedsNone() throws Exception {
        read("a\r\n\nb\tc\nlast");
        assertEquals(List.of("a", "", "b\tc", "last"), lines);
    }

    @Test
    void harmfulCharacters_areEscaped() throws Exception {
        read("\u001b[2J a\rb \u0000 \u009b \u202e \u2028 \u0007 ä你\n");
        assertEquals(List.of("\\u001b[2J a\\u000db \\u0000 \\u009b \\u202e \\u2028 \\u0007 ä你"), lines);
    }

    @Test
    void longLine_isCut() throws Exception {
        read("x".repeat(8192) + "\n" + "y".repeat(8193) + "\n");
        assertEquals(List.of("x".repeat(8192), "y".repeat(8192) + " [cut: 1 more bytes]"), lines);
    }

    @Test
    void tooManyLines_areCounted_untilTheNextSecond() throws Exception {
        byte[] many = "l\n".repeat(WorkerLog.LINES_A_SECOND + 10).getBytes(StandardCharsets.US_ASCII);
        log.take(many, many.length);
        assertEquals(WorkerLog.LINES_A_SECOND, lines.size());
        now.addAndGet(1_000_000_000L);
        read("after\n");
        assertEquals("[10 lines not written: more than 500 a second]", lines.get(lines.size() - 2));
        assertEquals("after", lines.get(lines.size() - 1));
    }
}
