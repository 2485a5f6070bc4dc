package io.tidegate.store.file.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two million messages that nobody read, in a process with as much heap as a gateway on a small box (-Xmx96m). */
class BacklogTest {
    private static final int MESSAGES = 2_000_000;
    private static final long MOST_HEAP_MEGABYTES = 48;

    @ParameterizedTest
    @CsvSource({"100, 5000", "10000, 30000"}) // ten to twenty times what it takes on a quiet machine
    void twoMillion_areFoundAgainSoon_andDoNotLiveInTheHeap(int queues, long mostMillis, @TempDir Path directory) throws Exception {
        Backlog.Reopened reopened = new Backlog(directory, 1).reopened(MESSAGES, queues);
        System.out.println("BACKLOG queues=" + queues + " " + reopened);
        assertTrue(reopened.millis() <= mostMillis, reopened.toString());
        assertTrue(reopened.heapMegabytes() <= MOST_HEAP_MEGABYTES, reopened.toString());
    }
}
