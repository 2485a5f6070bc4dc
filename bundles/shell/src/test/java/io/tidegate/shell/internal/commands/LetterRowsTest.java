package io.tidegate.shell.internal.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidegate.hub.DeadLetters.Summary;
import io.tidegate.hub.DeadLetters.SummaryPage;
import io.tidegate.hub.Reason;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How is a list printed that may be longer than there is room for? */
class LetterRowsTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    /** So many letters, 300 a page. Another page is asked for only when the one before it was printed, where that is promised. */
    private LetterRows rows(int count, String session, String reason, boolean printedBetween) {
        return new LetterRows((asked, after) -> {
            assertEquals(session, asked);
            int from = after.isEmpty() ? 0 : Integer.parseInt(after.substring(2));
            assertTrue(!printedBetween || printed.toString(StandardCharsets.UTF_8).lines().count() == from, "lines before page " + after);
            List<Summary> letters = IntStream.rangeClosed(from + 1, Math.min(count, from + 300)).mapToObj(i -> new Summary("r/" + i, "r",
                    Instant.EPOCH, new Reason("RAISED", reason), 1, "t", 5)).toList();
            return new SummaryPage(letters, from + 300 >= count);
        }, session, "");
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void scripts_getAll_pageByPage() throws Exception {
        rows(2500, "", "x", true).printAll(out);
        assertEquals(2500, lines().size());
        assertEquals("r/2500\tr\t1970-01-01T00:00:00Z\tt\t5\t1\tRAISED\tx", lines().get(2499));
    }

    @Test
    void people_getAThousand_andAreToldHowToSeeTheRest() throws Exception {
        rows(1001, "", "x", false).printSome(out);
        assertEquals(1, lines().stream().filter(line -> line.startsWith("r/1000 ")).count());
        assertEquals("These are 1000, and more are set aside: dlq:list --after r/1000 shows the next ones, --session those of one session.",
                lines().get(lines().size() - 1));
        assertFalse(printed.toString(StandardCharsets.UTF_8).contains("r/1001"));
    }

    @Test
    void people_hintKeepsTheSession() throws Exception {
        rows(1500, "r", "x", false).printSome(out);
        assertEquals("These are 1000, and more are set aside: dlq:list --session r --after r/1000 shows the next ones.", lines().get(lines().size() - 1));
    }

    @Test
    void people_getNoHint_whereNothingIsCut() throws Exception {
        rows(1000, "", "x", false).printSome(out);
        assertTrue(lines().get(lines().size() - 1).startsWith("r/1000 "));
    }

    @Test
    void people_getLongReasonsCut_scriptsDoNot() throws Exception {
        rows(1, "", "y".repeat(100_000), false).printSome(out);
        assertTrue(printed.size() < 2000, printed.size() + " bytes");
        rows(1, "", "y".repeat(100_000), false).printAll(out);
        assertTrue(printed.size() > 100_000, printed.size() + " bytes");
    }

    @Test
    void nothing_isSaidToPeople() throws Exception {
        rows(0, "", "x", false).printAll(out);
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
        rows(0, "", "x", false).printSome(out);
        assertEquals(List.of("No dead letter."), lines());
    }
}
